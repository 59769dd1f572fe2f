"""What the DNS answers, and what is made of its answers."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any, Literal

import dns.exception
import dns.resolver
import dns.reversename

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SmartcomError, Words

Outcome = Literal["good", "missing", "faulty", "unasked"]


class Unasked(SmartcomError):
    """The DNS gave no answer, so nothing can be said."""


@dataclass(frozen=True)
class Finding:
    """What became of looking at one record.

    Args:
        record: Which kind: ``"SPF"``, ``"DKIM"``.
        name: Where it was looked for.
        outcome: Whether it is right.
        said: What was found, and what is wrong with it.
        publish: The record that would be right, as a line of a zone file; empty where there is nothing to do.
        must: Whether receivers ask for it; without the others e-mails arrive too.
    """

    record: str
    name: str
    outcome: Outcome
    said: Words
    publish: str = ""
    must: bool = True

    @property
    def good(self) -> bool:
        """Whether nothing must be done."""
        return self.outcome == "good" or not self.must

    def describe(self, lang: Lang = "en") -> str:
        """What was found, in one sentence without a full stop."""
        return self.said.ru if lang == "ru" else str(self.said)


class Names:
    """Questions to the DNS; no answer is the empty list, and a server that does not answer is `Unasked`.

    Args:
        resolver: Asks; the system's when None.
    """

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver or dns.resolver.Resolver()

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each as one text (RFC 7208, 3.3)."""
        return [b"".join(one.strings).decode("utf-8", "replace") for one in self._ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        """The network addresses of a host."""
        return [one.address for kind in ("A", "AAAA") for one in self._ask(name, kind)]

    def exchanges(self, name: str) -> list[str]:
        """The hosts that take mail for a domain; the empty name of RFC 7505 stands for none."""
        found = [one.exchange.to_text(omit_final_dot=True) for one in self._ask(name, "MX")]
        return [host for host in found if host not in ("", ".")]

    def refuses_mail(self, name: str) -> bool:
        """Whether a domain says that it takes no mail (RFC 7505)."""
        return [one.exchange.to_text() for one in self._ask(name, "MX")] == ["."]

    def names_of(self, address: str) -> list[str]:
        """The names that a network address says it has."""
        name = dns.reversename.from_address(address).to_text()
        return [one.target.to_text(omit_final_dot=True) for one in self._ask(name, "PTR")]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind, search=False, raise_on_no_answer=False))
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise Unasked(f"the DNS did not answer for {name} {kind}: {type(error).__name__}") from None


def tags(record: str) -> dict[str, str]:
    """The tags of a record such as ``v=DKIM1; k=rsa; p=…`` (RFC 6376, 3.2), names in small letters."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, sign, value in pairs if sign}


def is_public(address: str) -> bool:
    """Whether others see an e-mail come from this address."""
    return ipaddress.ip_address(address).is_global
