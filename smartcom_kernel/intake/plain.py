"""Contacts that are good on sight: SQL rules under which the answer of the libraries is certain.

Each rule is narrower than what the library accepts, so that nothing is let in that it would refuse, and simple enough
that its normal form is known: lower case for an address, ``+`` and the digits for a number. The tests put random and
hostile values to both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from email_validator import SPECIAL_USE_DOMAIN_NAMES
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, country_code_for_region

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import literal

NON_GEOGRAPHIC = "001"
KNOWN_CODES = frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))
ATOMS = r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
LABELS = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z])?"
SHORT = 63
"""No part of an address this short can be too long."""
DIALLED = r"\+?[0-9][0-9 ().-]{5,40}"
CODES = 12
"""So many calling codes, the most frequent ones, are recognised in SQL."""


def email(value: str) -> str:
    """SQL of the normal form of an address that is plainly good, else null.

    Letters before the @ are small (a few names such as ``INFO`` would be made small by the library), the domain is
    ASCII without Punycode, and not one of those set aside for tests and machines.
    """
    reserved = rf"[@.](?:{'|'.join(SPECIAL_USE_DOMAIN_NAMES)})"
    return f"""CASE WHEN length({value}) <= {SHORT}
        AND regexp_full_match({value}, {literal(f"{ATOMS}@{LABELS}")})
        AND NOT regexp_matches({value}, '[@.]..--')
        AND NOT regexp_full_match(lower({value}), {literal(f".*{reserved}")})
        THEN lower({value}) END"""


def phone(value: str, codes: Iterable[str], country: str) -> str:
    """SQL of the E.164 form of a number that is plainly good, else null.

    Recognised are mobile numbers (and those that belong to no country), written with ``+`` and their calling code, or
    as people of `country` dial them: bare, after the trunk prefix, or after the calling code without its ``+``.

    Args:
        value: SQL of the text.
        codes: Calling codes to recognise.
        country: ISO 3166 code of the shop's country.
    """
    digits = f"regexp_replace({value}, '[^0-9]', '', 'g')"
    cases = []
    for code in codes:
        plan = _plan(code)
        if plan:
            national = f"substr({digits}, {len(code) + 1})"
            cases.append(f"WHEN starts_with({value}, '+{code}') AND {plan.sure(national)} THEN '+' || {digits}")
    cases += _dialled_at_home(value, digits, country)
    return f"CASE WHEN NOT regexp_full_match({value}, {literal(DIALLED)}) THEN NULL {' '.join(cases)} END"


def calling_codes(lake: Lake, value: str, query: str) -> list[str]:
    """The most frequent calling codes among the values of a query that begin with ``+``."""
    counts: Counter[str] = Counter()
    starts = (
        f"SELECT substr({value}, 2, 3) AS start, count(*) FROM ({query}) WHERE starts_with({value}, '+') GROUP BY start"
    )
    for start, times in lake.rows(starts):
        code = next((start[:n] for n in (1, 2, 3) if start[:n] in KNOWN_CODES), None)
        counts.update({code: times} if code else {})
    return [code for code, _ in counts.most_common(CODES)]


@dataclass(frozen=True)
class _Plan:
    """The numbering plan behind a calling code, as far as certainty needs it; all are patterns.

    Args:
        numbers: Mobile numbers, or all numbers where there is no country.
        any_number: Whatever can be a number there.
        trunk: What the library takes off the front of a national number.
        leading: What numbers of the main country begin with, where several countries share the code.
    """

    numbers: str
    any_number: str
    trunk: str
    leading: str

    def sure(self, national: str) -> str:
        """SQL: this is a valid national number, and the library takes nothing off it."""
        tests = [f"regexp_full_match({national}, {literal(p)})" for p in (self.numbers, self.any_number)]
        tests += [f"NOT regexp_matches({national}, {literal('^(?:' + self.trunk + ')')})"] if self.trunk else []
        tests += [f"regexp_matches({national}, {literal('^(?:' + self.leading + ')')})"] if self.leading else []
        return f"({' AND '.join(tests)})"


def _plan(code: str) -> _Plan | None:
    region = COUNTRY_CODE_TO_REGION_CODE[int(code)][0]
    if region == NON_GEOGRAPHIC:
        found = PhoneMetadata.metadata_for_nongeo_region(int(code))
        sort = found and (found.mobile or found.uan)
    else:
        found = PhoneMetadata.metadata_for_region(region)
        sort = found and found.mobile
    numbers, any_number = (
        desc.national_number_pattern if desc else None for desc in (sort, found and found.general_desc)
    )
    if not found or not numbers or not any_number or found.national_prefix_transform_rule:
        return None
    return _Plan(numbers, any_number, found.national_prefix_for_parsing or "", found.leading_digits or "")


def _dialled_at_home(value: str, digits: str, country: str) -> list[str]:
    """Numbers without ``+``, where `country` is the main one of its code and its trunk prefix is plain digits."""
    code = str(country_code_for_region(country))
    plan = _plan(code) if code in KNOWN_CODES and COUNTRY_CODE_TO_REGION_CODE[int(code)][0] == country else None
    metadata = PhoneMetadata.metadata_for_region(country)
    if not plan or not metadata or not metadata.international_prefix or (plan.trunk and not plan.trunk.isdigit()):
        return []
    abroad = literal(f"^(?:{metadata.international_prefix})")
    local = f"NOT starts_with({value}, '+') AND NOT regexp_matches({digits}, {abroad})"
    coded, trunked = (f"starts_with({digits}, '{start}')" for start in (code, plan.trunk))
    after_code, after_trunk = (f"substr({digits}, {len(start) + 1})" for start in (code, plan.trunk))
    unlike = f"NOT regexp_full_match({digits}, {literal(plan.any_number)})"
    cases = [
        f"WHEN {local} AND {plan.sure(digits)} THEN '+{code}' || {digits}",
        f"WHEN {local} AND {coded} AND {unlike} AND {plan.sure(after_code)} THEN '+' || {digits}",
    ]
    if plan.trunk:
        bare = f"{trunked} AND NOT {coded} AND {plan.sure(after_trunk)}"
        cases.append(f"WHEN {local} AND {bare} THEN '+{code}' || {after_trunk}")
    return cases
