"""What is asked of the message editor: the template as it stands, and for whom it is shown."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from smartcom_kernel.templates.invented import INVENTED


class Question(BaseModel):
    """What the person has written so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    template: dict[str, Any] | None = None
    """The template as its file would have it, with whatever faults it has at present; None where there is none."""
    opened: str = ""
    """The saved template that is being changed, opened or saved here; empty for a new one."""
    invented: str = "example"
    """For which invented customer it is shown."""
    customer_id: str = ""
    """For which customer it is shown; for an invented one where empty."""

    @field_validator("invented")
    @classmethod
    def _known(cls, invented: str) -> str:
        return invented if invented in INVENTED else "example"
