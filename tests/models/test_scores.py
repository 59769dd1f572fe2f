from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.scores import keep, latest

AS_OF = datetime(2018, 1, 1, tzinfo=UTC)


def rows(**scores: float | None) -> pa.Table:
    return pa.table({"customer_id": pa.array(scores, pa.string()), "score": pa.array(scores.values(), pa.float64())})


def known(lake: Lake, model: str, as_of: datetime = AS_OF) -> dict[str, float]:
    found = lake.arrow(latest(Tables(lake, as_of), model)).to_pylist()
    return {row["customer_id"]: float(row["score"]) for row in found}


def test_scores_of_one_model_are_replaced_and_of_others_kept(lake: Lake) -> None:
    assert keep(lake, model="churn", as_of=AS_OF, rows=rows(anna=0.25, boris=0.5)) == 2
    assert keep(lake, model="value", as_of=AS_OF, rows=rows(anna=1234.56789)) == 1
    assert keep(lake, model="churn", as_of=AS_OF, rows=lake.temporary(rows(vera=0.75))) == 1
    assert known(lake, "churn") == {"vera": 0.75}
    assert known(lake, "value") == {"anna": 1234.5679}


def test_a_replacement_is_one_snapshot_and_the_old_one_stays_readable(lake: Lake) -> None:
    keep(lake, model="churn", as_of=AS_OF, rows=rows(anna=0.25))
    before = Tables(lake, AS_OF)
    keep(lake, model="churn", as_of=AS_OF, rows=rows(anna=0.5))
    assert lake.snapshot_id() == before.snapshot_id + 1
    assert [float(r["score"]) for r in lake.arrow(latest(before, "churn")).to_pylist()] == [0.25]


def test_before_any_model_has_scored_nobody_has_a_score(lake: Lake) -> None:
    before = Tables(lake, AS_OF)
    assert lake.arrow(latest(before, "churn")).num_rows == 0
    keep(lake, model="churn", as_of=AS_OF, rows=rows(anna=0.25))
    assert lake.arrow(latest(before, "churn")).num_rows == 0
    assert known(lake, "another") == {}


def test_the_past_does_not_know_scores_of_a_later_moment(lake: Lake) -> None:
    keep(lake, model="churn", as_of=AS_OF, rows=rows(anna=0.25))
    assert known(lake, "churn", datetime(2017, 12, 31, tzinfo=UTC)) == {}


def test_faulty_scores_are_refused_whole(lake: Lake) -> None:
    keep(lake, model="churn", as_of=AS_OF, rows=rows(anna=0.25))
    faulty = pa.table({"customer_id": ["a", "a", "b", "c"], "score": [1.0, 2.0, float("nan"), None]})
    with pytest.raises(
        DataError, match="scores of churn: 2 rows without a customer or a finite score; 1 customer more"
    ):
        keep(lake, model="churn", as_of=AS_OF, rows=faulty)
    assert known(lake, "churn") == {"anna": 0.25}
    assert keep(lake, model="churn", as_of=AS_OF, rows=rows()) == 0
    assert known(lake, "churn") == {}
