"""What tables of ``smartcom.toml`` have in common, and the media that settings speak of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words, in_language

Medium = Literal["email", "sms", "push", "messenger", "call"]
"""Through what people are written to, or spoken to."""
MEDIA: dict[str, str] = {
    "email": "e-mail", "sms": "SMS", "push": "push", "messenger": Words("messenger", "мессенджер"),
    "call": Words("call", "звонок"),
}  # fmt: skip
"""What people call each medium."""

THROUGH: dict[str, str] = {
    "email": Words("by e-mail", "по e-mail"), "sms": Words("by SMS", "по SMS"),
    "push": Words("by push", "в push-уведомлениях"), "messenger": Words("in messengers", "в мессенджерах"),
    "call": Words("by phone", "по телефону"),
}  # fmt: skip
"""How something is said through each medium."""


def medium_word(medium: str, lang: Lang = "en") -> str:
    """What people call a medium; one that there is no word for has its name."""
    return in_language(MEDIA.get(medium, medium), lang)


def media_choices(media: Iterable[str] = tuple(MEDIA)) -> dict[str, tuple[str, str]]:
    """Media to choose from, each with what people call it in English and in Russian."""
    return {medium: (medium_word(medium), medium_word(medium, "ru")) for medium in media}


def through(medium: str, lang: Lang = "en") -> str:
    """``by e-mail``, ``in messengers``."""
    return in_language(THROUGH.get(medium, medium), lang)


class Section(BaseModel):
    """One table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
