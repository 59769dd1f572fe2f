"""SPF (RFC 7208): which servers may send for the domain of the return path."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from smartcom_kernel.channels.dns_records.names import Finding, Names, Outcome
from smartcom_kernel.channels.dns_records.spf_check import Broken, Check, Result, Unforeseeable, spf_records
from smartcom_kernel.core.errors import Words

REFUSING = ("fail", "softfail")


def look(names: Names, domain: str, addresses: Sequence[str]) -> Finding:
    """Whether the record is there once, can be read, refuses strangers, and allows the sending addresses.

    Args:
        names: Asks the DNS.
        domain: Of the return path.
        addresses: From which e-mails leave; none where they are not known.
    """
    found = spf_records(names, domain)
    if not found:
        allowed = " ".join(map(_mechanism, addresses)) or "include:YOUR-PROVIDER"
        wanted = f'{domain}. IN TXT "v=spf1 {allowed} -all"'
        return Finding("SPF", domain, "missing", Words("there is none", "записи нет"), wanted)

    def finding(outcome: Outcome, en: str, ru: str, publish: str = "") -> Finding:
        return Finding("SPF", domain, outcome, Words(en, ru), publish and f'{domain}. IN TXT "{publish}"')

    try:
        results = {one: Check(names, one).result(domain) for one in addresses}
        stranger = _of_a_stranger(names, domain)
    except Broken as broken:
        return finding("faulty", str(broken), broken.words.ru)
    except Unforeseeable:
        return finding(
            "unasked", "it holds macros that depend on who writes: ask your provider",
            "в ней макросы, зависящие от отправителя: спросите провайдера",
        )  # fmt: skip
    if stranger == "pass":
        return finding(
            "faulty", "it ends in +all: everybody may send for you", "она кончается на +all: за вас может писать любой",
            _refusing(found[0]),
        )  # fmt: skip
    outside = [one for one, result in results.items() if result != "pass"]
    if outside:
        these = ", ".join(outside)
        return finding("faulty", f"it does not allow {these}", f"она не разрешает {these}", _with(found[0], outside))
    if stranger not in REFUSING:
        return finding(
            "faulty", "it does not end in -all or ~all, so it refuses nobody",
            "нет -all или ~all: никто не отвергается", _refusing(found[0]),
        )  # fmt: skip
    return finding("good", found[0], found[0])


def _of_a_stranger(names: Names, domain: str) -> Result:
    """What it says of somebody whom nothing names; a record that asks for each address anew is taken to refuse them."""
    try:
        return Check(names, None).result(domain)
    except Unforeseeable:
        return "fail"


def _mechanism(address: str) -> str:
    return f"ip{ipaddress.ip_address(address).version}:{address}"


def _with(record: str, addresses: Sequence[str]) -> str:
    """The record that is there, with further addresses before everything that it says: the first that fits holds."""
    version, _, rest = record.partition(" ")
    return " ".join(filter(None, [version, *map(_mechanism, addresses), rest.strip()]))


def _refusing(record: str) -> str:
    """The record that is there, with ~all at its end; empty where it says elsewhere how it ends."""
    terms = record.split()
    if any(term.lower().startswith("redirect=") for term in terms):
        return ""
    return " ".join([*(term for term in terms if term.lstrip("+-~?").lower() != "all"), "~all"])
