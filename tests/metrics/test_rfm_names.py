from __future__ import annotations

import pytest

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import NAMES, Rfm
from smartcom_kernel.metrics.rfm_names import border_text, colliding, group_label

VISITS, RECEIPTS = Rfm(frequency="visits"), Rfm(frequency="receipts")


@pytest.mark.parametrize(
    ("axis", "low", "high", "settings", "en", "ru"),
    [
        ("R", 18.0, 53.0, VISITS, "18–53 days", "18–53 дня"),
        ("R", 1.0, 1.0, VISITS, "1 day", "1 день"),
        ("F", 3.0, 7.0, VISITS, "3–7 visits", "3–7 визитов"),
        ("F", 1.0, 1.0, RECEIPTS, "1 receipt", "1 чек"),
        ("M", 5302.2, 11242.0, VISITS, "5,302–11,242", "5\u202f302–11\u202f242"),
        ("M", None, None, VISITS, "nobody", "никого"),
    ],
)
def test_borders_read_as_people_say_them(
    axis: str, low: float | None, high: float | None, settings: Rfm, en: str, ru: str
) -> None:
    """The first and fifth rows are the seed's own example of cell R2 M3, the rule of the seven names."""
    said = [border_text(axis, low, high, settings, lang) for lang in ("en", "ru")]  # type: ignore[arg-type]
    assert said == [en, ru]


@pytest.mark.parametrize(
    ("low", "high", "currency", "en", "ru"),
    [
        (5302.2, 11241.9, "RUB", "₽5,302–₽11,242", "5\u202f302–11\u202f242\u202f₽"),
        (7.0, 7.4, "USD", "$7", "7\u202f$"),
        (-20.0, 5.0, "EUR", "−€20–€5", "−20–5\u202f€"),
    ],
)
def test_amounts_are_borders_with_their_currency(low: float, high: float, currency: str, en: str, ru: str) -> None:
    langs: tuple[Lang, ...] = ("en", "ru")
    said = [border_text("M", low, high, VISITS, lang, currency=currency) for lang in langs]
    assert said == [en, ru]


def test_borders_that_meet_within_one_unit_of_money_show_their_cents() -> None:
    spans = [(1.0, 5302.1), (None, None), (5302.4, 5302.45), (5303.2, 7000.0), (8000.0, 9000.5)]
    exact = colliding(spans)
    said = [border_text("M", *span, VISITS, "en", currency="USD", exact=exact) for span in spans]
    assert said == ["$1–$5,302.10", "nobody", "$5,302.40–$5,302.45", "$5,303–$7,000", "$8,000–$9,001"]
    russian = border_text("M", 1.0, 5302.1, VISITS, "ru", currency="RUB", exact=exact)
    assert russian == "1–5\u202f302,10\u202f₽"


def test_groups_have_names_in_both_languages() -> None:
    assert group_label("at_risk") == "at risk"
    assert [group_label(name, "ru") for name in NAMES] == [
        "потерянные", "замёрзшие", "в зоне риска", "дрейфующие", "новые", "с потенциалом", "лояльные",
    ]  # fmt: skip
