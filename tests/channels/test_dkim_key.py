from __future__ import annotations

import base64
from datetime import UTC, datetime
from email import message_from_bytes

import dkim  # type: ignore[import-untyped]  # it has none
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)

from smartcom_kernel.channels.attachment import Attachment
from smartcom_kernel.channels.dkim_key import COVERED, DkimKey, aligned
from smartcom_kernel.channels.message import build_email
from smartcom_kernel.core.errors import SetupError
from tests.channels.conftest import hello
from tests.channels.dkim_reader import Verify, read, signature

SENDER = "news@shop.example"
RFC_8463_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
RFC_8463_MESSAGE = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r
 d=football.example.com; i=@football.example.com;\r
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r
 subject : date : message-id : from : subject : date;\r
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r
From: Joe SixPack <joe@football.example.com>\r
To: Suzie Q <suzie@shopping.example.net>\r
Subject: Is dinner ready?\r
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r
Message-ID: <20030712040037.46341.5F8J@football.example.com>\r
\r
Hi.\r
\r
We lost the game.  Are you hungry yet?\r
\r
Joe.\r
"""


def pem(key: PrivateKeyTypes, password: bytes = b"") -> str:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode()


def taken(text: str) -> DkimKey:
    return DkimKey.read(text, domain="shop.example", selector="s2026", variable="SHOP_DKIM_KEY")


@pytest.fixture(scope="module")
def rsa() -> DkimKey:
    return taken(pem(generate_private_key(65537, 2048)))


@pytest.fixture(scope="module")
def ed25519() -> DkimKey:
    return taken(pem(Ed25519PrivateKey.generate()))


def published(key: DkimKey) -> Verify:
    """Verifies with nothing but what the DNS says."""
    record = dict(tag.strip().split("=", 1) for tag in key.record.split(";"))
    octets = base64.b64decode(record["p"])
    if record["k"] == "ed25519":
        return Ed25519PublicKey.from_public_bytes(octets).verify
    public = load_der_public_key(octets)
    assert isinstance(public, RSAPublicKey)
    return lambda signed, digest: public.verify(signed, digest, PKCS1v15(), Prehashed(SHA256()))


def test_the_reader_of_these_tests_agrees_with_the_example_of_rfc_8463() -> None:
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(RFC_8463_KEY))
    assert read(RFC_8463_MESSAGE, public.verify)["s"] == "brisbane"
    with pytest.raises(InvalidSignature):
        read(RFC_8463_MESSAGE.replace(b"dinner", b"supper"), public.verify)


@pytest.mark.parametrize("which", ["rsa", "ed25519"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"html": ""},
        {"text": "", "html": ""},
        {"subject": "Лавка: −20 % на всё, и  два   пробела " * 9, "reply_to": "ask@shop.example", "mailing": "spring"},
        {"attachments": (Attachment("Прайс.pdf", "application/pdf", b"\x00\r\n.\r\n" * 99),)},
    ],
)
def test_a_signature_holds(which: str, changes: dict[str, object], request: pytest.FixtureRequest) -> None:
    key: DkimKey = request.getfixturevalue(which)
    raw = build_email(hello(**changes), sender=SENDER, sender_name="Лавка", dkim=key)
    found = read(raw, published(key))
    assert (found["a"], found["d"], found["s"]) == (f"{which}-sha256", "shop.example", "s2026")


def test_dkimpy_takes_the_signature_and_not_that_of_a_changed_message(rsa: DkimKey) -> None:
    raw = build_email(hello(subject="Весна " * 40), sender=SENDER, sender_name="Лавка", dkim=rsa)
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return rsa.record.encode()

    assert dkim.verify(raw, dnsfunc=dns)
    assert asked == [b"s2026._domainkey.shop.example."]
    for before, after in [(b"/u/7.anna", b"/u/7.anja"), (b"One-Click", b"Two-Click"), (b"example.com", b"example.net")]:
        assert before in raw
        assert not dkim.verify(raw.replace(before, after), dnsfunc=dns)


@pytest.mark.parametrize("header", ["From", "Subject", "To", "Reply-To", "List-Unsubscribe", "Content-Type"])
def test_a_header_that_somebody_adds_breaks_the_signature(rsa: DkimKey, header: str) -> None:
    raw = build_email(hello(), sender=SENDER, dkim=rsa)
    assert not dkim.verify(f"{header}: x@evil.example\r\n".encode() + raw, dnsfunc=lambda *_, **__: rsa.record.encode())


def test_both_unsubscribe_headers_are_covered(rsa: DkimKey) -> None:
    covered = signature(build_email(hello(), sender=SENDER, dkim=rsa))["h"].split(":")
    assert covered.count("list-unsubscribe") == covered.count("list-unsubscribe-post") == covered.count("from") == 2
    assert set(covered) == set(COVERED)


def test_what_is_not_there_is_covered_once_so_that_it_cannot_be_added(rsa: DkimKey) -> None:
    covered = signature(build_email(hello(unsubscribe_url=""), sender=SENDER, dkim=rsa))["h"].split(":")
    assert covered.count("list-unsubscribe") == covered.count("reply-to") == 1


def test_every_header_we_write_is_covered(rsa: DkimKey) -> None:
    outgoing = hello(reply_to="ask@shop.example", mailing="spring")
    names = {name.lower() for name in message_from_bytes(build_email(outgoing, sender=SENDER)).keys()}  # noqa: SIM118
    assert names <= set(COVERED)


def test_every_try_has_the_same_signature(rsa: DkimKey, ed25519: DkimKey) -> None:
    for key in (rsa, ed25519):
        assert build_email(hello(), sender=SENDER, dkim=key) == build_email(hello(), sender=SENDER, dkim=key)


def test_a_signature_is_dated_as_the_message_is(rsa: DkimKey) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert signature(build_email(hello(sent_at=at), sender=SENDER, dkim=rsa))["t"] == "1772323200"


def test_one_line_may_hold_a_key() -> None:
    text = pem(Ed25519PrivateKey.generate())
    assert taken(text.replace("\n", "\\n")).record == taken(text).record


def test_keys_that_nobody_accepts_are_refused() -> None:
    p, q, e = 2**521 - 1, 2**256 - 2**32 - 977, 65537  # primes that everybody knows
    d = pow(e, -1, (p - 1) * (q - 1))
    public = RSAPublicNumbers(e, p * q)
    short = RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), rsa_crt_iqmp(p, q), public).private_key()
    with pytest.raises(SetupError, match="the key in SHOP_DKIM_KEY has 777 bits"):
        taken(pem(short))


@pytest.mark.parametrize(
    "text", ["", "canary", "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----", "ключ"]
)
def test_what_is_no_key_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(SetupError, match="SHOP_DKIM_KEY holds no private key") as caught:
        taken(text)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_keys_of_other_kinds_and_locked_ones_are_refused() -> None:
    for text in (pem(ec.generate_private_key(ec.SECP256R1())), pem(Ed25519PrivateKey.generate(), b"password")):
        with pytest.raises(SetupError, match="RSA or Ed25519, without a password"):
            taken(text)


def test_a_key_does_not_show_itself(rsa: DkimKey) -> None:
    assert isinstance(rsa.private, RSAPrivateKey)
    assert repr(rsa) == "DkimKey(domain='shop.example', selector='s2026')"


def test_the_record_of_the_example_of_rfc_8463() -> None:
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="))
    key = DkimKey("football.example.com", "brisbane", private)
    assert key.record_line == (
        f'brisbane._domainkey.football.example.com. IN TXT "v=DKIM1; k=ed25519; p={RFC_8463_KEY}"'
    )


def test_a_long_record_is_cut_into_strings_that_the_dns_can_hold(rsa: DkimKey) -> None:
    name, _, strings = rsa.record_line.partition(" IN TXT ")
    parts = strings.strip('"').split('" "')
    assert name == "s2026._domainkey.shop.example."
    assert [len(part) for part in parts] == [255, len(rsa.record) - 255]
    assert "".join(parts) == rsa.record


@pytest.mark.parametrize(
    ("signer", "sender", "speaks"),
    [
        ("shop.example", "shop.example", True),
        ("shop.example", "mail.shop.example", True),
        ("mail.shop.example", "shop.example", True),
        ("shop.example", "other.example", False),
        ("shop.example", "myshop.example", False),
        ("hop.example", "shop.example", False),
    ],
)
def test_a_signature_speaks_for_its_domain_and_those_above_and_below(signer: str, sender: str, speaks: bool) -> None:
    assert aligned(signer, sender) is speaks
