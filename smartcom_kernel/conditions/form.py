"""What a block says of itself to forms: its name, its group in a palette, and the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.columns import Type

GROUPS: dict[str, dict[Lang, str]] = {
    "logic": {"en": "Logic", "ru": "Логика"},
    "attributes": {"en": "Attributes", "ru": "Атрибуты"},
    "behaviour": {"en": "Purchases", "ru": "Покупки"},
    "metrics": {"en": "Metrics and scores", "ru": "Метрики и оценки"},
    "communications": {"en": "Communications", "ru": "Коммуникации"},
    "events": {"en": "Events", "ru": "События"},
    "web": {"en": "On the site", "ru": "На сайте"},
    "points": {"en": "Points", "ru": "Баллы"},
    "promo_codes": {"en": "Promo codes", "ru": "Промокоды"},
    "polls": {"en": "Polls", "ru": "Опросы"},
    "segments": {"en": "Tags and segments", "ru": "Метки и сегменты"},
    "other": {"en": "Further conditions", "ru": "Другие условия"},
}
"""The groups of a palette, in their order; what names none of them stands in the last one."""


@dataclass(frozen=True)
class FormField:
    """One field of a form.

    Args:
        en: What it is called.
        ru: The same in Russian.
        refers_to: What its values name, see `smartcom_kernel.segments.suggestions`: these are offered.
        compares: For operators: what is compared.
        hint_en: What fits, where its name does not say.
        hint_ru: The same in Russian.
        choices: What its choices are called, where not as in YAML: the English name and the Russian one.
        ru_help: What the field's docstring says, in Russian; forms show none in Russian where it is empty.
    """

    en: str
    ru: str
    refers_to: str = ""
    compares: Type = "number"
    hint_en: str = ""
    hint_ru: str = ""
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ru_help: str = ""


@dataclass(frozen=True)
class Form:
    """The form of a condition, or of another block.

    Args:
        en: What the block is called; its kind when empty.
        ru: The same in Russian.
        group: Where a condition stands in a palette, one of `GROUPS`.
        fields: The names of its fields; what is absent is called as in YAML.
        ru_help: The first sentence of the condition's docstring in Russian; shown as with fields.
    """

    en: str = ""
    ru: str = ""
    group: str = "other"
    fields: Mapping[str, FormField] = field(default_factory=dict)
    ru_help: str = ""

    def label(self, kind: str, lang: Lang) -> str:
        """What a block of this kind is called."""
        return (self.en if lang == "en" else self.ru) or spaced(kind)


@dataclass(frozen=True)
class Offer:
    """One entry of a palette: what it is called, where it stands, and the beginning of the condition that it adds."""

    en: str
    ru: str
    group: str
    data: dict[str, Any]


def spaced(name: str) -> str:
    """A name in a spec as words."""
    return name.replace("_", " ")
