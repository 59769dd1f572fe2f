"""What stands in the list of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

LONGEST = 70
REPLY = re.compile(r"\s*(?:re|fwd?|отв|пересл)\s*:", re.IGNORECASE)
SHOUTED = 8
"""Letters from which on a subject in capitals is shouted, and not an abbreviation."""


@TEMPLATE_CHECKS.register
class SubjectLine(TemplateCheck):
    """The subject fits into the list of messages, does not shout, and does not pretend to be a reply."""

    kind: ClassVar[str] = "subject_line"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("the subject is short, calm and honest", "тема короткая, спокойная и честная")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """What filters and readers dislike in subjects."""
        subject = specimen.words.subject
        letters = [letter for letter in subject if letter.isalpha()]
        if len(subject) > LONGEST:
            yield self.found(
                "subject", f"has {len(subject)} characters; lists of messages show about {LONGEST}",
                f"{len(subject)} знаков; в списке писем видно около {LONGEST}",
            )  # fmt: skip
        if REPLY.match(subject):
            yield self.found("subject", "looks like a reply or a forward", "похоже на ответ или пересылку")
        if len(letters) >= SHOUTED and all(letter.isupper() for letter in letters):
            yield self.found("subject", "is all capitals", "написана одними прописными")
        if re.search(r"[!?]{2,}|\${2,}|₽{2,}", subject):
            yield self.found("subject", "repeats ! ? or a currency sign", "повторяются ! ? или знак валюты")
