"""What the parts of a customer base are called, and the sentence about it."""

from __future__ import annotations

from datetime import date

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import day, number, percent

Words = dict[Lang, str]
PARTS: dict[str, Words] = {
    "email_usable": {"en": "usable e-mail", "ru": "рабочий e-mail"},
    "email_useless": {"en": "e-mail of no use", "ru": "негодный e-mail"},
    "email_shared": {"en": "e-mail that others have too", "ru": "e-mail не только у этого клиента"},
    "phone_usable": {"en": "usable phone", "ru": "рабочий телефон"},
    "phone_useless": {"en": "phone of no use", "ru": "негодный телефон"},
    "phone_shared": {"en": "phone that others have too", "ru": "телефон не только у этого клиента"},
    "email_allowed": {"en": "may be written to by e-mail", "ru": "можно писать на e-mail"},
    "sms_allowed": {"en": "may be written to by SMS", "ru": "можно писать в SMS"},
    "nobody_may_write": {"en": "neither by e-mail nor by SMS", "ru": "нельзя ни на e-mail, ни в SMS"},
    "name": {"en": "first name known", "ru": "известно имя"},
    "gender": {"en": "gender known", "ru": "известен пол"},
    "birthday": {"en": "birthday known", "ru": "известен день рождения"},
    "city": {"en": "city known", "ru": "известен город"},
    "registered": {"en": "registration date known", "ru": "известна дата регистрации"},
    "without_receipts": {"en": "no receipt at all", "ru": "ни одного чека"},
}
"""Every part of the base, in the order in which they are shown."""
FAULTS = frozenset({
    "email_useless", "email_shared", "phone_useless", "phone_shared", "nobody_may_write", "without_receipts",
})  # fmt: skip
"""Parts that one would rather have smaller."""
RECEIPTS: dict[str, Words] = {
    "with_customer": {"en": "with a customer", "ru": "с клиентом"},
    "without_customer": {"en": "without a customer (no card)", "ru": "без клиента (без карты)"},
    "cancelled": {"en": "cancelled, of all", "ru": "отменённые, от всех"},
}
FACTS: dict[str, Words] = {
    "receipts": {"en": "receipts", "ru": "чеки"},
    "web_events": {"en": "site events", "ru": "события сайта"},
    "events": {"en": "events", "ru": "события"},
}
HEADS: dict[str, dict[Lang, tuple[str, ...]]] = {
    "parts": {"en": ("part of the base", "customers", "share"), "ru": ("часть базы", "клиентов", "доля")},
    "receipts": {"en": ("receipts", "number", "share"), "ru": ("чеки", "количество", "доля")},
    "freshness": {"en": ("facts", "rows", "newest"), "ru": ("факты", "строк", "последний")},
}
NO_CUSTOMERS: Words = {
    "en": "There are no customers yet: wb.load('customers', …) or smartcom load customers brings them in",
    "ru": "Клиентов пока нет: их приносит wb.load('customers', …) или smartcom load customers",
}


def sentence(
    lang: Lang, *, customers: int, email: float, sms: float, never: float, unknown: float, newest_on: date | None
) -> str:
    """The base in one sentence: shares are of 1, `newest_on` is None where there are no receipts."""
    people, shares = number(customers, lang), [percent(share, lang) for share in (email, sms, never, unknown)]
    if lang == "ru":
        newest = "чеков нет" if newest_on is None else f"последний чек – {day(newest_on, lang)}"
        return (
            f"Клиентов: {people}; на e-mail можно писать {shares[0]} из них, в SMS {shares[1]}; без чеков {shares[2]}; "
            f"чеков без клиента {shares[3]}, {newest}"
        )
    newest = "there are no receipts" if newest_on is None else f"the newest is of {day(newest_on, lang)}"
    return (
        f"{people} customers: {shares[0]} may be written to by e-mail, {shares[1]} by SMS; {shares[2]} have no "
        f"receipt; {shares[3]} of receipts have no customer, and {newest}"
    )
