"""Amounts of money as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from smartcom_kernel.core.block import Lang

SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "BYN": "Br"}
NARROW_SPACE = "\u202f"


def money(amount: Decimal | float | int, currency: str, lang: Lang = "en", *, decimals: int = 2) -> str:
    """An amount with its currency: ``$1,234.50`` in English, ``1 234,50 ₽`` in Russian.

    Args:
        amount: The amount in units of the currency.
        currency: ISO 4217 code.
        lang: Whose habits to follow.
        decimals: Digits after the point; halves are rounded away from zero, as cashiers do.
    """
    exact = Decimal(str(amount)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = SIGNS.get(currency, currency)
    minus = "−" if exact < 0 else ""
    digits = f"{abs(exact):,.{decimals}f}"
    if lang == "ru":
        return f"{minus}{digits.replace(',', NARROW_SPACE).replace('.', ',')}{NARROW_SPACE}{sign}"
    gap = "" if len(sign) == 1 else " "
    return f"{minus}{sign}{gap}{digits}"
