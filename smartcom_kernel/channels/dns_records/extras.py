"""Records that are good to have: the shop's picture beside its e-mails (BIMI), encryption on the way to us."""

from __future__ import annotations

from smartcom_kernel.channels.dns_records.dmarc import policy_of, record_of
from smartcom_kernel.channels.dns_records.names import Finding, Names, tags
from smartcom_kernel.core.errors import Words

NONE = Words("there is none", "записи нет")
POSTMASTERS = {
    "Google Postmaster Tools": "google-site-verification=",
    "Postmaster Mail.ru": "mailru-verification:",
    "Yandex Postoffice": "yandex-verification:",
}
"""How the TXT record begins by which each is shown that a domain is ours."""


def look_at_picture(names: Names, domain: str) -> Finding:
    """BIMI: where the picture is, which is shown where the DMARC policy refuses (draft-brand-indicators)."""
    name = f"default._bimi.{domain}"
    found = [tags(text) for text in names.texts(name) if text.lower().startswith("v=bimi1")]
    publish = f'{name}. IN TXT "v=BIMI1; l=https://{domain}/logo.svg"'
    if not found:
        return Finding("BIMI", name, "missing", NONE, publish, must=False)
    if not found[0].get("l", "").startswith("https://"):
        words = Words("it names no picture on https", "в ней нет картинки по https")
        return Finding("BIMI", name, "faulty", words, publish, must=False)
    holds, said = record_of(names, domain)
    if policy_of(holds, said, domain) in ("", "none") or said.get("pct", "100") != "100":
        words = Words(
            "it counts only with a DMARC policy of quarantine or reject for all e-mails",
            "нужна политика DMARC quarantine или reject для всех писем",
        )
        return Finding("BIMI", name, "faulty", words, must=False)
    return Finding("BIMI", name, "good", Words(found[0]["l"], found[0]["l"]), must=False)


def look_at_transport(names: Names, envelope: str) -> list[Finding]:
    """MTA-STS (RFC 8461) and reports of broken encryption (RFC 8460), for what comes back to us."""
    wanted = {
        "MTA-STS": (f"_mta-sts.{envelope}", "v=stsv1", '"v=STSv1; id=1"'),
        "TLS-RPT": (f"_smtp._tls.{envelope}", "v=tlsrptv1", f'"v=TLSRPTv1; rua=mailto:tls@{envelope}"'),
    }
    found = []
    for record, (name, begin, right) in wanted.items():
        there = [text for text in names.texts(name) if text.lower().replace(" ", "").startswith(begin)]
        if there:
            found.append(Finding(record, name, "good", Words(there[0], there[0]), must=False))
        else:
            found.append(Finding(record, name, "missing", NONE, f"{name}. IN TXT {right}", must=False))
    return found


def look_for_postmasters(names: Names, domain: str) -> Finding:
    """Which mailbox providers let the owner of a domain see what they think of it: they ask for a TXT record."""
    said = [text.lower() for text in names.texts(domain)]
    seen = [name for name, begin in POSTMASTERS.items() if any(text.startswith(begin) for text in said)]
    if seen:
        these = ", ".join(seen)
        return Finding(
            "POSTMASTER", domain, "good", Words(f"confirmed for {these}", f"домен подтверждён: {these}"), must=False
        )
    words = Words(
        f"no mailbox provider shows you your reputation: register with {', '.join(POSTMASTERS)}",
        f"репутацию домена вам никто не показывает: зарегистрируйтесь ({', '.join(POSTMASTERS)})",
    )
    return Finding("POSTMASTER", domain, "missing", words, must=False)
