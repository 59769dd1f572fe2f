"""Scores of customers that models leave in the lake, so that segments, profiles and reports can ask for them.

One table holds all of them, long: a row per customer and model. A model that scores again replaces its own rows.
"""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.core.errors import DataError, UnknownName, count_of
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CUSTOMER_SCORES
from smartcom_kernel.lake.sql import CATALOGUE, literal
from smartcom_kernel.lake.tables import Tables

SCORE_TABLE = CUSTOMER_SCORES.name


def keep(lake: Lake, *, model: str, as_of: datetime, rows: ir.Table | pa.Table) -> int:
    """Replace the scores of one model, all in one snapshot or not at all; returns how many there are now.

    Args:
        lake: Where to write.
        model: Whose scores these are: a name such as ``"lifetime_value"``.
        as_of: The moment the scores speak of.
        rows: One row per customer: `customer_id` and `score`, a number; further columns are left out.

    Raises:
        DataError: A customer comes twice, or a score is empty or not a number; nothing is written then.
    """
    # Held before the transaction, which may write to one database only; also computed once for the checks and the copy.
    held = lake.temporary(rows.select("customer_id", "score") if isinstance(rows, ir.Table) else rows)
    _check(lake, model, held)
    scored = held.select("customer_id", score=held.score.cast("decimal(18, 4)"))
    with lake.transaction():
        lake.run(f"DELETE FROM {CATALOGUE}.main.{SCORE_TABLE} WHERE model = {literal(model)}")
        return lake.insert(SCORE_TABLE, scored.mutate(model=ibis.literal(model), as_of=ibis.timestamp(as_of)))


def latest(tables: Tables, model: str) -> ir.Table:
    """The scores a model left last: `customer_id`, `score`, `as_of`; without rows where it has left none.

    Where the tables are pinned in the past, scores of a later moment are left out: they know what happened since.
    """
    stored = tables.customer_scores
    found = stored.filter(stored.model == model)
    known = found.filter(found.as_of <= tables.moment) if tables.past else found
    return known.select("customer_id", "score", "as_of")


def must_have_scored(tables: Tables, model: str) -> None:
    """Refuse a model without a score of anybody, as of any moment: its name is misspelled, or it has not scored yet.

    Raises:
        UnknownName: There is no score of the model; the message offers the nearest that has some.
    """
    scores = tables.lake.table(SCORE_TABLE, tables.snapshot_id)
    known = tables.lake.arrow(scores.select("model").distinct())["model"].to_pylist()
    if model not in known:
        raise UnknownName("model with scores", model, known)


def _check(lake: Lake, model: str, rows: ir.Table) -> None:
    score = rows.score.cast("float64")
    found = lake.row(
        rows.agg(
            empty=(rows.customer_id.isnull() | score.isnull() | score.isnan() | score.isinf()).sum().fill_null(0),
            twice=rows.customer_id.count() - rows.customer_id.nunique(),
        )
    )
    faults = [
        f"{count_of(found['empty'], 'row')} without a customer or a finite score" if found["empty"] else "",
        f"{count_of(found['twice'], 'customer')} more than once" if found["twice"] else "",
    ]
    if any(faults):
        raise DataError(f"scores of {model}: {'; '.join(filter(None, faults))}")
