"""An e-mail that is more than a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding, TemplateCheck

FEWEST_CHARACTERS = 100


@TEMPLATE_CHECKS.register
class WordsBesidePictures(TemplateCheck):
    """An e-mail with pictures has at least a hundred characters of words: one picture alone is a habit of spam."""

    kind: ClassVar[str] = "words_beside_pictures"
    example: ClassVar[dict[str, Any]] = {}
    said: ClassVar[tuple[str, str]] = ("there are words beside the pictures", "кроме картинок есть слова")

    def look(self, specimen: Specimen) -> Iterator[Finding]:
        """Pictures with hardly a word."""
        if specimen.images and len(specimen.shown) < FEWEST_CHARACTERS:
            yield self.found(
                "html", f"has pictures and {len(specimen.shown)} characters of words; write at least "
                f"{FEWEST_CHARACTERS}",
                f"есть картинки и всего {len(specimen.shown)} знаков; напишите хотя бы {FEWEST_CHARACTERS}",
            )  # fmt: skip
