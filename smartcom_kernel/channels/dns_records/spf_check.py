"""Whether a network address may send for a domain: `check_host` of RFC 7208, section 4, as receivers ask it."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

from smartcom_kernel.channels.dns_records.names import Names
from smartcom_kernel.core.errors import SmartcomError, Words

Result = Literal["pass", "fail", "softfail", "neutral", "none"]
QUALIFIERS: dict[str, Result] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
MECHANISMS = frozenset({"all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"})
TERM = re.compile(r"([+\-~?]?)([A-Za-z][A-Za-z0-9._-]*)(?:([:=])(\S*?))?((?:/\d{1,3})?(?://\d{1,3})?)$")
MOST_LOOKUPS, MOST_VOIDS, MOST_HOSTS = 10, 2, 10
"""RFC 7208, 4.6.4: terms that ask the DNS, of them those without an answer, and hosts of one `mx`."""
MACRO = re.compile(r"%\{([a-zA-Z])(\d*)(r?)([.\-+,/_=]*)\}|%%|%_|%-")
OF_EVERYBODY = {"d", "i", "v"}
"""Macros that are the same for every e-mail from one address; others hold the sender's name."""


class Broken(SmartcomError):
    """The record cannot be read: receivers take that for a fault (permerror)."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words)


class Unforeseeable(SmartcomError):
    """What the record asks depends on who writes, so nothing can be said of it here."""


class Check:
    """One evaluation; limits count over all that it includes.

    Args:
        names: Asks the DNS.
        address: Who sends; None to read the record for somebody whom nothing names.
    """

    def __init__(self, names: Names, address: str | None) -> None:
        self._names = names
        self._address = None if address is None else ipaddress.ip_address(address)
        self.lookups = 0
        self._voids = 0

    def result(self, domain: str) -> Result:
        """What the record of a domain says of the address.

        Raises:
            Broken: It, or one that it leads to, cannot be read.
            Unforeseeable: It holds macros that depend on who writes.
            Unasked: The DNS did not answer.
        """
        found = spf_records(self._names, domain)
        if len(found) > 1:
            raise Broken(Words(
                f"{domain} has {len(found)} records, and only one may be (RFC 7208, 4.5)",
                f"у {domain} записей {len(found)}, а нужна одна",
            ))  # fmt: skip
        if not found:
            return "none"
        redirect, terms = "", []
        for term in found[0].split()[1:]:
            qualifier, name, sign, value, width = _parsed(term)
            if sign == "=":
                redirect = value + width if name == "redirect" else redirect
            elif name not in MECHANISMS:
                raise Broken(Words(f"{term!r} is no mechanism of SPF", f"{term!r} — не механизм SPF"))
            else:
                terms.append((qualifier, name, value, width))
        for qualifier, name, value, width in terms:
            if self._matches(name, value, width, domain):
                return QUALIFIERS[qualifier or "+"]
        return self._elsewhere(redirect, domain) if redirect and "all" not in {t[1] for t in terms} else "neutral"

    def _elsewhere(self, target: str, domain: str) -> Result:
        self._count()
        target = self._expanded(target, domain)
        found = self.result(target)
        if found == "none":
            raise _absent(target)
        return found

    def _matches(self, name: str, value: str, width: str, domain: str) -> bool:
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return self._is_in(_network(f"{value}{width}", name))
        self._count()
        if name == "include":
            return self._elsewhere_passes(self._expanded(value, domain))
        if name == "ptr":
            return False  # receivers are told not to ask it (5.5)
        host = self._expanded(value, domain) or domain
        if name == "exists":
            return bool(self._answered(self._names.addresses(host)))
        hosts = [host]
        if name == "mx":
            hosts = self._answered(self._names.exchanges(host))
            if len(hosts) > MOST_HOSTS:
                raise Broken(Words(
                    f"mx of {host} names {len(hosts)} hosts, and receivers stop at 10",
                    f"mx домена {host} называет хостов {len(hosts)}, а получатели считают до 10",
                ))  # fmt: skip
        found = [address for one in hosts for address in self._answered(self._names.addresses(one))]
        return any(self._is_in(_network(one + _of_family(width, one), name)) for one in found)

    def _elsewhere_passes(self, target: str) -> bool:
        found = self.result(target)
        if found == "none":
            raise _absent(target)
        return found == "pass"

    def _is_in(self, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
        return self._address is not None and self._address.version == network.version and self._address in network

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise Broken(Words(
                "it asks the DNS more than 10 times, and receivers stop at 10",
                "обращений к DNS больше 10, а получатели считают до 10",
            ))  # fmt: skip

    def _answered(self, found: list[str]) -> list[str]:
        self._voids += not found
        if self._voids > MOST_VOIDS:
            raise Broken(Words(
                "more than 2 of the names it asks for do not exist, and receivers stop there",
                "больше 2 имён, на которые она ссылается, не существуют, и получатели на этом останавливаются",
            ))  # fmt: skip
        return found

    def _expanded(self, text: str, domain: str) -> str:
        """Text with its macros filled in (RFC 7208, 7)."""
        if "%" not in text:
            return text

        def filled(found: re.Match[str]) -> str:
            letter = (found[1] or "").lower()
            if not letter:
                return {"%%": "%", "%_": " ", "%-": "%20"}[found[0]]
            if letter not in OF_EVERYBODY or self._address is None:
                raise Unforeseeable("macros")
            nibbles = self._address.exploded.replace(":", "") if self._address.version == 6 else ""
            value = {
                "d": domain, "v": "ip6" if nibbles else "in-addr", "i": ".".join(nibbles) or str(self._address),
            }[letter]  # fmt: skip
            parts = re.split(f"[{re.escape(found[4] or '.')}]", value)
            parts = parts[::-1] if found[3] else parts
            return ".".join(parts[-int(found[2]) :] if found[2] else parts)

        return MACRO.sub(filled, text)


def spf_records(names: Names, domain: str) -> list[str]:
    """The SPF records of a domain; exactly one is right."""
    return [text for text in names.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]


def _parsed(term: str) -> tuple[str, str, str, str, str]:
    found = TERM.fullmatch(term)
    if found is None:
        raise Broken(Words(f"{term!r} is no term of SPF", f"{term!r} — не терм SPF"))
    return found[1], found[2].lower(), found[3] or "", found[4] or "", found[5]


def _of_family(width: str, address: str) -> str:
    """The width of ``a/24//64`` that speaks of an address of this family."""
    of_4, _, of_6 = width.partition("//")
    chosen = of_6 if ":" in address else of_4.lstrip("/")
    return f"/{chosen}" if chosen else ""


def _network(text: str, name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        network = None
    if network is None or (name in ("ip4", "ip6") and f"ip{network.version}" != name):
        raise Broken(Words(f"{name}:{text} is no network", f"{name}:{text} — не сеть"))
    return network


def _absent(target: str) -> Broken:
    return Broken(Words(
        f"what it includes has no record of its own: {target}", f"нет записи, на которую она ссылается: {target}"
    ))  # fmt: skip
