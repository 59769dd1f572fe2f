"""The customers that are expected to bring most, as a notebook shows them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import amount, number, percent, spoken, verbatim

HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("customer", "expected purchases", "still a customer", "average purchase", "expected value"),
    "ru": ("клиент", "ожидаемые покупки", "остаётся клиентом", "средняя покупка", "ожидаемая ценность"),
}


@dataclass(frozen=True)
class MostValuable:
    """Customers, the greatest expected value first.

    Args:
        frame: Rows of `LifetimeResult.scores`.
        currency: Of the amounts; empty where it is not known.
        tells_after_one: Whether the model can tell who has gone of those who have bought once.
    """

    frame: pd.DataFrame
    currency: str
    tells_after_one: bool

    def _repr_html_(self) -> str:
        lang = spoken()
        rows = [
            (row["customer_id"], number(row["expected_purchases"], lang, decimals=1),
             self._alive(row["probability_alive"], lang), self._amount(row["expected_average"], lang, decimals=2),
             self._amount(row["expected_value"], lang))
            for row in self.frame.to_dict("records")
        ]  # fmt: skip
        return verbatim(html_table([HEADS[lang], *rows]))

    def _amount(self, value: float, lang: Lang, *, decimals: int = 0) -> str:
        return "–" if isnan(value) else amount(value, self.currency, lang, decimals=decimals)

    def _alive(self, probability: float, lang: Lang) -> str:
        """A model that cannot tell of who has bought once gives them exactly 1."""
        return percent(probability, lang) if self.tells_after_one or probability < 1 else "–"
