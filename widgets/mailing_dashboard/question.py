"""What is asked of the dashboard of mailings: which tab, which page of the list, which month, which mailing."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from smartcom_kernel.mailings.listing import Column


class Question(BaseModel):
    """What the person looks at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tab: Literal["list", "calendar", "report"] = "list"
    text: str = Field("", max_length=200)
    sort: Column = "at"
    descending: bool = True
    page: int = Field(1, ge=1)
    page_size: Literal[10, 25, 50, 100] = 10
    month: str = Field("", pattern=r"^(\d{4}-\d{2})?$")
    mailing: str = ""
    occasion: str = ""
