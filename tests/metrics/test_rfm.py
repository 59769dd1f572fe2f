from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock, instant
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import NAMES, Rfm, RfmNames
from smartcom_kernel.metrics.rfm import RfmResult, rfm
from smartcom_kernel.metrics.rfm_names import Axis
from smartcom_kernel.workbench import Workbench
from tests.metrics.bought import receipt
from tests.metrics.test_rfm_scores import FIVE, known
from tests.shop import Shop

PEOPLE = ["anna", "boris", "vera", "gleb", "dina"]


@pytest.fixture
def result(shop: Shop) -> RfmResult:
    """Five customers with one score each: R and M in different orders, F only 1 and 5."""
    return rfm(shop.fill(customers=known(PEOPLE), receipts=FIVE), Rfm())


def test_borders_are_the_values_that_occur_and_empty_where_nobody_is(result: RfmResult) -> None:
    columns = ["axis", "score", "customers", "min", "max"]
    borders: dict[Any, Any] = {(a, s): (n, low, high) for a, s, n, low, high in result.borders[columns].to_numpy()}
    assert len(borders) == 15
    assert borders["R", 4] == (1, 12, 12)
    assert borders["R", 5] == (1, 2, 2)
    assert borders["F", 1] == (4, 1, 1)
    assert borders["M", 5] == (1, 1000, 1000)
    nobody = borders["F", 3]
    assert nobody[0] == 0
    assert math.isnan(nobody[1])
    assert math.isnan(nobody[2])


def test_border_texts_name_the_unit_in_both_languages(result: RfmResult) -> None:
    assert result.border_texts("R") == {1: "214 days", 2: "62 days", 3: "32 days", 4: "12 days", 5: "2 days"}
    assert result.border_texts("F", "ru")[3] == "никого"
    assert result.border_texts("F", "ru")[5] == "2 визита"
    assert result.border_texts("M")[5] == "1,000"


def test_amounts_have_their_currency_as_the_language_writes_it(shop: Shop) -> None:
    """R2 M3 is the product's own example: 18 to 53 days ago, for 5,302 to 11,242 roubles."""
    days = [1, 2, 5, 6, 10, 12, 18, 53, 60, 90]
    totals = [100, "150.50", 20000, 30000, 200, 3000, "5302.20", "11241.90", 12000, 13000]
    today = datetime(2018, 1, 1, tzinfo=UTC)
    receipts = [
        receipt(f"c{n}", f"{today - timedelta(days=ago):%Y-%m-%d}", total)
        for n, (ago, total) in enumerate(zip(days, totals, strict=True))
    ]
    tables = shop.fill(customers=known([f"c{n}" for n in range(10)]), receipts=receipts)
    found = rfm(tables, Rfm(), currency="RUB")
    assert found.matrix("R", "M").customers.loc[2, 3] == 2
    assert (found.border_texts("R")[2], found.border_texts("M")[3]) == ("18–53 days", "₽5,302–₽11,242")
    page = found.matrix("R", "M", "ru")._repr_html_()
    assert "<th>R2: 18–53 дня</th>" in page
    assert "<th>M3: 5\u202f302–11\u202f242\u202f₽</th>" in page


@pytest.mark.parametrize(("rows", "columns"), [("R", "F"), ("R", "M"), ("F", "M")])
def test_each_of_the_three_matrices_holds_everybody_once(result: RfmResult, rows: Axis, columns: Axis) -> None:
    matrix = result.matrix(rows, columns)
    scores = result.cells.groupby([rows.lower(), columns.lower()])["customers"].sum()
    assert {cell: n for cell, n in matrix.customers.stack().items() if n} == scores.to_dict()
    assert matrix.customers.to_numpy().sum() == 5


def test_shares_in_a_matrix_are_of_all_revenue(result: RfmResult) -> None:
    matrix = result.matrix("R", "M")
    assert matrix.customers.loc[2, 2] == 1
    assert matrix.share_of_revenue.loc[5, 5] == pytest.approx(0.5)
    assert matrix.share_of_revenue.to_numpy().sum() == pytest.approx(1)
    assert [*matrix.customers.index] == [1, 2, 3, 4, 5]
    assert [int(score) for score in matrix.customers.columns] == [1, 2, 3, 4, 5]


def test_a_matrix_can_be_turned(result: RfmResult) -> None:
    upright, turned = result.matrix("R", "F"), result.matrix("F", "R")
    assert turned.customers.equals(upright.customers.T.rename_axis(index="F", columns="R"))
    assert (turned.names.loc[1, 5], upright.names.loc[5, 1]) == ("new", "new")
    assert set(result.matrix("F", "M").names.to_numpy().ravel()) == {""}


def test_a_matrix_has_two_different_axes(result: RfmResult) -> None:
    with pytest.raises(SpecError, match="two different axes of R, F and M, not 'R' and 'R'"):
        result.matrix("R", "R")
    with pytest.raises(SpecError, match="not 'X' and 'F'"):
        result.matrix("X", "F")  # type: ignore[arg-type]


