r"""The blacklist: what a rule means, and which contacts of the lake fall under one.

A rule is an address, a domain (``*@junk.example`` or ``junk.example``), or a mask in which ``*`` stands for anything
(``+7900*``, ``test*@*``). Contacts that fall under one get the quality code 50 and no message. The code takes the place
of 0 only, so that it can be taken back when the rule is removed. An address whose owner was erased gets it too: its
rule is a hash. Addresses and domains are found by hash joins whatever their number; masks are tried one by one, so
they are for the few.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.consent.contactable import CONTACTS
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.intake.contacts import GOOD, email, phone
from smartcom_kernel.intake.erased import hashed
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import CATALOGUE, STATE, identifier, literal
from smartcom_kernel.state.blacklist import BLACKLISTED, Rule

ANY = "*"
ERASED_RULE = ""
"""Stands for the hash of an erased person's address in counts by rule."""
SHOWN = 5


@dataclass(frozen=True)
class Marked:
    """What came of comparing contacts with the blacklist.

    Args:
        marked: Contacts that got the code 50.
        freed: Contacts that lost it, because no rule names them any more.
        by_rule: How many contacts fall under each rule; one under several counts for the first of them by its text.
    """

    marked: int
    freed: int
    by_rule: dict[str, int]

    def describe(self, lang: Lang | None = None) -> str:
        """How many and by which rules, in one sentence without a full stop; the workspace's language when None."""
        lang = lang or spoken()
        most = Counter({rule: n for rule, n in self.by_rule.items() if rule}).most_common(SHOWN)
        by = ", ".join(f"{rule} × {number(n, lang)}" for rule, n in most)
        marked, freed = number(self.marked, lang), number(self.freed, lang)
        if lang == "ru":
            said = f"Чёрный список: отмечено контактов {marked}, освобождено {freed}"
            return said + (f"; по правилам: {by}" if by else "")
        return f"Blacklist: {marked} contacts marked, {freed} freed" + (f"; by rule: {by}" if by else "")


def rule(text: str, *, country: str, reason: str, who: str, now: datetime) -> Rule:
    """What a rule means.

    Args:
        text: As somebody has written it.
        country: ISO 3166 code that completes a phone number written without one.
        reason: Why it is there.
        who: Login name of who adds it.
        now: When.

    Raises:
        SpecError: It is no address, domain or mask, or a mask that would fit everything.
    """
    wanted = text.strip().lower()
    medium, kind, pattern = _meaning(wanted, country)
    shown = f"*@{pattern}" if kind == "domain" else pattern if kind == "address" else wanted
    return Rule(shown, medium, kind, pattern, reason, who, now)


def mark(lake: Lake) -> Marked:
    """Bring the quality codes of all contacts in step with the blacklist; doing it again changes nothing.

    Whoever calls it has the turn of a load, or a load at the same time could be lost.
    """
    marked, freed, by_rule = 0, 0, Counter[str]()
    with lake.transaction():
        for medium, column in CONTACTS.items():
            lake.run(f"CREATE OR REPLACE TEMP TABLE blacklisted AS {_hits(medium, column)}")
            by_rule.update(dict(lake.rows(_counts(column))))
            address, code = f"lower({identifier(column)})", identifier(f"{column}_quality")
            named = f"coalesce({address} IN (SELECT address FROM blacklisted), false)"
            customers = f"UPDATE {CATALOGUE}.main.customers SET {code} ="
            is_good = f"{identifier(column)} IS NOT NULL AND coalesce({code}, {GOOD}) = {GOOD}"
            marked += lake.run(f"{customers} {BLACKLISTED} WHERE {is_good} AND {named}")
            freed += lake.run(f"{customers} {GOOD} WHERE {code} = {BLACKLISTED} AND NOT {named}")
            lake.run("DROP TABLE blacklisted")
    return Marked(marked, freed, dict(by_rule))


def _meaning(wanted: str, country: str) -> tuple[str, str, str]:
    domain = wanted.removeprefix("*@")
    if ANY not in domain and "@" not in domain and "." in domain:
        of_domain = email(f"a@{domain}")
        if of_domain is not None:
            return "email", "domain", of_domain.lower().partition("@")[2]
    if ANY not in wanted:
        address, number_ = email(wanted), phone(wanted, country=country)
        if address is not None:
            return "email", "address", address.lower()
        if number_ is not None:
            return "sms", "address", number_
    elif len(wanted.replace(ANY, "").strip("@+.")) > 1 and not wanted.count(" "):
        medium = "sms" if all(c.isdigit() or c in "+*" for c in wanted) else "email"
        if medium == "sms" or "@" in wanted:
            return medium, "mask", _like(wanted)
    what = "an address, a domain such as *@junk.example, or a mask such as +7900* with at least two characters"
    raise SpecError.single("blacklist", f"{wanted!r} is none of {what}", "rule")


def _like(wanted: str) -> str:
    for special in ("\\", "%", "_"):
        wanted = wanted.replace(special, f"\\{special}")
    return wanted.replace(ANY, "%")


def _hits(medium: str, column: str) -> str:
    """Each address that a rule names, with the first of the rules."""
    rules = f"(SELECT rule, kind, pattern FROM {STATE}.smartcom.blacklist WHERE medium = {literal(medium)})"
    erased = f"(SELECT hash FROM {STATE}.smartcom.erased WHERE kind = {literal(medium)})"
    known = f"SELECT DISTINCT lower({identifier(column)}) AS address FROM {CATALOGUE}.main.customers"
    return (
        f"WITH known AS MATERIALIZED ({known} WHERE {identifier(column)} IS NOT NULL), "
        f"rules AS MATERIALIZED (FROM {rules}), gone AS MATERIALIZED (FROM {erased}) "
        "SELECT address, min(rule) AS rule FROM ("
        "SELECT address, rule FROM known JOIN (FROM rules WHERE kind = 'address') ON pattern = address UNION ALL "
        "SELECT address, rule FROM known JOIN (FROM rules WHERE kind = 'domain') "
        "ON pattern = split_part(address, '@', 2) "
        "UNION ALL SELECT address, rule FROM known JOIN (FROM rules WHERE kind = 'mask') "
        "ON address LIKE pattern ESCAPE '\\' UNION ALL "
        f"SELECT address, '{ERASED_RULE}' AS rule FROM known WHERE (SELECT count(*) FROM gone) > 0 "
        f"AND {hashed(medium, 'address')} IN (FROM gone)) GROUP BY address"
    )


def _counts(column: str) -> str:
    return (
        f"SELECT rule, count(*) FROM {CATALOGUE}.main.customers AS c "
        f"JOIN blacklisted AS b ON b.address = lower(c.{identifier(column)}) GROUP BY rule"
    )
