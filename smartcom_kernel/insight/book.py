"""What the customer base is like, as a notebook asks for it: ``wb.insight``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from smartcom_kernel.insight.cohorts import Cohorts, cohorts
from smartcom_kernel.insight.concentration import Concentration, concentration
from smartcom_kernel.insight.quality import BaseQuality, quality
from smartcom_kernel.lake.tables import Tables


class InsightBook:
    """Questions about the whole base; each answer has frames, a sentence and a table.

    Args:
        tables: The tables to ask, when they are asked.
        currency: ISO 4217 code of amounts.
        consent_by_default: Whether we may write to somebody who has said nothing.
        confirmed_only: The media in which only addresses are written to that their owners have confirmed.
    """

    def __init__(
        self,
        tables: Callable[[], Tables],
        *,
        currency: str = "",
        consent_by_default: bool = False,
        confirmed_only: Collection[str] = (),
    ) -> None:
        self._tables = tables
        self._currency = currency
        self._allowed: dict[str, Any] = {"consent_by_default": consent_by_default, "confirmed_only": confirmed_only}

    def quality(self) -> BaseQuality:
        """How well the base is known: contacts, permission, attributes, receipts without a customer, freshness."""
        return quality(self._tables(), **self._allowed)

    def cohorts(self) -> Cohorts:
        """Each month's newcomers: how many of them buy in the months after, and what they bring."""
        return cohorts(self._tables(), currency=self._currency)

    def concentration(self, *, within_days: int | None = None) -> Concentration:
        """Which share of the revenue comes from the best customers.

        Args:
            within_days: Days of 24 hours that count; all time when None.
        """
        return concentration(self._tables(), within_days=within_days, currency=self._currency)
