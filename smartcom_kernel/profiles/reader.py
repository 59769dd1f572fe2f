"""What the lake knows of one customer: one question per section, planned once for all customers of a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.carts import abandoned_carts
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import aggregated, asked, finished, kept_of
from smartcom_kernel.metrics.facts import THINGS
from smartcom_kernel.metrics.interests import interest_table
from smartcom_kernel.metrics.metric import Listed, Metric
from smartcom_kernel.metrics.rfm_history import HISTORY_TABLE, recorded
from smartcom_kernel.profiles.own import OwnTables, Record

MOST = 30
"""Of whatever happened, of receipts, events and messages, a profile holds so many."""
INTERESTS = 5


class Reader:
    """Answers about one customer after the other, all as of one moment and state of the lake.

    Tables are sorted by customer, so that each is read in a few row groups however large it is.

    Args:
        tables: The moment and the state.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.metrics: dict[str, Metric] = chosen(tables.measures)
        self._own = OwnTables(tables)
        self._called: dict[tuple[str, str], str | None] = {}
        self._own.prepare(self._questions(self._own))

    def close(self) -> None:
        """Forget what it holds in memory."""
        self._own.close()

    def customer(self, customer_id: str) -> Record | None:
        """What each section of a profile shows, and the row of `customers`; None where there is no such customer.

        Receipts, also cancelled ones, and events come with the newest first, interests with the greatest. Metrics are
        from what a refresh has stored; where none has, they are computed for this customer.
        """
        found = self._own.answers(customer_id)
        if not found:
            return None
        values = next(iter(found["metrics"]), {})
        metrics = {name: values.get(name) for name in self.metrics}
        lines = found.pop("lines")
        return {
            **found,
            "customer": found["customer"][0],
            "metrics": metrics,
            "names": self._names(metrics),
            "rfm": found.get("rfm", []),
            "receipts": [
                {**r, "lines": [line for line in lines if line["receipt_id"] == r["receipt_id"]]}
                for r in found["receipts"]
            ],
            "points": next(iter(found["points"]), None),
        }

    def _questions(self, own: OwnTables) -> dict[str, ir.Table]:
        receipts = own.receipts.order_by(ibis.desc("issued_at"), ibis.desc("receipt_id")).limit(MOST)
        lines = own.receipt_lines.filter(own.receipt_lines.issued_at >= receipts.issued_at.min().as_scalar())
        questions = {
            "customer": own.customers,
            "cards": own.cards.order_by("card_number"),
            "metrics": finished(own, self._aggregates(own), self.metrics.values()),
            "receipts": _with_stores(own, receipts).order_by(ibis.desc("issued_at"), ibis.desc("receipt_id")),
            "lines": _named(own, lines).order_by("receipt_id", "line_no"),
            "site_events": _named(own, _newest(own.web_events)).order_by(*NEWEST),
            "events": _newest(own.events),
            "promo_codes": _issued(own),
            "poll_answers": own.poll_answers.order_by(ibis.desc("answered_at"), "answer_id").limit(MOST),
            "campaign_entries": own.campaign_entries.order_by(ibis.desc("entered_at"), "campaign").limit(MOST),
            "points": own.points_balances,
            "interests": interest_table(own, top=INTERESTS).order_by("place"),
            "cart": _named(own, abandoned_carts(own)).order_by("product_id"),
            "scores": own.customer_scores.order_by("model"),
        }
        return {**questions, "rfm": self._rfm(own)} if recorded(self.tables) else questions

    def _aggregates(self, own: OwnTables) -> ir.Table:
        stored_at, wanted = stored.find(self.tables), asked(self.metrics.values())
        if stored_at is None:
            return aggregated(own, wanted)
        kept = self.tables.lake.table(stored.AGGREGATE_TABLE, stored_at)
        return aggregated(own, wanted, own.own("aggregates", kept.select("customer_id", *kept_of(wanted))))

    def _rfm(self, own: OwnTables) -> ir.Table:
        """The RFM scores and since when they hold, the newest first; empty scores where purchases had run out."""
        history = self.tables.lake.table(HISTORY_TABLE, self.tables.snapshot_id)
        past = history.filter(history.as_of <= self.tables.moment)
        return own.own("rfm", past).order_by(ibis.desc("as_of"))

    def _names(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What the things are called that metrics tell by their ids, by the metric: the favourite product."""
        found = {
            name: self._name(need.things, values[name])
            for name, metric in self.metrics.items()
            for need in metric.required()
            if isinstance(need, Listed) and need.things is not None and values[name] is not None
        }
        return {name: called for name, called in found.items() if called}

    def _name(self, things: str, thing_id: str) -> str | None:
        if (things, thing_id) not in self._called:
            table = self._own.read(things).get_name()
            sql = f"SELECT name FROM {table} WHERE {THINGS[things][0]} = ?"
            rows = self.tables.lake.rows(sql, [thing_id])
            self._called[things, thing_id] = rows[0][0] if rows else None
        return self._called[things, thing_id]


NEWEST = (ibis.desc("occurred_at"), ibis.desc("event_id"))


def _newest(events: ir.Table) -> ir.Table:
    return events.order_by(*NEWEST).limit(MOST)


def _issued(own: OwnTables) -> ir.Table:
    """Promo codes; a use that is still to come is not known yet."""
    codes = own.promo_codes
    used = (codes.used_at <= own.moment).fill_null(False)
    known = {name: ibis.ifelse(used, codes[name], ibis.null(codes[name].type())) for name in ("used_at", "receipt_id")}
    return codes.mutate(**known).order_by(ibis.desc("issued_at"), "code").limit(MOST)


def _with_stores(own: OwnTables, receipts: ir.Table) -> ir.Table:
    stores = own.stores.select("store_id", store=own.stores.name)
    return receipts.left_join(stores, "store_id").drop("store_id_right")


def _named(own: OwnTables, table: ir.Table) -> ir.Table:
    """With `product` and `category`, the names of what a row is about."""
    products, categories = own.products, own.categories
    about = products.select("product_id", product=products.name, product_category=products.category_id)
    named = table.left_join(about, "product_id").drop("product_id_right")
    own_category = named.category_id if "category_id" in named.columns else ibis.null("string")
    named = named.mutate(category_id=named.product_category.coalesce(own_category)).drop("product_category")
    called = categories.select("category_id", category=categories.name)
    return named.left_join(called, "category_id").drop("category_id_right")
