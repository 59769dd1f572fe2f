"""A condition on doing one thing after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

import ibis
import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.conditions.activities.activity import Activity, AnyActivity
from smartcom_kernel.conditions.comparisons import days
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.operands import MOST_DAYS
from smartcom_kernel.conditions.period import PERIOD, Period
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.compute import STORED

Steps = Annotated[tuple[AnyActivity, ...], Field(min_length=2, max_length=10)]


@CONDITIONS.register
class DidInSequence(Period, Condition):
    """Did one thing, then another, each at most `step_days` days after the one before.

    A step counts only where it happened later than the one before, not at the same instant. All lie in the period.
    """

    kind = "did_in_sequence"
    example: ClassVar[dict[str, Any]] = {
        "steps": [{"kind": "web_events", "where": {"name": {"eq": "view"}}}, "receipts"],
        "step_days": 7,
    }
    form = Form(
        "one thing after another",
        "одно за другим",
        "behaviour",
        {
            "steps": FormField("steps", "шаги", ru_help="Что сделано, в этом порядке."),
            "step_days": FormField(
                "days from step to step at most",
                "не больше дней между шагами",
                ru_help="Сколько дней (по 24 часа) может пройти от шага до шага.",
            ),
            **PERIOD,
        },
        ru_help="Сделал одно, потом другое, и между шагами прошло не больше стольких дней.",
    )

    steps: Steps
    """What was done, in this order."""
    step_days: int = Field(ge=1, le=MOST_DAYS, strict=True)
    """The most days (of 24 hours) from one step to the next."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those who reached the last step: one sort for each step, of the rows of those who took the first."""
        reached = first = self._instants(self.steps[0], tables)
        for step in self.steps[1:]:
            of_them = self._instants(step, tables).semi_join(first, "customer_id")
            reached = self._after(reached, of_them)
        return customer.customer_id.isin(reached.customer_id)

    def _instants(self, step: Activity, tables: Tables) -> ir.Table:
        rows = self.of_period(step.rows(tables), step.when, tables)
        # A union wants equal types, and tables differ in whether a column may be empty.
        return rows.select(
            customer_id=rows.customer_id.cast(STORED["text"]), at=rows[step.when].cast(STORED["instant"])
        )

    def _after(self, reached: ir.Table, step: ir.Table) -> ir.Table:
        """The rows of a step that follow soon enough upon one that was reached."""
        both = reached.mutate(is_step=False).union(step.mutate(is_step=True))
        # At one instant the step comes first in the order, so that what it must follow lies strictly before it.
        so_far = ibis.window(
            group_by="customer_id", order_by=[both.at, both.is_step.desc()], preceding=(None, 1), following=None
        )
        before = ibis.ifelse(both.is_step, ibis.null(both.at.type()), both.at).max().over(so_far)
        told = both.mutate(before=before)
        soon = told.is_step & (told.at <= told.before + ibis.interval(days=self.step_days))
        return told.filter(soon).select("customer_id", "at")

    def describe(self, lang: Lang = "en") -> str:
        """The steps in their order, and how soon each follows."""
        steps = _said([step.describe(lang) for step in self.steps], lang)
        soon, period = days(self.step_days, lang), self.said(lang)
        step = f"each at most {soon} after the one before" if lang == "en" else f"каждый шаг не позже чем через {soon}"
        return " ".join(part for part in (f"{steps}, {step}", period) if part)


def _said(steps: Sequence[str], lang: Lang) -> str:
    return (", then " if lang == "en" else ", затем ").join(steps)
