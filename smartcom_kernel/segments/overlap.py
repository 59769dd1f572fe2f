"""Overlap of segments: how many customers are in two of them at once, and in exactly these and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import escape

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.text_tables import html_matrix
from smartcom_kernel.core.wording import number, percent, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.members import Spec, answers, describe
from smartcom_kernel.segments.spec import Segment

MOST = 10
"""Segments laid over each other: they have 1,023 combinations."""
TAKEN: dict[Lang, str] = {"en": "segment “customers”", "ru": "сегмент «customers»"}
"""What a segment is called that has the name of a column of `Overlap.combinations`."""
PAIRS = ["one", "other", "customers", "of_one", "of_other"]


@dataclass(frozen=True)
class Overlap:
    """How segments lie over each other.

    Args:
        names: The segments: the name of a saved one, else the sentence.
        combinations: One row for each combination that occurs, the largest first: a column per segment, whether one
            is in it, and `customers`, who are in exactly these.
        base: How many customers the shop has.
    """

    names: tuple[str, ...]
    combinations: pd.DataFrame
    base: int

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many customers each segment has."""
        return {name: self._inside(name) for name in self.names}

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """A row per pair: `one`, `other`, `customers` in both, which part of each they are: `of_one`, `of_other`."""
        rows = []
        for n, one in enumerate(self.names):
            for other in self.names[n + 1 :]:
                both = self._inside(one, other)
                rows.append((one, other, both, part(both, self.sizes[one]), part(both, self.sizes[other])))
        return pd.DataFrame(rows, columns=PAIRS)

    @property
    def in_any(self) -> int:
        """How many customers are in at least one."""
        return int(self.combinations["customers"].sum())

    def _inside(self, *names: str) -> int:
        inside = self.combinations[list(names)].all(axis=1)
        return int(self.combinations.loc[inside, "customers"].sum())

    def describe(self, lang: Lang | None = None) -> str:
        """How many are in any, in all, and where the overlap is greatest; the workspace's language when None."""
        lang = lang or spoken()
        in_any, in_all = number(self.in_any, lang), number(self._inside(*self.names), lang)
        share = percent(part(self.in_any, self.base), lang)
        most = self.pairs.iloc[int(self.pairs["customers"].argmax())]
        many, one, other = number(most["customers"], lang), most["one"], most["other"]
        of_one, of_other = (percent(most[side], lang) for side in ("of_one", "of_other"))
        if lang == "ru":
            said = f"Хотя бы в одном сегменте клиентов: {in_any} ({share} базы), во всех сразу: {in_all}"
            return said + f"; больше всего общих у «{one}» и «{other}»: {many} ({of_one} первого, {of_other} второго)"
        said = f"{in_any} customers are in at least one of the segments ({share} of the base), {in_all} in all of them"
        return said + f"; {one} and {other} share most: {many} ({of_one} of {one}, {of_other} of {other})"

    def _repr_html_(self) -> str:
        lang = spoken()
        head = {"en": "of the row, also in the column", "ru": "из строки, также в столбце"}[lang]
        rows = ([one, *(self._cell(one, other, lang) for other in self.names)] for one in self.names)
        return f"<p>{escape(self.describe(lang))}</p>{html_matrix([[head, *self.names], *rows])}"

    def _cell(self, one: str, other: str, lang: Lang) -> str:
        both = self._inside(one, other)
        share = "" if one == other else f" ({percent(part(both, self.sizes[one]), lang)})"
        return number(both, lang) + share


def overlap(specs: Sequence[Spec], tables: Tables, lang: Lang = "en") -> Overlap:
    """Lay segments over each other, in one pass over the customers.

    Raises:
        SpecError: There are fewer than two or more than `MOST`, or one comes twice.
    """
    names = named(specs, lang, what="overlap")
    rows = answers(specs, tables)
    told = rows.select(*(f"in_{n}" for n in range(len(names))))
    counted = tables.lake.arrow(told.group_by(list(told.columns)).agg(customers=told.count())).to_pandas()
    counted.columns = pd.Index([*names, "customers"])
    base = int(counted["customers"].sum())
    somewhere = counted[counted[names].any(axis=1)]
    largest_first = somewhere.sort_values(["customers", *names], ascending=False, ignore_index=True)
    return Overlap(tuple(names), largest_first, base)


def named(specs: Sequence[Spec], lang: Lang, *, what: str, least: int = 2) -> list[str]:
    """What several segments are called beside each other: their names, or sentences where they have none.

    Raises:
        SpecError: There are fewer than `least` or more than `MOST`, or one comes twice.
    """
    names = [spec.name if isinstance(spec, Segment) and spec.name else describe(spec, lang) for spec in specs]
    names = [TAKEN[lang] if name == "customers" else name for name in names]
    if not least <= len(names) <= MOST:
        raise SpecError.single(what, f"takes {least} to {MOST} segments, not {len(names)}")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SpecError.single(what, f"each segment once; these come twice: {', '.join(twice)}")
    return names


def part(some: int | Decimal | None, of: int | Decimal | None) -> float:
    """Which part of a whole something is, 0..1; 0 where one of them is nothing."""
    return float(some / of) if some and of else 0.0
