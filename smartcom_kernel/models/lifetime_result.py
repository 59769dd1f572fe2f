"""What a computation of lifetime value found, and how it says itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import amount, day_and_time, number, percent, plural, spoken, verbatim
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.models import scores as stored
from smartcom_kernel.models.fitting import Fitter
from smartcom_kernel.models.gamma_gamma import GammaGammaFitter
from smartcom_kernel.models.holdout import LAST_CLASS, Holdout
from smartcom_kernel.models.model_warning import ModelWarning
from smartcom_kernel.models.most_valuable import MostValuable
from smartcom_kernel.models.purchases import PurchaseFitter

LIFETIME_VALUE, PURCHASES, ALIVE = "lifetime_value", "expected_purchases", "probability_alive"
KEPT = {LIFETIME_VALUE: "expected_value", PURCHASES: "expected_purchases", ALIVE: "probability_alive"}
"""Under which names scores are kept, and which column each of them is."""
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("repeat purchases", "customers", "still customers", "expected purchases", "expected value"),
    "ru": ("повторных покупок", "клиентов", "остаются клиентами", "ожидаемые покупки", "ожидаемая ценность"),
}


@dataclass(frozen=True)
class LifetimeResult:
    """Expected purchases and value of every customer who has bought.

    Args:
        lake: Where the scores are read, and kept.
        as_of: The moment they speak of.
        zone: IANA zone of the shop's clock.
        horizon_days: How far ahead they look.
        discount_per_year: The discount by the year: at 0.1 an amount a year ahead is divided by 1.10.
        model: The model of buying.
        currency: Of the amounts; empty where it is not known.
        scores: One row per customer: `customer_id`, `expected_purchases` within the horizon, `probability_alive`,
            `expected_average` of a purchase, and `expected_value`, which is discounted.
        purchases: The fitted model of buying.
        value: The fitted model of spending.
        holdout: How the same model forecasts what is known already; None where the history is too short.
        by_frequency: The scores added up by the number of repeat purchases (`frequency`; the last class holds all
            above): `customers`, how many of them are `alive`, `expected_purchases`, `expected_value`.
        warnings: Which assumptions do not hold.
    """

    lake: Lake
    as_of: datetime
    zone: str
    horizon_days: int
    discount_per_year: float
    model: str
    currency: str
    scores: ir.Table
    purchases: PurchaseFitter
    value: GammaGammaFitter
    holdout: Holdout | None
    by_frequency: pd.DataFrame
    warnings: tuple[ModelWarning, ...]

    @property
    def fitters(self) -> dict[str, Fitter]:
        """The fitted models by what they tell: `purchases` and `value`."""
        return {"purchases": self.purchases, "value": self.value}

    def best(self, most: int = 10) -> MostValuable:
        """The customers of the greatest expected value, the greatest first; among equals the id that sorts first."""
        first = self.scores.order_by(self.scores.expected_value.desc(), "customer_id").limit(most)
        return MostValuable(self.lake.arrow(first).to_pandas(), self.currency, self.purchases.tells_after_one)

    def keep(self) -> int:
        """Store the scores in the lake as `lifetime_value`, `expected_purchases` and `probability_alive`.

        Returns how many customers have a lifetime value.
        """
        rows = self.lake.temporary(self.scores)
        written = {
            name: stored.keep(
                self.lake, model=name, as_of=self.as_of,
                rows=rows.filter(rows[column].notnull()).select("customer_id", score=rows[column]),
            )
            for name, column in KEPT.items()
        }  # fmt: skip
        return written[LIFETIME_VALUE]

    def describe(self, lang: Lang | None = None) -> str:
        """What is expected of everybody together, in one sentence.

        Args:
            lang: ``"en"`` or ``"ru"``; the workspace's when None.
        """
        lang = lang or spoken()
        sums = self.by_frequency[["expected_purchases", "expected_value"]].sum()
        purchases, worth = number(sums["expected_purchases"], lang), self._amount(sums["expected_value"], lang)
        rate, model = percent(self.discount_per_year, lang, decimals=0), self.purchases.title
        moment, days = day_and_time(self.as_of, self.zone, lang), self.horizon_days
        if lang == "ru":
            ahead = f"{number(days, lang)} {plural(days, 'день', 'дня', 'дней')}"
            return (
                f"Ценность клиентов на {moment} ({model}): {self._alive(lang)}; за {ahead} ожидается покупок: "
                f"{purchases}, сегодня они стоят {worth} (дисконт {rate} в год)"
            )
        return (
            f"Lifetime value as of {moment} ({model}): {self._alive(lang)}; {purchases} purchases are expected within "
            f"{count_of(days, 'day')}, worth {worth} today (discounted by {rate} a year)"
        )

    def _alive(self, lang: Lang) -> str:
        """How many still are customers, of those of whom the model can tell."""
        tells, once = self.purchases.tells_after_one, self.by_frequency["frequency"] == 0
        asked = self.by_frequency if tells else self.by_frequency[~once]
        people, alive = (int(asked["customers"].sum()), number(asked["alive"].sum(), lang))
        untold = 0 if tells else int(self.by_frequency.loc[once, "customers"].sum())
        if lang == "ru":
            rest = f"; о купивших один раз ({number(untold, lang)}) эта модель судить не может" if untold else ""
            who = "покупавших" if tells else "купивших повторно"
            return f"из {number(people, lang)} {who} остаются клиентами около {alive}{rest}"
        rest = f"; of those who bought once ({number(untold)}) this model cannot tell" if untold else ""
        who = "who bought" if tells else "who bought again"
        return f"of {count_of(people, 'customer')} {who}, about {alive} still are{rest}"

    def _amount(self, value: float, lang: Lang) -> str:
        return amount(value, self.currency, lang, decimals=0)

    def _repr_html_(self) -> str:
        lang = spoken()
        rows = [
            (f"{row['frequency']}{'+' if row['frequency'] == LAST_CLASS else ''}", number(row["customers"], lang),
             number(row["alive"], lang) if row["frequency"] or self.purchases.tells_after_one else "–",
             number(row["expected_purchases"], lang),
             self._amount(row["expected_value"], lang))
            for row in self.by_frequency.to_dict("records")
        ]  # fmt: skip
        said = "".join(f"<li>⚠ {escape(warning.describe(lang))}</li>" for warning in self.warnings)
        warned = f"<ul>{said}</ul>" if said else ""
        return verbatim(f"<p>{escape(self.describe(lang))}</p>{warned}{html_table([HEADS[lang], *rows])}")
