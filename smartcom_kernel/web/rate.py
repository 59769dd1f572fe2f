"""How many requests of one client are counted: a bucket for each, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict

MOST_CLIENTS = 10_000


class Buckets:
    """Token buckets by client: each holds a minute's worth and fills evenly (the clients seen last are remembered).

    Args:
        per_minute: Requests of one client that pass in a minute.
    """

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def pass_(self, client: str, *, seconds: float) -> bool:
        """Whether one more request of a client passes.

        Args:
            client: Its network address.
            seconds: A clock that only goes forward.
        """
        left, since = self._buckets.pop(client, (self._most, seconds))
        left = min(self._most, left + (seconds - since) * self._most / 60)
        passes = left >= 1
        self._buckets[client] = (left - 1 if passes else left, seconds)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return passes
