"""What a recount of segments did, and how it says itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import MINUS, day_and_time, number, spoken


@dataclass(frozen=True)
class Recounted:
    """What a recount found of one segment.

    Args:
        customers: How many are inside.
        entered: How many entered since the recount before.
        left: How many left.
    """

    customers: int
    entered: int
    left: int

    def describe(self, lang: Lang = "en") -> str:
        """The three numbers: ``1,204 (+31 −12)``."""
        inside, entered, left = (number(n, lang) for n in (self.customers, self.entered, self.left))
        return f"{inside} (+{entered} {MINUS}{left})"


@dataclass(frozen=True)
class RecountReport:
    """What a recount of segments did.

    Args:
        as_of: The moment it speaks of.
        segments: What was found of each segment, by its name.
        faults: Why a segment could not be recounted, by its name.
        seconds: How long it took.
        zone: IANA zone in which people say when a moment was.
    """

    as_of: datetime
    segments: Mapping[str, Recounted]
    faults: Mapping[str, str]
    seconds: float
    zone: str = "UTC"

    def describe(self, lang: Lang | None = None) -> str:
        """What was done, in one sentence; in the workspace's language when None."""
        lang = lang or spoken()
        many, moment = number(len(self.segments), lang), day_and_time(self.as_of, self.zone, lang)
        if lang == "ru":
            said = f"Пересчёт сегментов на {moment}: {many}"
        else:
            said = f"{many} {'segment' if len(self.segments) == 1 else 'segments'} recounted as of {moment}"
        each = ", ".join(f"{name} {found.describe(lang)}" for name, found in self.segments.items())
        return said + (f"; {each}" if each else "") + faults_said(self.faults, lang)

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe())}</p>"


def faults_said(faults: Mapping[str, str], lang: Lang) -> str:
    """Which segments could not be recounted and why, as the end of a sentence; empty where all could."""
    wrong = {"en": "not recounted", "ru": "не пересчитан"}[lang]
    return "".join(f"; {wrong}: {name} ({' '.join(why.split())})" for name, why in faults.items())
