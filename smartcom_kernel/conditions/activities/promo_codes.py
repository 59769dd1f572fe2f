"""Promo codes that customers were given, a row per code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.lake.contracts import PROMO_CODES
from smartcom_kernel.lake.tables import Tables


@ACTIVITIES.register
class PromoCodes(Activity):
    """Promo codes that were issued to the customer, and when they were used."""

    kind = "promo_codes"
    example: ClassVar[dict[str, Any]] = {"where": {"promo_group": {"eq": "spring"}, "used_at": {"exists": False}}}
    en, ru, ru_of = "promo codes", "промокоды", "промокодов"
    ru_help = "Выданные клиенту промокоды и время их использования."
    group = "promo_codes"
    contract, when = PROMO_CODES, "issued_at"

    def every(self, tables: Tables, names: Collection[str]) -> ir.Table:
        """All codes; a use that is still to come is not known yet."""
        codes = super().every(tables, names)
        used = codes.used_at <= tables.moment
        return codes.mutate(**{name: ibis.ifelse(used, codes[name], None) for name in ("used_at", "receipt_id")})
