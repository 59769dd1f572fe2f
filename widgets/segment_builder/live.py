"""The numbers of a segment while it is being made, told as soon as they are known and only while they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.wording import amount
from smartcom_kernel.lake.connect import Interrupted, Lake
from smartcom_kernel.lake.newest import Newest
from smartcom_kernel.moment import Moment
from smartcom_kernel.segments.members import Everybody
from smartcom_kernel.segments.preview import Preview

Tell = Callable[[dict[str, Any]], None]


class Live:
    """Counts beside the thread of the notebook.

    Args:
        moment: The shop as of the moment that the widget speaks of.
        lang: Language of amounts.
        currency: What money is in.
        tell: Given what is known: `state` (`counting`, `done`, `faulty`, `failed` or empty), `revision`, and the rest.
            Called in any thread; what it is told of an older revision may come after a newer one.
    """

    def __init__(self, moment: Moment, *, lang: Lang, currency: str, tell: Tell) -> None:
        moment.tables  # noqa: B018  pinned here, in the thread that the workbench's own lake belongs to
        self._moment = moment
        self._lang = lang
        self._currency = currency
        self._tell = tell
        self._everybody: Everybody | None = None
        self._newest = Newest(moment.tables.lake)

    def count(self, condition: Condition | None, revision: int) -> None:
        """Have a condition counted, and whatever was asked before forgotten."""
        self._tell({"revision": revision, "state": "" if condition is None else "counting"})
        self._newest.ask(lambda lake: self._answer(condition, revision, lake))

    def forget(self, revision: int) -> None:
        """Nothing can be counted at present: the condition is not finished."""
        self._tell({"revision": revision, "state": "faulty"})
        self._newest.ask(lambda _lake: None)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until all that was asked is told."""
        return self._newest.wait(seconds)

    def close(self) -> None:
        """Stop counting."""
        self._newest.close()

    def _answer(self, condition: Condition | None, revision: int, lake: Lake) -> None:
        def tell(told: dict[str, Any]) -> None:
            self._tell({"revision": revision, **told})

        if condition is None:
            return
        try:
            found = self._moment.segments.preview(
                condition, lake=lake, among=self._everybody, early=lambda early: tell(self._numbers(early))
            )
            self._everybody = found.everybody
            tell(self._numbers(found))
        except Interrupted:
            raise
        except SpecError as error:
            tell({"state": "faulty", "faults": plain(error.faults, self._lang)})
        except Exception as error:  # noqa: BLE001  in another thread nobody else would hear of it
            tell({"state": "failed", "error": f"{type(error).__name__}: {error}"})

    def _numbers(self, found: Preview) -> dict[str, Any]:
        numbers = {
            "state": "done",
            "customers": found.summary.customers,
            "share": found.summary.share,
            "revenue_share": found.summary.revenue_share,
            "sql": found.sql or "",
        }
        return numbers if found.sample is None else {**numbers, "sample": [self._row(row) for row in found.sample]}

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        spent = amount(row["revenue"] or 0, self._currency, self._lang)
        return {"customer_id": row["customer_id"], "receipts": int(row["receipts"] or 0), "revenue": spent}


def plain(faults: Iterable[Fault], lang: Lang) -> list[dict[str, Any]]:
    """Faults as plain data in a language, each with its path."""
    return [{"path": list(fault.path), "message": fault.describe(lang)} for fault in faults]
