"""A shop's history as a list of small steps, and what must hold after each of them: that what a refresh has stored is
what the facts give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from smartcom_kernel.core.settings import Measures
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored, touched
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import aggregated, asked, finished
from smartcom_kernel.metrics.frame import metrics_of
from smartcom_kernel.metrics.refresh import RefreshReport, refresh
from smartcom_kernel.metrics.rfm_scores import score_table
from tests.shop import Shop, reach

START = datetime(2018, 1, 1, tzinfo=UTC)
CUSTOMERS = 24
MEASURES = Measures(
    windows=[30],
    of={
        "category_penetration": ["drinks"],
        "brand_revenue": ["Acme"],
        "model_score": ["will_buy"],
        "messages_received": ["email"],
        "messages_opened": ["email"],
    },
)
CATEGORIES = [("drinks", None), ("tea", "drinks"), ("food", None)]
PRODUCTS = [("green", "tea", "Acme"), ("black", "tea", None), ("jam", "food", "Acme"), ("bag", None, None)]
STORES = ("north", "south")

SOMEBODY = st.integers(0, CUSTOMERS - 1)
WHEN = st.sampled_from([-400, -365, -364, -31, -30, -29, -3, 0, 0.5, 1, 2]).map(lambda days: timedelta(days=days))
"""Moments as seen from `as_of`: at the edges of windows, and in the future."""
Event = tuple[Any, ...]
Step = list[Event]
"""What happens between one refresh and the next."""
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.tuples(st.just("buy"), SOMEBODY, WHEN, st.integers(-500, 5000), st.lists(st.integers(0, 3), max_size=3)),
    st.tuples(st.just("correct"), st.integers(0, 99), st.sampled_from(["total", "status", "customer", "day"]), WHEN),
    st.tuples(st.just("return_lines"), st.integers(0, 99)),
    st.tuples(st.just("drop_receipt"), st.integers(0, 99)),
    st.tuples(st.just("drop_customer"), SOMEBODY),
    st.tuples(st.just("register"), SOMEBODY, WHEN),
    st.tuples(st.just("visit_site"), SOMEBODY, WHEN),
    st.tuples(st.just("set_points"), SOMEBODY, WHEN),
    st.tuples(st.just("score"), SOMEBODY, WHEN),
    st.tuples(st.just("reach"), SOMEBODY, WHEN),
    st.tuples(st.just("react"), st.integers(0, 99), WHEN),
    st.tuples(st.just("bounce"), st.integers(0, 99)),
    st.tuples(st.just("change_product"), st.integers(0, 3), st.sampled_from(["tea", "food"])),
    st.tuples(st.just("pass_time"), st.sampled_from([1 / 24, 1, 3, 29, 30, 366, -2])),
    st.tuples(st.just("compact")),
)

STEPS: st.SearchStrategy[Step] = st.lists(EVENTS, min_size=1, max_size=3)


@dataclass
class History:
    """The shop, the moment that it has reached, and who may be touched by a step."""

    shop: Shop
    as_of: datetime = START
    receipts: list[str] = field(default_factory=list)
    messages: list[tuple[int, int]] = field(default_factory=list)
    reports: list[RefreshReport] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    rows: int = 0
    _true: Any = None

    def begin(self) -> None:
        """Everybody bought once, a while ago, so that little happens to most of them."""
        receipts = [
            {"receipt_id": f"first {n}", "customer_id": f"c{n}", "issued_at": self.as_of - timedelta(days=100 + n),
             "total": 100 + n} for n in range(CUSTOMERS)
        ]  # fmt: skip
        self.shop.fill(
            customers=[{"customer_id": f"c{n}"} for n in range(CUSTOMERS)],
            categories=[{"category_id": c, "parent_id": p} for c, p in CATEGORIES],
            products=[{"product_id": p, "category_id": c, "brand": b} for p, c, b in PRODUCTS],
            stores=[{"store_id": s} for s in STORES],
            receipts=receipts,
            receipt_lines=[
                {"receipt_id": f"first {n}", "product_id": PRODUCTS[n % 4][0], "amount": n} for n in range(CUSTOMERS)
            ],
        )
        self.receipts += [f"first {n}" for n in range(CUSTOMERS)]

    @property
    def tables(self) -> Tables:
        """The shop now."""
        return Tables(self.shop.lake, self.as_of, zone="Europe/Moscow", measures=MEASURES)

    def step(self, events: Step) -> None:
        """Things happen; then a refresh computes whom they may have touched, and nobody else."""
        theirs = [getattr(self, name)(*arguments) for name, *arguments in events]
        report = refresh(self.shop.lake, self.shop.state, self.tables)
        if self.reports and None not in theirs and sum(theirs) <= touched.MOST * self.reports[-1].customers:
            self._same("computed anew at most", [report.recomputed > sum(theirs), events], [False, events])
        self.reports.append(report)

    def compare(self) -> None:
        """What is stored must be what a computation from the facts gives, to the last bit."""
        tables, lake = self.tables, self.shop.lake
        wanted = stored.wanted(tables)
        true = lake.temporary(aggregated(tables, {**asked(chosen(tables.measures).values()), **wanted}))
        kept = lake.table(stored.AGGREGATE_TABLE)
        columns = ("customer_id", *wanted)
        self._same("aggregates", self._rows(kept.select(*columns)), self._rows(true.select(*columns)))
        scores = score_table(tables, tables.rfm, known=true)
        self._same("scores", self._rows(lake.table(stored.RFM_TABLE)), self._rows(scores))
        self._true = true

    def compare_metrics(self) -> None:
        """Metrics are said over what is stored, and must be those that the facts give."""
        tables = self.tables
        self._same("a refresh is found", [stored.find(tables) is not None], [True])
        true = finished(tables, self._true, chosen(tables.measures).values())
        self._same("metrics", self._rows(metrics_of(tables)), self._rows(true))

    def _same(self, what: str, found: list[Any], true: list[Any]) -> None:
        if found != true:
            told = [f"{one} instead of {other}" for one, other in zip(found, true, strict=False) if one != other]
            self.differences.append(f"after step {len(self.reports)}, {what}: {told[:1] or [len(found), len(true)]}")

    def _rows(self, table: Any) -> list[dict[str, Any]]:
        return self.shop.lake.arrow(table.order_by("customer_id")).to_pylist()

    def _run(self, sql: str, *values: Any) -> None:
        self.shop.lake.run(sql, list(values))

    def _next(self) -> int:
        self.rows += 1
        return self.rows

    # What can happen. Each returns how many customers it may touch; None where that is everybody, or hard to say. ---

    def buy(self, who: int, when: timedelta, total: int, products: list[int]) -> int:
        """A receipt, with its lines; it may be loaded before it happens."""
        number = self._next()
        receipt, at = f"r{number}", self.as_of + when
        self.receipts.append(receipt)
        store, channel = (*STORES, None)[number % 3], ("online", "offline", None)[number % 3]
        promo = "SPRING" if number % 4 == 0 else None
        self._run(
            "INSERT INTO lake.main.receipts (receipt_id, customer_id, issued_at, total, discount, store_id, channel, "
            "promo_code) VALUES (?, ?, ?, ? / 100, ?, ?, ?, ?)",
            receipt, f"c{who}", at, total, number % 3 or None, store, channel, promo,
        )  # fmt: skip
        for line, product in enumerate(products):
            self._run(
                "INSERT INTO lake.main.receipt_lines (receipt_id, line_no, product_id, quantity, amount, discount, "
                "customer_id, issued_at, promo_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                receipt, line, PRODUCTS[product][0], line + 1, total % 97, line or None, f"c{who}", at, promo,
            )  # fmt: skip
        return 1

    def correct(self, which: int, what: str, when: timedelta) -> int:
        """A receipt turns out to be another one; its lines say so too."""
        receipt = self.receipts[which % len(self.receipts)]
        if what == "total":
            self._run("UPDATE lake.main.receipts SET total = total + 1 WHERE receipt_id = ?", receipt)
            return 1
        column, value = {
            "status": ("status", ("cancelled", "paid")[which % 2]),
            "customer": ("customer_id", f"c{which % CUSTOMERS}" if which % 5 else None),
            "day": ("issued_at", self.as_of + when),
        }[what]
        for table in ("receipts", "receipt_lines"):
            self._run(f"UPDATE lake.main.{table} SET {column} = ? WHERE receipt_id = ?", value, receipt)
        return 2

    def return_lines(self, which: int) -> int:
        """The lines of a receipt are replaced by none."""
        receipt = self.receipts[which % len(self.receipts)]
        self._run("DELETE FROM lake.main.receipt_lines WHERE receipt_id = ?", receipt)
        return 1

    def drop_receipt(self, which: int) -> int:
        """A receipt never was."""
        receipt = self.receipts[which % len(self.receipts)]
        for table in ("receipts", "receipt_lines"):
            self._run(f"DELETE FROM lake.main.{table} WHERE receipt_id = ?", receipt)
        return 1

    def drop_customer(self, who: int) -> int:
        """The shop forgets a person, and keeps the receipts."""
        self._run("DELETE FROM lake.main.customers WHERE customer_id = ?", f"c{who}")
        return 0

    def register(self, who: int, when: timedelta) -> int:
        """A person is known again, or tells when they registered."""
        self._run("DELETE FROM lake.main.customers WHERE customer_id = ?", f"c{who}")
        self._run(
            "INSERT INTO lake.main.customers (customer_id, registered_at) VALUES (?, ?)", f"c{who}", self.as_of + when
        )
        return 1

    def visit_site(self, who: int, when: timedelta) -> int:
        """Somebody looks at a page."""
        self._run(
            "INSERT INTO lake.main.web_events (event_id, session_id, customer_id, occurred_at, name) "
            "VALUES (?, 's', ?, ?, 'view')", f"e{self._next()}", f"c{who}", self.as_of + when,
        )  # fmt: skip
        return 1

    def set_points(self, who: int, when: timedelta) -> int:
        """The loyalty system reports a balance."""
        self._run("DELETE FROM lake.main.points_balances WHERE customer_id = ?", f"c{who}")
        self._run(
            "INSERT INTO lake.main.points_balances (customer_id, active, next_expires, next_expires_at) "
            "VALUES (?, ?, 5, ?)", f"c{who}", self._next(), self.as_of + when,
        )  # fmt: skip
        return 0

    def score(self, who: int, when: timedelta) -> int:
        """A model gives a score; it may speak of a moment that is still to come."""
        self._run("DELETE FROM lake.main.customer_scores WHERE customer_id = ?", f"c{who}")
        self._run(
            "INSERT INTO lake.main.customer_scores (customer_id, model, score, as_of) VALUES (?, 'will_buy', ?, ?)",
            f"c{who}", self._next() / 8, self.as_of + when,
        )  # fmt: skip
        return 0

    def reach(self, who: int, when: timedelta) -> int:
        """A message arrives."""
        with self.shop.state.transaction() as connection:
            message = reach(connection, customer_id=f"c{who}", at=(self.as_of + when).isoformat())
        self.messages.append((message, who))
        return 1

    def react(self, which: int, when: timedelta) -> int:
        """Somebody opens a message."""
        return self._to_message(
            which, "INSERT INTO reactions (message_id, what, happened_at) VALUES (%(id)s, 'opened', %(at)s)", when
        )

    def bounce(self, which: int) -> int:
        """A message that had arrived comes back."""
        return self._to_message(which, "UPDATE messages SET state = 'bounced' WHERE message_id = %(id)s")

    def _to_message(self, which: int, sql: str, when: timedelta = timedelta()) -> int:
        if not self.messages:
            return 0
        message, _ = self.messages[which % len(self.messages)]
        with self.shop.state.transaction() as connection:
            connection.execute(sql, {"id": message, "at": self.as_of + when})
        return 1

    def change_product(self, which: int, category: str) -> None:
        """A product moves to another category and brand, and with it every line of the past."""
        self._run(
            "UPDATE lake.main.products SET category_id = ?, brand = CASE WHEN brand IS NULL THEN 'Acme' END "
            "WHERE product_id = ?", category, PRODUCTS[which][0],
        )  # fmt: skip

    def pass_time(self, days: float) -> None:
        """Time goes on, or somebody asks about an earlier moment."""
        self.as_of += timedelta(days=days)

    def compact(self) -> None:
        """The lake is kept small. What it rewrites may look changed, so more customers than need be are computed."""
        maintain(self.shop.lake, grace=timedelta())


def live(shop: Shop, steps: list[Step], *, compared: bool = True) -> History:
    """A history from its beginning: a first refresh of everybody, then the steps.

    Args:
        shop: Where it happens; what is there goes.
        steps: What happens, and after each a refresh.
        compared: Whether what is stored must be the truth after each step, or at the end alone.
    """
    shop.clear()
    history = History(shop)
    history.begin()
    for step in [[], *steps]:
        history.step(step)
        if compared:
            history.compare()
    history.compare()
    history.compare_metrics()
    return history
