"""What every template check does: look at a finished message and say what should be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.core.errors import Words, in_language
from smartcom_kernel.core.family import Family
from smartcom_kernel.templates.checks.specimen import Specimen


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a message.

    Args:
        check: The kind of the check that found it.
        must: Whether the message may not leave so; else it is advice.
        part: Where: a field of the template, or a header.
        words: What is wrong and what would be right.
    """

    check: str
    must: bool
    part: str
    words: str

    def describe(self, lang: Lang = "en") -> str:
        """The finding on one line."""
        return f"{self.part}: {in_language(self.words, lang)}" if self.part else in_language(self.words, lang)


class TemplateCheck(Block):
    """Base of the checks that a message passes before it may leave."""

    media: ClassVar[frozenset[str]] = frozenset({"email"})
    """Of which media it speaks."""
    must: ClassVar[bool] = False
    """Whether what it finds keeps the message back."""
    where_it_leaves: ClassVar[bool] = False
    """Whether it speaks only of messages that reach people, and not of those that are written to a folder."""
    of_marketing: ClassVar[bool] = False
    """Whether it speaks only of marketing, and not of messages about somebody's own order."""
    said: ClassVar[tuple[str, str]]
    """What it asks for, in English and Russian, without a full stop."""

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """What is wrong with a finished message."""
        raise NotImplementedError(f"{type(self).__name__} must look")

    def speaks_of(self, specimen: Specimen) -> bool:
        """Whether there is anything to look at."""
        return (
            specimen.template.medium in self.media
            and (specimen.leaves or not self.where_it_leaves)
            and (specimen.is_marketing or not self.of_marketing)
        )

    def describe(self, lang: Lang = "en") -> str:
        """What it asks for."""
        return self.said[lang == "ru"]

    def found(self, part: str, en: str, ru: str) -> Finding:
        """One finding of this check."""
        return Finding(self.kind, self.must, part, Words(en, ru))


TEMPLATE_CHECKS: Family[TemplateCheck] = Family("template check", TemplateCheck)
