"""What tables of ``smartcom.toml`` have in common, and the media that settings speak of."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Medium = Literal["email", "sms", "push"]
"""Through what people are written to."""
MEDIA: dict[str, str] = {"email": "e-mail", "sms": "SMS", "push": "push"}
"""What people call each medium, in either language."""


class Section(BaseModel):
    """One table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
