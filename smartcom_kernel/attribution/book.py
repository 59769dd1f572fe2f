"""Which receipts are owed to which mailing, as a notebook asks for it: ``wb.attribution``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.attribution.model import ATTRIBUTION, AttributionModel
from smartcom_kernel.attribution.summary import by_variant, credited
from smartcom_kernel.experiments.design import Designs
from smartcom_kernel.lake.tables import Tables

Model = str | Mapping[str, Any] | AttributionModel
"""A kind of attribution model, its data, or the model itself."""


class AttributionBook:
    """The receipts that each sending is credited with.

    Where no occasion is given, the latest sending of the mailing is meant. What a mailing is credited with is not what
    it brought: many would have bought anyway, see `ExperimentBook.effect`.

    Args:
        design: Finds how a mailing is measured.
        pinned: The tables at a moment and a snapshot; the newest snapshot when that is None.
    """

    def __init__(self, design: Designs, pinned: Callable[[datetime, int | None], Tables]) -> None:
        self._design = design
        self._pinned = pinned

    @property
    def models(self) -> list[str]:
        """The kinds of attribution model; `smartcom_kernel.catalogue.catalogue` tells what each does."""
        return list(ATTRIBUTION)

    def credit(
        self, mailing: str, *, occasion: str | None = None, model: Model = "last_touch", within_days: int | None = None
    ) -> ir.Table:
        """The receipts a sending is credited with, computed when they are read.

        Args:
            mailing: Name of the mailing.
            occasion: Which sending.
            model: The rule: one of `models`, or the data of a model.
            within_days: Days of 24 hours after the message in which receipts count, whatever mailings say; what the
                model says, else what each mailing says, when None.

        Returns:
            `receipt_id`, `customer_id`, `issued_at`, `total`, and of the message `message_id`, `sending_id`, `variant`,
            `contacted_at`.

        Raises:
            DataError: The mailing was never planned.
            SpecError: The model is faulty.
        """
        return self._credited(mailing, occasion, model, within_days)[1]

    def by_variant(
        self, mailing: str, *, occasion: str | None = None, model: Model = "last_touch", within_days: int | None = None
    ) -> pd.DataFrame:
        """What each variant of a sending is credited with; arguments and errors as in `credit`.

        Returns:
            `variant`, `receipts`, `customers`, `revenue`; variants without a receipt are absent.
        """
        tables, credit = self._credited(mailing, occasion, model, within_days)
        return tables.lake.arrow(by_variant(credit)).to_pandas()

    def _credited(
        self, mailing: str, occasion: str | None, model: Model, within_days: int | None
    ) -> tuple[Tables, ir.Table]:
        design = self._design(mailing, occasion=occasion)
        tables = self._pinned(design.sending.as_of, None)
        return tables, credited(tables, [design.sending.sending_id], _parsed(model, within_days=within_days))


def _parsed(model: Model, *, within_days: int | None) -> AttributionModel:
    data = {"kind": model} if isinstance(model, str) else model
    if isinstance(data, AttributionModel):
        data = data.to_data()
    return ATTRIBUTION.parse(data if within_days is None else {**data, "within_days": within_days})
