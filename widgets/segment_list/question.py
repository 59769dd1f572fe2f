"""What is asked of the list of segments: which are chosen, and in which order they stand."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from smartcom_kernel.segments.overlap import MOST

Column = Literal[
    "name", "customers", "share", "revenue_share", "average_receipt", "revenue", "sentence", "created_on", "updated_on",
    "recounted_at", "recalculated",
]  # fmt: skip
COLUMNS: tuple[Column, ...] = get_args(Column)
"""In the order of the heads of the overview."""


class Question(BaseModel):
    """What the person has chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chosen: list[str] = Field([], max_length=MOST)
    sort: Column = "name"
    descending: bool = False
