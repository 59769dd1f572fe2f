"""Everything that can go wrong, as one small tree.

SmartcomError                  a sentence for the person who can mend it
├── SpecError   (ValueError)   a definition is faulty: all its faults at once, each with its path
├── UnknownName (KeyError)     a name nobody knows, with the nearest known one
├── DataError   (ValueError)   a table or a file does not keep its contract
├── SetupError  (RuntimeError) the machine, the database or the workspace is not as it must be
├── DeliveryError              a channel failed; `retryable` says whether trying again can help
├── NotAuthentic               a call from outside does not prove whom it is from
└── Refusal                    we may not: consent, suppression, control group; not a failure
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.core.block import Lang

LANGS: tuple[Lang, ...] = ("en", "ru")
HINTS: dict[Lang, tuple[str, str, str]] = {
    "en": ("did you mean", "known", "there are none yet"),
    "ru": ("возможно,", "известны", "пока нет ни одного"),
}

LISTED = 20
"""How many known names a sentence lists at most."""


class Words(str):
    """A message in both languages: English wherever text is expected, and the same in Russian.

    Args:
        en: The message.
        ru: The same in Russian.
    """

    ru: str

    def __new__(cls, en: str, ru: str) -> Words:
        """Both of them."""
        words = super().__new__(cls, en)
        words.ru = ru
        return words


def in_language(message: str, lang: Lang) -> str:
    """A message in a language; in English where that is the only one it has."""
    return message.ru if lang == "ru" and isinstance(message, Words) else str(message)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a definition: where it is and what would be right."""

    path: tuple[str | int, ...]
    message: str

    @classmethod
    def of(cls, error: Exception, *path: str | int) -> Fault:
        """What an exception says, in every language that it does."""
        said = error.args[0] if error.args else None
        return cls(path, said if isinstance(said, str) else str(error))

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.path else self.message

    @property
    def where(self) -> str:
        """The path as people write it: ``variants[1].share``."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
        return text

    def under(self, *parents: str | int) -> Fault:
        """The same fault, seen from further out."""
        return Fault((*parents, *self.path), self.message)

    def describe(self, lang: Lang) -> str:
        """What is wrong, without saying where."""
        return in_language(self.message, lang)


class SmartcomError(Exception):
    """Base of every error this package raises on purpose."""

    def describe(self, lang: Lang) -> str:
        """What it says, in a language."""
        return Fault.of(self).describe(lang)


class SpecError(SmartcomError, ValueError):
    """A definition (segment, mailing, schedule, settings) is faulty; `faults` lists everything wrong with it."""

    def __init__(self, what: str, faults: Sequence[Fault]) -> None:
        self.what = what
        self.faults = tuple(faults)
        super().__init__("\n".join([f"{what}: {count_of(len(faults), 'fault')}", *(f"  {f}" for f in faults)]))

    @classmethod
    def single(cls, what: str, message: str, *path: str | int) -> SpecError:
        """An error with one fault."""
        return cls(what, [Fault(path, message)])

    def describe(self, lang: Lang) -> str:
        """Every fault with its place; in English with what is faulty before them."""
        lines = (
            f"{fault.where}: {fault.describe(lang)}" if fault.path else fault.describe(lang) for fault in self.faults
        )
        return str(self) if lang == "en" else "\n".join(lines)


class UnknownName(SmartcomError, KeyError):
    """A name that does not exist; the message offers the nearest that does."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.name = name
        known = list(known)
        self.message: str = Words(
            f"there is no {what} called {name!r}{hint(name, known)}",
            f"имя {name!r} неизвестно{hint(name, known, 'ru')}",
        )
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class DataError(SmartcomError, ValueError):
    """A table or a file does not keep its contract."""


class SetupError(SmartcomError, RuntimeError):
    """The machine, the database or the workspace is not as it must be; the message says what to do."""


class DeliveryError(SmartcomError):
    """A channel could not deliver.

    Args:
        message: What the provider said.
        code: The provider's or protocol's code, such as ``"550 5.1.1"``.
        retryable: Whether the same message may succeed later.
        uncertain: Whether the message may have been accepted although no answer arrived.
        retry_after_seconds: How long the provider asks us to wait, at least; None where it does not say.
        quality: What it means for the address, as a code of contact data quality; 0 for nothing.
        quality_at: As of when that is so, aware, where the provider says; an address registered since may be good.
        has_next_leg: Whether another leg of a cascade takes the message where this one gives it up.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        retryable: bool = False,
        uncertain: bool = False,
        retry_after_seconds: float | None = None,
        quality: int = 0,
        quality_at: datetime | None = None,
        has_next_leg: bool = False,
    ) -> None:
        self.code = code
        self.retryable = retryable
        self.uncertain = uncertain
        self.retry_after_seconds = retry_after_seconds
        self.quality = quality
        self.quality_at = quality_at
        self.has_next_leg = has_next_leg
        super().__init__(message)


class NotAuthentic(SmartcomError):
    """A call from outside does not prove whom it is from; nothing of it is believed or kept."""


class Refusal(SmartcomError):
    """We may not write to this person now. `reason` is one of `smartcom_kernel.state.messages.Reason`."""

    def __init__(self, reason: str, message: str = "") -> None:
        self.reason = reason
        super().__init__(message or reason)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None where nothing is like it."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def hint(name: str, known: Iterable[str], lang: Lang = "en") -> str:
    """``; did you mean 'x'?`` or ``; known: a, b, c``: the end of a sentence about an unknown name."""
    names = sorted(known)
    near = nearest(name, names)
    mean, all_known, none = HINTS[lang]
    if near is not None:
        return f"; {mean} {near!r}?"
    listed = ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
    return f"; {all_known}: {listed}" if names else f"; {none}"


def count_of(n: int, noun: str) -> str:
    """``1 fault``, ``2 faults``, ``2,469 customers``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
