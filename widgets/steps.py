"""What was built before, step by step, so that it can be undone after the cell is run again too."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Steps(BaseModel):
    """The steps that can be undone and done again, the nearest last; each is a question as JSON, without revision."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    past: list[str] = []
    """What there was before."""
    future: list[str] = []
    """What was undone."""
