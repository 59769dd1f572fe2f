"""How many requests for one message are counted: a bucket for each, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict

MOST = 10_000


class Buckets:
    """Token buckets by message: each holds a minute's worth and fills evenly. Those asked for last are remembered.

    Args:
        per_minute: Requests for one message that pass in a minute.
    """

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._buckets: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def pass_(self, message_id: int, *, seconds: float) -> bool:
        """Whether one more request for a message passes.

        Args:
            message_id: Which.
            seconds: A clock that only goes forward.
        """
        left, since = self._buckets.pop(message_id, (self._most, seconds))
        left = min(self._most, left + (seconds - since) * self._most / 60)
        passes = left >= 1
        self._buckets[message_id] = (left - 1 if passes else left, seconds)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return passes
