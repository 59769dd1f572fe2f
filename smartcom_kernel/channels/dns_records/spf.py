"""SPF (RFC 7208): which servers may send for the domain of the return path."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field

from smartcom_kernel.channels.dns_records.names import Finding, Names
from smartcom_kernel.core.errors import Words

MOST_LOOKUPS = 10
"""RFC 7208, 4.6.4."""
LOOKING = ("include", "a", "mx", "ptr", "exists", "redirect")
"""Terms that ask the DNS again."""


@dataclass
class _Walk:
    """A record read with all that it includes.

    Args:
        names: Asks the DNS.
        addresses: Those that should be allowed.
    """

    names: Names
    addresses: Sequence[str]
    lookups: int = 0
    allowed: set[str] = field(default_factory=set)
    end: str = ""
    trouble: list[str] = field(default_factory=list)

    def read(self, domain: str, *, top: bool) -> None:
        found = spf_records(self.names, domain)
        if len(found) != 1:
            self.trouble.append(domain)
            return
        for term in found[0].split()[1:]:
            qualifier, rest = (term[0], term[1:]) if term[0] in "+-~?" else ("+", term)
            name, _, value = rest.replace("=", ":", 1).partition(":")
            name, slash, bits = name.lower().partition("/")
            if name in LOOKING:
                self.lookups += 1
            if self.lookups > 2 * MOST_LOOKUPS:
                return
            if name == "all":
                self.end = qualifier if top else self.end
            elif name == "redirect":
                self.read(value, top=top)
            elif name == "include":
                self.read(value, top=False)
            elif qualifier == "+":
                self._allow(name, value, domain, slash + bits)

    def _allow(self, name: str, value: str, domain: str, width: str) -> None:
        host, slash, bits = value.partition("/")
        host, width = host or domain, width or slash + bits
        if name in ("ip4", "ip6"):
            networks = [value]
        elif name == "a":
            networks = [address + width for address in self.names.addresses(host)]
        elif name == "mx":
            hosts = self.names.exchanges(host)
            networks = [address + width for one in hosts for address in self.names.addresses(one)]
        else:
            return
        self.allowed |= {one for one in self.addresses if any(_is_in(one, network) for network in networks)}


def spf_records(names: Names, domain: str) -> list[str]:
    """The SPF records of a domain; exactly one is right."""
    return [text for text in names.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]


def look(names: Names, domain: str, addresses: Sequence[str]) -> Finding:
    """Whether the record is there once, can be read, ends in a refusal, and allows the sending addresses.

    Args:
        names: Asks the DNS.
        domain: Of the return path.
        addresses: From which e-mails leave; none where they are not known.
    """
    found = spf_records(names, domain)
    allowed = " ".join(f"ip{ipaddress.ip_address(one).version}:{one}" for one in addresses) or "include:YOUR-PROVIDER"
    wanted = f'{domain}. IN TXT "v=spf1 {allowed} -all"'

    def finding(outcome: str, en: str, ru: str) -> Finding:
        publish = "" if outcome == "good" else wanted
        return Finding("SPF", domain, "good" if outcome == "good" else "faulty", Words(en, ru), publish)

    if not found:
        return Finding("SPF", domain, "missing", Words("there is none", "записи нет"), wanted)
    if len(found) > 1:
        many = len(found)
        return finding("", f"there are {many}, and only one may be (RFC 7208, 4.5)", f"записей {many}, а нужна одна")
    walk = _Walk(names, addresses)
    walk.read(domain, top=True)
    if walk.lookups > MOST_LOOKUPS:
        n = walk.lookups
        return finding("", f"it asks {n} times, and receivers stop at 10", f"обращений {n}, а получатели считают до 10")
    if walk.trouble:
        where = ", ".join(walk.trouble)
        return finding(
            "", f"what it includes has no record of its own: {where}", f"нет записи, на которую она ссылается: {where}"
        )
    if walk.end == "+":
        return finding(
            "", "it ends in +all: everybody may send for you", "она кончается на +all: за вас может писать любой"
        )
    if walk.end not in ("-", "~"):
        return finding(
            "", "it does not end in -all or ~all, so it refuses nobody", "нет -all или ~all: никто не отвергается"
        )
    outside = [one for one in addresses if one not in walk.allowed]
    if outside:
        these = ", ".join(outside)
        return finding("", f"it does not allow {these}", f"она не разрешает {these}")
    return finding("good", found[0], found[0])


def _is_in(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network.partition("//")[0], strict=False)
    except ValueError:
        return False
