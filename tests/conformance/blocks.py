"""Every kind of every family, as the catalogue knows them: no conformance test names one."""

from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.catalogue import FAMILIES
from smartcom_kernel.core.block import Block

EVERY_BLOCK = [pytest.param(family, kind, id=f"{name}: {kind}") for name, family in FAMILIES.items() for kind in family]


def example_of(block: type[Block]) -> dict[str, Any]:
    return {"kind": block.kind, **block.example}