def test_all_seven_names_are_there_even_when_nobody_is(result: RfmResult) -> None:
    assert list(result.names.index) == list(NAMES)
    assert dict(result.names["customers"]) == {
        "lost": 1, "frozen": 1, "at_risk": 0, "drifting": 1, "new": 1, "with_potential": 0, "loyal": 1,
    }  # fmt: skip
    assert result.names.loc["loyal", "revenue"] == 1000
    assert result.names["share_of_customers"].sum() == pytest.approx(1)
    assert result.names["share_of_revenue"].sum() == pytest.approx(1)


def test_who_did_not_buy_and_what_lies_in_the_future_is_counted_and_not_dropped(shop: Shop) -> None:
    future = [receipt("anna", "2018-01-01T04:01:20Z"), receipt("vera", "2018-02-01", status="cancelled")]
    tables = shop.fill(customers=known([*PEOPLE, "egor", "zoya"]), receipts=FIVE + future)
    found = rfm(tables, Rfm(period_days=100))
    assert (found.customers, found.excluded.customers, found.excluded.future_receipts) == (4, 3, 1)
    assert found.describe() == (
        "RFM as of 1 Jan 2018, 00:00, over 100 days: 4 customers bought, 3 did not; "
        "1 receipt after that moment does not count; fewer than five customers cannot fill five scores"
    )
    assert "без покупок 3; чеков после этого момента: 1, они не учтены; клиентов меньше пяти" in found.describe("ru")
    part = tables.customers.filter(tables.customers.customer_id.isin(["vera", "egor"])).select("customer_id")
    inside = rfm(tables, Rfm(), part)
    assert (inside.customers, inside.excluded.customers, inside.excluded.future_receipts) == (1, 1, 0)


def test_scores_that_ties_leave_empty_are_named_with_the_value_that_so_many_share(shop: Shop) -> None:
    once = [receipt(f"c{n}", f"2017-12-{20 + n}", 10 + n) for n in range(8)]
    often = [receipt(c, day, 10) for c in ("c8", "c9") for day in ("2017-12-28", "2017-12-30")]
    tables = shop.fill(customers=known([f"c{n}" for n in range(10)]), receipts=once + often)
    found = rfm(tables, Rfm())
    assert found.describe().endswith(
        ": 10 customers bought, 0 did not; nobody has F2, F3, F4: equal values share a score, and 80% of customers "
        "have F1 (1 visit)"
    )
    assert found.describe("ru").endswith(
        "; F2, F3, F4 нет ни у кого: равные значения получают одну оценку, и F1 (1 визит) у 80\u202f% клиентов"
    )


def test_a_shop_without_receipts_has_an_empty_result_that_still_says_itself(shop: Shop) -> None:
    found = rfm(shop.fill(customers=known(["anna"])), Rfm())
    assert found.customers == 0
    assert found.names["customers"].sum() == 0
    assert found.matrix("R", "M").customers.to_numpy().sum() == 0
    assert found.borders["customers"].sum() == 0
    assert "0 customers bought, 1 did not" in found._repr_html_()
    assert "nobody" in found.matrix("R", "F")._repr_html_()


def test_it_shows_itself_as_a_table(result: RfmResult) -> None:
    assert '<td style="text-align: left">at risk</td><td>0</td><td>0.0%</td>' in result._repr_html_()
    page = result.matrix("R", "F", "ru")._repr_html_()
    assert "<th>F5: 2 визита</th>" in page
    assert "лояльные" in page


def test_an_edited_map_colours_the_matrix(shop: Shop) -> None:
    names = RfmNames(lost=["1-5:1-5"], frozen=[], at_risk=[], drifting=[], new=[], loyal=[], with_potential=[])
    found = rfm(shop.fill(customers=known(PEOPLE), receipts=FIVE), Rfm(names=names))
    assert set(found.matrix("R", "M").names.to_numpy().ravel()) == {"lost"}
    assert found.names.loc["lost", "customers"] == 5


def test_period_frequency_and_names_are_those_of_smartcom_toml(workspace: Path) -> None:
    (workspace / "smartcom.toml").write_text(
        'currency = "EUR"\n[rfm]\nperiod_days = 30\nfrequency = "receipts"\n'
        '[rfm.names]\nnew = ["4-5:1-3"]\nwith_potential = []\n',
        encoding="utf-8",
    )
    with Workbench.open(workspace, clock=FixedClock("2018-01-01")) as wb:
        for customer_id, day in [("anna", "2017-12-20"), ("anna", "2017-12-20"), ("boris", "2017-11-01")]:
            number = f"{customer_id} {wb.lake.snapshot_id()}"
            wb.lake.run(
                "INSERT INTO lake.main.receipts (receipt_id, customer_id, issued_at, total) VALUES (?, ?, ?, 5)",
                [number, customer_id, instant(day)],
            )
        for customer_id in ("anna", "boris"):
            wb.lake.run("INSERT INTO lake.main.customers (customer_id) VALUES (?)", [customer_id])
        assert wb.refresh().names["new"] == 1
        found = wb.rfm()
    assert found.describe().startswith("RFM as of 1 Jan 2018, 00:00, over 30 days: 1 customer bought, 1 did not")
    assert (found.border_texts("F")[1], found.border_texts("M")[1]) == ("2 receipts", "€10")
    assert found.matrix("R", "F").names.loc[5, 3] == "new"
