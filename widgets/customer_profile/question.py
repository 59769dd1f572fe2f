"""What is asked of the profile of a customer: whom to look for, whom to show, and which part."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from smartcom_kernel.profiles.sections import PAGES
from smartcom_kernel.profiles.timeline import KINDS

TIMELINE = "timeline"


class Question(BaseModel):
    """What the person has typed and chosen. What is typed may be a name or a phone number, and is not kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field("", max_length=200, exclude=True)
    customer_id: str = ""
    page: str = TIMELINE
    hidden: list[str] = []

    @field_validator("page")
    @classmethod
    def _known_page(cls, page: str) -> str:
        return page if page in PAGES else TIMELINE

    @field_validator("hidden")
    @classmethod
    def _known_kinds(cls, hidden: list[str]) -> list[str]:
        return [kind for kind in hidden if kind in KINDS]
