"""What can come of a call, and what each of it means for the task, the message, the number and the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.channels.report import Report, Verdict
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.state.calls import Tried

WRONG_NUMBER = 32


@dataclass(frozen=True)
class CallResult:
    """What came of a call.

    Args:
        en: What people call it.
        ru: The same in Russian.
        reached: Whether the person was spoken to.
        again: Whether the person is called again.
        counts: Whether it is one of the tries after which a person is given up.
        quality: What it means for the number where the task ends by it, as a code of contact data quality.
        no_more: Whether the person wants no more calls.
    """

    en: str
    ru: str
    reached: bool = False
    again: bool = False
    counts: bool = True
    quality: int = 0
    no_more: bool = False

    def words(self, lang: Lang) -> str:
        """What people call it."""
        return self.ru if lang == "ru" else self.en


RESULTS: dict[str, CallResult] = {
    "reached": CallResult("reached", "дозвонились", reached=True),
    "refused": CallResult("wants no more calls", "просит больше не звонить", reached=True, no_more=True),
    "call_back": CallResult("asks to be called later", "просит перезвонить", again=True, counts=False),
    "no_answer": CallResult("no answer", "не отвечает", again=True, quality=5),
    "busy": CallResult("busy", "занято", again=True, quality=1),
    "unavailable": CallResult("switched off or out of reach", "недоступен", again=True, quality=1),
    "answering_machine": CallResult("answering machine", "автоответчик", again=True, quality=6),
    "wrong_number": CallResult("wrong number", "неверный номер", quality=WRONG_NUMBER),
}
"""By the code that operators and outside centres tell; codes of quality after the table of contact data quality."""
TAKEN_BACK = {
    "withdrawn": (
        "taken back: they want no calls any more, or the sending is cancelled",
        "снято: звонков больше не хотят",
    ),
    "expired": ("too late", "поздно звонить"),
}
"""Why a task ended without a call."""


def known_result(result: str) -> CallResult:
    """What a code means.

    Raises:
        UnknownName: There is no such result; it names the nearest.
    """
    if result not in RESULTS:
        raise UnknownName("result of a call", result, RESULTS)
    return RESULTS[result]


def told_by(ended: Sequence[Tried]) -> list[Report]:
    """What tasks that have come to their end say of their messages."""
    return [_report(one.key, one.result, one.ended_at, one.phone) for one in ended if one.ended_at is not None]


def taken_back(key: str, why: str, at: datetime) -> Report:
    """What a task says of its message that ended without a call."""
    return Report(f"call:{key}", Verdict.BOUNCED, at, key=key, code=why, detail=TAKEN_BACK[why][0])


def _report(key: str, code: str, at: datetime, phone: str) -> Report:
    result = RESULTS[code]
    verdict = Verdict.DELIVERED if result.reached else Verdict.BOUNCED
    return Report(
        f"call:{key}", verdict, at, key=key, address=phone, code=code, detail=result.en, quality=result.quality
    )  # fmt: skip
