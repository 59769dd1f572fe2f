"""When things happen in the sample shop: the year peaks in December, the week on Saturday, the day after work.

Time is drawn as a share of the period's business, not of its seconds: a point of [0, 1) is looked up among equal ticks
of business, and falls on a day as often as that day is busy. A process that is uniform on [0, 1) is thereby seasonal.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise

from smartcom_kernel.intake.sample.chance import Chance

PERIOD_DAYS = 730
TICKS = 16_384
MONTHS = (0.92, 0.90, 1.02, 0.98, 0.97, 0.95, 0.92, 0.97, 1.02, 1.00, 1.10, 1.50)
WEEKDAYS = (0.90, 0.86, 0.90, 0.95, 1.12, 1.27, 1.05)
STORE_HOURS = (9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 15, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 21)
SITE_HOURS = (0, 7, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 20, 21, 21, 21, 22, 22)


class Seasons:
    """The days on which the sample shop's history runs: two years that end with `until`."""

    def __init__(self, until: date) -> None:
        self.until = until
        self.first = until - timedelta(days=PERIOD_DAYS - 1)

    def ticks(self) -> str:
        """SELECT of `tick` and the `day` it falls on, counted from the first."""
        days = [self.first + timedelta(days=n) for n in range(PERIOD_DAYS)]
        busy = list(accumulate((MONTHS[d.month - 1] * WEEKDAYS[d.weekday()] for d in days), initial=0.0))
        edges = [round(TICKS * share / busy[-1]) for share in busy]
        rows = ", ".join(f"({day}, {start}, {stop})" for day, (start, stop) in enumerate(pairwise(edges)))
        return f"SELECT day, unnest(range(start, stop))::INTEGER AS tick FROM (VALUES {rows}) days(day, start, stop)"

    def tick(self, chance: Chance, of: str, word: str) -> str:
        """A tick of the life of a customer with `joined` and `active`."""
        return f"floor({TICKS} * (joined + active * {chance.unit(of, word)}))::INTEGER"

    def second(self, chance: Chance, of: str, word: str, hours: tuple[int, ...] = STORE_HOURS) -> str:
        """A second of the day, most often in busy hours."""
        hour = f"{list(hours)}[1 + {chance.below(of, word + ', hour', len(hours))}]"
        return f"({hour} * 3600 + {chance.below(of, word + ', second', 3600)})"

    def instant(self, day: str, second: str, hours_ahead: str) -> str:
        """The instant of a day and a second in a place so many hours ahead of UTC."""
        start = int(datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC).timestamp())
        return f"make_timestamptz(({start} + ({day}) * 86400::BIGINT + {second} - ({hours_ahead}) * 3600) * 1000000)"
