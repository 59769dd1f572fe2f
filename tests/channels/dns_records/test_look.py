"""What the DNS says of a sender, from a real server on loopback: what is right, missing, wrong, and not answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.dkim_key import DkimKey
from smartcom_kernel.channels.dns_records.hosts import look_back
from smartcom_kernel.channels.dns_records.look import look
from smartcom_kernel.channels.dns_records.names import Finding
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.cli import app
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.doctor import deliverability
from tests.channels.dns_records.zone import Zone, serving

PEM = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
KEY = DkimKey.read(PEM, domain="shop.example", selector="s1", variable="KEY")
IP = "198.51.100.7"
CHANNEL: dict[str, Any] = {
    "kind": "smtp", "host": "smtp.provider.example", "sender": "news@shop.example", "dkim_domain": "shop.example",
    "dkim_selector": "s1", "dkim_key_env": "KEY", "bounce_address": "b@bounce.shop.example", "bounce_secret_env": "S",
}  # fmt: skip
RIGHT: dict[str, list[str]] = {
    "bounce.shop.example TXT": ['"google-site-verification=x"', '"v=spf1 include:_spf.provider.example -all"'],
    "_spf.provider.example TXT": ['"v=spf1 ip4:198.51.100.0/" "24 ~all"'],
    "s1._domainkey.shop.example TXT": [f'"{KEY.record}"'],
    "_dmarc.shop.example TXT": ['"v=DMARC1; p=quarantine; rua=mailto:d@shop.example"'],
    "bounce.shop.example MX": ["10 mx.shop.example."],
    "mx.shop.example A": ["198.51.100.9"],
    "7.100.51.198.in-addr.arpa PTR": ["out.provider.example."],
    "out.provider.example A": [IP],
    "default._bimi.shop.example TXT": ['"v=BIMI1; l=https://shop.example/logo.svg"'],
    "shop.example TXT": ['"mailru-verification: 0123456789abcdef"'],
    "_mta-sts.bounce.shop.example TXT": ['"v=STSv1; id=1"'],
    "_smtp._tls.bounce.shop.example TXT": ['"v=TLSRPTv1; rua=mailto:t@shop.example"'],
}


def found(zone: Zone, **channel: Any) -> dict[str, Finding]:
    parsed = CHANNELS.parse({**CHANNEL, **channel})
    assert isinstance(parsed, SmtpChannel)
    with serving(zone) as names:
        told = look(parsed, names, addresses=[IP], secrets={"KEY": PEM, "S": "secret"})
    return {finding.record: finding for finding in told}


def spf(*terms: str, **more: list[str]) -> Finding:
    text = " ".join(terms)
    return found({**RIGHT, "bounce.shop.example TXT": [f'"v=spf1 {text}"'], **more})["SPF"]


def test_a_sender_whose_records_are_right_has_nothing_to_do() -> None:
    told = found(RIGHT)
    assert {f.record: f.outcome for f in told.values()} == dict.fromkeys(
        ["SPF", "DKIM", "DMARC", "MX", "PTR", "BIMI", "POSTMASTER", "MTA-STS", "TLS-RPT"], "good"
    )
    assert all(not f.publish for f in told.values())


def test_of_a_domain_without_records_everything_is_named_with_what_to_publish() -> None:
    told = found({})
    assert {f.outcome for f in told.values()} == {"missing"}
    assert told["SPF"].publish == f'bounce.shop.example. IN TXT "v=spf1 ip4:{IP} -all"'
    assert told["DKIM"].publish == KEY.record_line
    assert told["DMARC"].publish.startswith('_dmarc.shop.example. IN TXT "v=DMARC1; p=none; rua=mailto:')
    assert [record for record, f in told.items() if not f.must] == ["BIMI", "POSTMASTER", "MTA-STS", "TLS-RPT"]
    assert told["MX"].describe("ru") == "возвраты никто не принимает"


OTHER = {
    "other.example TXT": ['"v=spf1 -ip4:198.51.100.7 ip4:198.51.100.0/24 -all"'],
    "neutral.example TXT": ['"v=spf1 ip4:198.51.100.0/24 ?all"'],
    "many.example MX": [f"10 mx{n}.many.example." for n in range(11)],
}


@pytest.mark.parametrize(
    ("terms", "said", "publish"),
    [
        (["ip4:198.51.100.7", "?all"], "does not end in -all or ~all", "v=spf1 ip4:198.51.100.7 ~all"),
        (["ip4:198.51.100.7"], "does not end in -all or ~all", "v=spf1 ip4:198.51.100.7 ~all"),
        (["ip4:198.51.100.7", "+all"], "everybody may send", "v=spf1 ip4:198.51.100.7 ~all"),
        (["include:_o.example", "-all"], f"does not allow {IP}", f"v=spf1 ip4:{IP} include:_o.example -all"),
        (["-ip4:198.51.100.7", "-all"], f"does not allow {IP}", f"v=spf1 ip4:{IP} -ip4:198.51.100.7 -all"),
        (["-all", "ip4:198.51.100.7"], f"does not allow {IP}", f"v=spf1 ip4:{IP} -all ip4:198.51.100.7"),
        (["-ip4:198.51.100.7", "ip4:198.51.100.0/24", "-all"], f"does not allow {IP}", None),
        (["?include:_spf.provider.example", "-all"], f"does not allow {IP}", None),
        (["-include:_spf.provider.example", "ip4:198.51.100.7", "-all"], f"does not allow {IP}", None),
        (["include:other.example", "-all"], f"does not allow {IP}", None),
        (["include:nowhere.example", "-all"], "no record of its own: nowhere.example", ""),
        (["redirect=nowhere.example"], "no record of its own: nowhere.example", ""),
        (["include:bounce.shop.example", "-all"], "receivers stop at 10", ""),
        ([*(f"exists:x{n}.ex" for n in range(11)), "-all"], "receivers stop", ""),
        (["exists:a.example", "exists:b.example", "exists:c.example", "-all"], "more than 2 of the names", ""),
        (["mx:many.example", "-all"], "names 11 hosts", ""),
        (["ip4:nonsense", "-all"], "ip4:nonsense is no network", ""),
        (["ip6:198.51.100.7", "-all"], "is no network", ""),
        (["ipv4:198.51.100.7", "-all"], "'ipv4:198.51.100.7' is no mechanism", ""),
        (["bogus", "-all"], "'bogus' is no mechanism", ""),
    ],
)
def test_what_is_wrong_with_spf_is_said(terms: list[str], said: str, publish: str | None) -> None:
    finding = spf(*terms, **OTHER, **{"_o.example TXT": ['"v=spf1 ip4:203.0.113.0/24 -all"']})
    assert finding.outcome == "faulty"
    assert said in finding.describe()
    if publish is not None:
        assert finding.publish == (publish and f'bounce.shop.example. IN TXT "{publish}"')


@pytest.mark.parametrize(
    "terms",
    [
        ["a:out.provider.example", "-all"], ["mx", "~all"], ["redirect=_spf.provider.example"], ["a/24", "-all"],
        ["ip4:198.51.100.7", "-all", "redirect=nowhere.example"], ["a/24//64", "-all"],
        ["ip4:198.51.100.7", "-all", *(f"exists:x{n}.ex" for n in range(12))],
        ["exists:%{i}._spf.provider.example", "-all"], ["include:%{ir}.%{v}.%{d}.spf.provider.example", "-all"],
        ["include:neutral.example", "-all"], ["ip4:198.51.100.7", "exp=why.shop.example", "-all"],
    ],
)  # fmt: skip
def test_spf_is_read_as_receivers_read_it(terms: list[str]) -> None:
    more = {
        **OTHER, "mx.shop.example A": [IP], "bounce.shop.example A": ["198.51.100.200"],
        "198.51.100.7._spf.provider.example A": ["127.0.0.2"],
        "7.100.51.198.in-addr.bounce.shop.example.spf.provider.example TXT": ['"v=spf1 ip4:198.51.100.7 -all"'],
    }  # fmt: skip
    assert spf(*terms, **more).outcome == "good"


def test_a_record_that_depends_on_who_writes_cannot_be_judged() -> None:
    assert spf("exists:%{l}.%{o}._spf.provider.example", "-all").outcome == "unasked"


def test_two_spf_records_are_one_too_many() -> None:
    finding = found({**RIGHT, "bounce.shop.example TXT": ['"v=spf1 -all"', '"v=spf1 ip4:198.51.100.7 -all"']})["SPF"]
    assert "only one may be" in finding.describe()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"v=DKIM1; p="', "revoked"),
        ('"v=DKIM1; k=ed25519; p=AAAA"', "somebody else"),
        ('"v=DKIM1; k=rsa; p=OURS"', "another kind of key"),
        ('"v=DKIM1; p=OURS"', "another kind"),
        ('"v=DKIM2; k=ed25519; p=OURS"', "version"),
        ('"k=ed25519; h=sha1; p=OURS"', "SHA-256"),
        ('"k=ed25519; s=tlsrpt; p=OURS"', "not for e-mail"),
        ('"k=ed25519; t=y; p=OURS"', "on trial"),
    ],
)
def test_a_key_that_is_not_the_one_that_signs_is_found(text: str, said: str) -> None:
    ours = text.replace("OURS", KEY.record.rpartition("p=")[2])
    finding = found({**RIGHT, "s1._domainkey.shop.example TXT": [ours]})["DKIM"]
    assert (finding.outcome, finding.publish) == ("faulty", KEY.record_line)
    assert said in finding.describe()


def test_the_policy_of_a_parent_domain_holds_and_alignment_is_judged() -> None:
    with serving({**RIGHT, "_dmarc.other.example TXT": ['"v=DMARC1; p=reject"']}) as names:
        parsed = CHANNELS.parse({**CHANNEL, "dkim_domain": "", "dkim_selector": "", "dkim_key_env": "",
                                 "sender": "news@mail.shop.example", "sender_domains": ["other.example"]})  # fmt: skip
        assert isinstance(parsed, SmtpChannel)
        of = [f for f in look(parsed, names, addresses=[IP], secrets={}) if f.record == "DMARC"]
    assert [(f.name, f.outcome) for f in of] == [("_dmarc.shop.example", "good"), ("_dmarc.other.example", "faulty")]


def test_a_sender_that_nobody_signs_for_is_told() -> None:
    unsigned = dict.fromkeys(["dkim_domain", "dkim_selector", "dkim_key_env"], "")
    told = found(RIGHT, **unsigned)
    assert (told["DKIM"].outcome, told["DMARC"].outcome) == ("missing", "good")  # the return path speaks for it
    strict = {**RIGHT, "_dmarc.shop.example TXT": ['"v=DMARC1; p=none; aspf=s"']}
    assert "speaks for shop.example" in found(strict, **unsigned)["DMARC"].describe()
    assert found(strict, **unsigned, relay_signs=True)["DMARC"].outcome == "good"


def test_a_path_that_spf_does_not_allow_speaks_for_nobody() -> None:
    unsigned = dict.fromkeys(["dkim_domain", "dkim_selector", "dkim_key_env"], "")
    told = found({**RIGHT, "bounce.shop.example TXT": ['"v=spf1 ip4:203.0.113.1 -all"']}, **unsigned)
    assert (told["SPF"].outcome, told["DMARC"].outcome) == ("faulty", "faulty")
    assert "SPF does not allow it" in told["DMARC"].describe()


@pytest.mark.parametrize(
    ("record", "policy", "picture"),
    [
        ("p=reject; sp=none", "policy none", "faulty"), ("p=none; sp=reject", "policy reject", "good"),
        ("p=reject; pct=10", "policy reject; for 10 % of e-mails (pct)", "faulty"),
        ("p=reject", "policy reject", "good"),
    ],
)  # fmt: skip
def test_below_its_domain_the_policy_for_subdomains_holds(record: str, policy: str, picture: str) -> None:
    zone = {**RIGHT, "_dmarc.shop.example TXT": [f'"v=DMARC1; {record}; rua=mailto:d@shop.example"'],
            "default._bimi.mail.shop.example TXT": ['"v=BIMI1; l=https://shop.example/logo.svg"']}  # fmt: skip
    told = found(zone, sender="news@mail.shop.example")
    assert told["DMARC"].describe() == policy
    assert told["BIMI"].outcome == picture


def test_which_providers_show_the_domain_its_reputation_is_told() -> None:
    assert found(RIGHT)["POSTMASTER"].describe() == "confirmed for Postmaster Mail.ru"
    missing = found({**RIGHT, "shop.example TXT": []})["POSTMASTER"]
    assert (missing.outcome, missing.good) == ("missing", True)
    assert "Google Postmaster Tools" in missing.describe()


def test_who_takes_bounces_is_asked_as_mail_servers_ask() -> None:
    without = {name: records for name, records in RIGHT.items() if name != "bounce.shop.example MX"}
    assert found({**without, "bounce.shop.example A": ["198.51.100.9"]})["MX"].outcome == "good"
    assert found({**RIGHT, "mx.shop.example A": []})["MX"].outcome == "missing"
    assert "refuses all mail" in found({**RIGHT, "bounce.shop.example MX": ["0 ."]})["MX"].describe()


@pytest.mark.parametrize("spelled", ["2001:db8::1", "2001:DB8::1", "2001:0db8:0:0::1"])
def test_an_address_leads_back_however_it_is_spelled(spelled: str) -> None:
    name = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR"
    with serving({name: ["six.shop.example."], "six.shop.example AAAA": ["2001:db8::1"]}) as names:
        assert look_back(names, spelled).outcome == "good"


def test_a_server_that_does_not_answer_is_no_fault_of_the_record() -> None:
    told = found({**RIGHT, "s1._domainkey.shop.example TXT": ["SERVFAIL"]})
    assert (told["DKIM"].outcome, told["SPF"].outcome) == ("unasked", "good")
    assert not told["DKIM"].good


def test_an_address_without_a_name_or_with_one_that_leads_elsewhere_is_said() -> None:
    assert found({**RIGHT, "7.100.51.198.in-addr.arpa PTR": []})["PTR"].outcome == "missing"
    assert found({**RIGHT, "out.provider.example A": ["203.0.113.1"]})["PTR"].outcome == "faulty"


def test_only_a_channel_of_smtp_and_true_addresses_are_looked_at(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="'mailbox'"):
        deliverability(Settings.model_validate({"channels": {"email": {"kind": "mailbox"}}}))
    with pytest.raises(SetupError, match="'x' is no network address"):
        deliverability(Settings.model_validate({"channels": {"email": CHANNEL}}), ["x"])
    (tmp_path / "smartcom.toml").write_text('[channels]\nemail = { kind = "mailbox" }\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["doctor", "deliverability", "--workspace", str(tmp_path), "--json"])
    assert done.exit_code != 0
    assert "mailbox" in (json.loads(done.stdout)["error"] if done.stdout.startswith("{") else str(done.exception))
