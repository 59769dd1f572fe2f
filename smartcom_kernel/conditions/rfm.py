"""A condition on RFM scores."""

from __future__ import annotations

import functools
import operator
from typing import Annotated, Any, ClassVar, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field, model_validator

from smartcom_kernel.conditions.condition import CONDITIONS, Condition, Joint
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.in_segment import InSegment
from smartcom_kernel.conditions.several import LISTED, SHORTEST, one_or_more
from smartcom_kernel.conditions.values import Text
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words
from smartcom_kernel.core.settings import NAMES, SCORES
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.metrics.rfm import scored
from smartcom_kernel.metrics.rfm_names import group_label

LOWEST, HIGHEST = min(SCORES), max(SCORES)
Score = Annotated[int, Field(ge=LOWEST, le=HIGHEST, strict=True)]
Scores = Annotated[
    tuple[Score, ...], LISTED, SHORTEST, one_or_more({"type": "integer", "minimum": LOWEST, "maximum": HIGHEST})
]
Name = Literal["lost", "frozen", "at_risk", "drifting", "new", "with_potential", "loyal"]
Names = Annotated[tuple[Name, ...], LISTED, SHORTEST, one_or_more({"type": "string", "enum": list(NAMES)})]


@CONDITIONS.register
class Rfm(Condition):
    """Lies in given cells of the RFM matrix, or in groups of a given name; what is left out may be anything."""

    kind = "rfm"
    example: ClassVar[dict[str, Any]] = {"r": 2, "m": 3}
    form = Form(
        "RFM",
        "RFM",
        "metrics",
        {
            "r": FormField(
                "R, recency", "R, давность", ru_help="5: купили недавно, 1: давно; одна оценка или несколько."
            ),
            "f": FormField("F, frequency", "F, частота", ru_help="5: покупали чаще всех."),
            "m": FormField("M, monetary value", "M, сумма", ru_help="5: потратили больше всех."),
            "name": FormField(
                "group", "группа", ru_help="Именованные группы матрицы R × F, например loyal или at_risk."
            ),
            "segment": FormField(
                "scored among a segment",
                "оценки внутри сегмента",
                "segments",
                ru_help="Внутри какого сегмента ставить оценки, по его границам; не указан: среди всех.",
            ),
        },
        ru_help="Лежит в этих ячейках матрицы RFM или входит в эти группы; что не указано, может быть любым.",
    )

    r: Scores = ()
    """Recency: 5 bought most recently, 1 longest ago; one score or several."""
    f: Scores = ()
    """Frequency: 5 bought most often."""
    m: Scores = ()
    """Monetary value: 5 spent most."""
    name: Names = ()
    """Named groups of the R x F matrix, such as `loyal` or `at_risk`."""
    segment: Text | None = None
    """Name of a segment inside which scores are given, by borders of its own; everybody is scored together without."""

    @model_validator(mode="after")
    def _asks_something(self) -> Rfm:
        if not (self.r or self.f or self.m or self.name):
            raise ValueError(Words("needs at least one of r, f, m and name", "нужны R, F, M или группа"))
        return self

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where each score given is one of those asked for; customers without scores are in no cell."""
        if self.segment is None:
            return self._asked(customer, customer.rfm_name)
        everybody = tables.everybody
        people = customer if everybody is tables else customer_frame(everybody)
        inside = InSegment(name=self.segment).where(people, everybody)
        scores = scored(everybody, tables.rfm, people.filter(inside).select("customer_id"))
        return customer.customer_id.isin(scores.filter(self._asked(scores, scores["name"])).customer_id)

    def _asked(self, scores: ir.Table, name: ir.Value) -> ir.BooleanValue:
        asked = [(scores.r, self.r), (scores.f, self.f), (scores.m, self.m), (name, self.name)]
        return functools.reduce(operator.and_, (c.notnull() & c.isin(wanted) for c, wanted in asked if wanted))

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The cell among everybody: ``R2 F3 M1``."""
        if self.segment is not None:
            return None
        scores = ((axis, customer[axis.lower()].cast("string")) for axis in ("R", "F", "M"))
        return functools.reduce(
            lambda one, other: one + " " + other, (ibis.literal(axis) + score for axis, score in scores)
        )

    def describe(self, lang: Lang = "en") -> str:
        """The cell and the names of the groups."""
        axes = {"R": self.r, "F": self.f, "M": self.m}
        cell = " ".join(f"{axis}{'/'.join(map(str, scores))}" for axis, scores in axes.items() if scores)
        groups = (" or " if lang == "en" else " или ").join(group_label(name, lang) for name in self.name)
        words = ("is in RFM cell {}", "is {} by RFM") if lang == "en" else ("в ячейке RFM {}", "по RFM — {}")
        parts = [text.format(value) for text, value in zip(words, (cell, groups), strict=True) if value]
        said = (" and " if lang == "en" else " и ").join(parts)
        if self.segment is None:
            return said
        among = " among the segment “{}”" if lang == "en" else " внутри сегмента «{}»"
        return said + among.format(self.segment)

    def segments(self) -> set[str]:
        """The segment inside which scores are given."""
        return set() if self.segment is None else {self.segment}

    @property
    def joint(self) -> Joint:
        """“and” or “or” where the sentence has several parts."""
        return "and" if self.name and (self.r or self.f or self.m) else ""
