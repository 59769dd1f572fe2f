"""The result of an experiment: every group, every difference, one verdict, in words, as a table and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent, signed_money, spoken, verbatim
from smartcom_kernel.experiments.difference import Difference, OutcomeMetric, Verdict, group_title, said_interval
from smartcom_kernel.experiments.groups import Group
from smartcom_kernel.experiments.intervals import LEVEL, Interval
from smartcom_kernel.experiments.means import Test
from smartcom_kernel.experiments.sample_ratio import SampleRatio

COLUMNS: dict[Lang, tuple[str, ...]] = {
    "en": ("Group", "Compared with", "Metric", "Value", "Base", "Difference", "95% interval", "p"),
    "ru": ("Группа", "В сравнении", "Показатель", "Значение", "База", "Разница", "95%-й интервал", "p"),
}


@dataclass(frozen=True)
class Comparison:
    """Variants beside the control group and beside each other.

    Args:
        variants: The groups that were to be written to, by name.
        control: The group held out; None where there was none.
        overall: All variants together against the control group, one difference per metric.
        by_variant: Each variant against the control group.
        between: Each variant against each earlier one.
        sample_ratio: The check of group sizes; None where the intended shares are unknown.
        currency: Of all amounts.
    """

    variants: tuple[Group, ...]
    control: Group | None
    overall: tuple[Difference, ...]
    by_variant: tuple[Difference, ...]
    between: tuple[Difference, ...]
    sample_ratio: SampleRatio | None
    currency: str

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group, the control group last."""
        return (*self.variants, *([self.control] if self.control else []))

    @property
    def verdict(self) -> Verdict:
        """What may be concluded about the mailing as a whole, by revenue per customer."""
        if self.sample_ratio is not None and self.sample_ratio.is_broken:
            return Verdict.BROKEN
        decisive = self.of(OutcomeMetric.REVENUE)
        return decisive.verdict if decisive else Verdict.NO_CONTROL

    @property
    def gain(self) -> Interval | None:
        """Revenue the mailing added: the difference per customer times everybody in the variants; None if unknown."""
        decisive = self.of(OutcomeMetric.REVENUE)
        if decisive is None or decisive.test is None or self.verdict is Verdict.BROKEN:
            return None
        return decisive.test.difference.times(sum(v.customers for v in self.variants))

    def of(self, metric: OutcomeMetric) -> Difference | None:
        """The difference of all variants together from the control group, in one metric."""
        return next((d for d in self.overall if d.metric is metric), None)

    def said_gain(self, lang: Lang = "en") -> str:
        """The added revenue with its interval: ``+$1,200 (95% interval −$300 to +$2,700)``; a dash where unknown."""
        gain = self.gain
        if gain is None:
            return "–"
        between = said_interval(gain, lambda v: signed_money(v, self.currency, lang, decimals=0), lang)
        word = "interval" if lang == "en" else "интервал"
        level = percent(LEVEL, lang, decimals=0) + ("-й" if lang == "ru" else "")
        return f"{signed_money(gain.value, self.currency, lang, decimals=0)} ({level} {word} {between})"

    def conclusion(self, lang: Lang = "en") -> str:
        """The verdict on the mailing as a whole in one sentence, without a full stop."""
        verdict = self.verdict
        if verdict is Verdict.BROKEN and self.sample_ratio is not None:
            return BROKEN[lang].format(check=self.sample_ratio.describe(lang))
        return CONCLUSIONS[verdict][lang].format(gain=self.said_gain(lang))

    def describe(self, lang: Lang = "en") -> str:
        """The verdict, then every finding, a sentence a line."""
        lines = [self.conclusion(lang)]
        if self.verdict is not Verdict.BROKEN:
            lines += [d.describe(lang) for d in self.findings]
        if self.sample_ratio is not None and self.verdict is not Verdict.BROKEN:
            lines.append(self.sample_ratio.describe(lang))
        return "\n".join(lines)

    @property
    def findings(self) -> tuple[Difference, ...]:
        """Every difference worth a row: the whole is left out where it has one variant only."""
        return (*(self.overall if len(self.variants) > 1 else ()), *self.by_variant, *self.between)

    def to_pandas(self) -> pd.DataFrame:
        """One row per difference, with plain numbers."""
        broken = self.verdict is Verdict.BROKEN
        return pd.DataFrame(
            [_row(d) | {"verdict": str(Verdict.BROKEN if broken else d.verdict)} for d in self.findings]
        )

    def _repr_html_(self) -> str:
        return verbatim(html_table(self, spoken()))

    def __str__(self) -> str:
        return self.describe()


def said_rows(comparison: Comparison, lang: Lang) -> list[tuple[str, ...]]:
    """One row per difference as people read it, under the headings `COLUMNS`; broken groups are not compared."""
    broken = comparison.verdict is Verdict.BROKEN
    return [
        (
            group_title(d.group, lang),
            group_title(d.base, lang),
            d.metric.title(lang),
            d.level(d.value, lang),
            d.level(d.base_value, lang),
            *(("–", "–", "–") if broken or d.test is None else _said_test(d, d.test, lang)),
        )
        for d in comparison.findings
    ]


def _said_test(d: Difference, test: Test, lang: Lang) -> tuple[str, str, str]:
    return d.change(test.difference.value, lang), d.interval(lang), number(d.adjusted_p, lang, decimals=3)


def html_table(comparison: Comparison, lang: Lang) -> str:
    """The conclusion and a table of all differences, escaped."""
    cells = [_cells("td", row) for row in said_rows(comparison, lang)]
    return (
        f"<p><b>{escape(comparison.conclusion(lang))}.</b></p>"
        f"<table><thead>{_cells('th', COLUMNS[lang])}</thead><tbody>{''.join(cells)}</tbody></table>"
    )


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) + "</tr>"


def _row(d: Difference) -> dict[str, object]:
    row: dict[str, object] = {"group": d.group, "base": d.base, "metric": str(d.metric)}
    row |= {"value": d.value, "base_value": d.base_value}
    if d.test is not None:
        found, relative = d.test.difference, d.test.relative
        row |= {"difference": found.value, "low": found.low, "high": found.high, "p_value": d.test.p_value}
        if relative is not None:
            row |= {"relative": relative.value, "relative_low": relative.low, "relative_high": relative.high}
    return row | {"adjusted_p": d.adjusted_p}


BROKEN: dict[Lang, str] = {
    "en": "No verdict: something chose who is in which group. {check}",
    "ru": "Вывода нет: состав групп определил не жребий. {check}",
}
CONCLUSIONS: dict[Verdict, dict[Lang, str]] = {
    Verdict.HIGHER: {
        "en": "The mailing brought more revenue than no mailing would have: {gain}",
        "ru": "Рассылка принесла больше выручки, чем было бы без неё: {gain}",
    },
    Verdict.LOWER: {
        "en": "The mailing cost revenue: {gain} in comparison with no mailing",
        "ru": "Рассылка уменьшила выручку: {gain} в сравнении с её отсутствием",
    },
    Verdict.UNCLEAR: {
        "en": "The effect of the mailing is not distinguishable from zero: {gain}",
        "ru": "Эффект рассылки неотличим от нуля: {gain}",
    },
    Verdict.TOO_FEW: {
        "en": "Too few people bought to say what the mailing brought",
        "ru": "Купивших слишком мало, чтобы сказать, что принесла рассылка",
    },
    Verdict.NO_CONTROL: {
        "en": "Nobody was held out as a control group, so what the mailing brought cannot be said",
        "ru": "Контрольной группы не было, поэтому нельзя сказать, что принесла рассылка",
    },
}
