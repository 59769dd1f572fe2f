"""All families by name: what forms, docs and conformance tests are drawn from."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.attribution.model import ATTRIBUTION
from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.conditions.activities.activity import ACTIVITIES
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.family import Family
from smartcom_kernel.intake.readers.reader import READERS
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS
from smartcom_kernel.metrics.metric import METRICS
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS

_ALL = (ACTIVITIES, ATTRIBUTION, CHANNELS, CONDITIONS, LIST_ACTIONS, METRICS, READERS, TEMPLATE_CHECKS)
FAMILIES: dict[str, Family[Any]] = {family.name: family for family in _ALL}


def catalogue(family: str) -> list[dict[str, Any]]:
    """Every kind of one family: `kind`, `help`, `example` and `schema` (JSON Schema of its fields).

    Args:
        family: What one member is called, such as ``"condition"``.

    Raises:
        UnknownName: With the nearest family.
    """
    if family not in FAMILIES:
        raise UnknownName("family", family, FAMILIES)
    return FAMILIES[family].catalogue()
