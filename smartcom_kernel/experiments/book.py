"""What mailings brought, as a notebook asks for it: ``wb.experiments``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from smartcom_kernel.experiments.design import Designs
from smartcom_kernel.experiments.effect import Effect, course, measure
from smartcom_kernel.lake.tables import Tables


class ExperimentBook:
    """Every sending with a control group is an experiment; this reads what came of it.

    Where no occasion is given, the latest sending of the mailing is meant.

    Args:
        design: Finds how a mailing is measured.
        pinned: The tables at a moment and a snapshot; the newest snapshot when that is None.
        currency: Of all amounts.
    """

    def __init__(self, design: Designs, pinned: Callable[[datetime, int | None], Tables], *, currency: str) -> None:
        self._design = design
        self._pinned = pinned
        self._currency = currency

    def effect(self, mailing: str, *, occasion: str | None = None) -> Effect:
        """What a sending brought, against its control group.

        Raises:
            DataError: It was never planned.
        """
        design = self._design(mailing, occasion=occasion)
        return measure(
            self._pinned(design.sending.as_of, None), design.sending, within_days=design.within_days,
            until=design.until, shares=design.shares, currency=self._currency,
        )  # fmt: skip

    def course(self, mailing: str, *, occasion: str | None = None) -> pd.DataFrame:
        """Revenue per customer of each group as it adds up; see `smartcom_kernel.experiments.effect.course`.

        Raises:
            DataError: It was never planned.
        """
        design = self._design(mailing, occasion=occasion)
        tables = self._pinned(design.sending.as_of, None)
        return course(tables, design.sending, within_days=design.within_days, until=design.until)
