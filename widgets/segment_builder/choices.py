"""Values to choose from, looked for beside the thread of the notebook: a large table takes seconds to look through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from smartcom_kernel.lake.connect import Interrupted, Lake
from smartcom_kernel.lake.newest import Newest
from smartcom_kernel.moment import Moment


class Choices:
    """Answers what was typed last; what was typed before is interrupted.

    Args:
        moment: The shop as of the moment that the widget speaks of, pinned already.
        tell: Given the `source`, what was `typed`, and the `values`, in another thread.
    """

    def __init__(self, moment: Moment, tell: Callable[[dict[str, Any]], None]) -> None:
        self._moment = moment
        self._tell = tell
        self._newest = Newest(moment.tables.lake)

    def ask(self, source: str, typed: str) -> None:
        """Look for the values of a source that hold what was typed."""
        self._newest.ask(lambda lake: self._answer(source, typed, lake))

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until all that was asked is told."""
        return self._newest.wait(seconds)

    def close(self) -> None:
        """Look no longer."""
        self._newest.close()

    def _answer(self, source: str, typed: str, lake: Lake) -> None:
        try:
            values = [asdict(one) for one in self._moment.segments.suggest(source, typed, lake=lake)]
        except Interrupted:
            raise
        except Exception:  # what is typed may still be right
            self._tell({"source": source, "typed": typed, "values": []})
            raise
        self._tell({"source": source, "typed": typed, "values": values})
