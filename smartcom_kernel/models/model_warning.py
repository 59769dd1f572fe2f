"""What a model says of its own assumptions where they do not hold."""

from __future__ import annotations

from dataclasses import dataclass

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import spoken


@dataclass(frozen=True)
class ModelWarning:
    """One thing that a reader of the numbers must know, as a sentence in both languages.

    Args:
        about: What it is about, in one word: to find it again in code.
        en: The sentence in English.
        ru: The sentence in Russian.
    """

    about: str
    en: str
    ru: str

    def describe(self, lang: Lang | None = None) -> str:
        """The sentence, in the workspace's language when None."""
        return self.ru if (lang or spoken()) == "ru" else self.en
