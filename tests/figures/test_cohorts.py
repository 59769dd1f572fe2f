from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from smartcom_kernel.figures.cohorts import NEWEST, cohort_heatmap
from smartcom_kernel.insight.cohorts import COLUMNS, Cohorts

AS_OF = datetime(2017, 4, 1, tzinfo=UTC)


def cell(cohort: date, since: int, buyers: int, *, of: int = 10, whole: bool = True) -> dict[str, object]:
    months = cohort.year * 12 + cohort.month - 1 + since
    return {
        "cohort": cohort, "months_since": since, "month": date(months // 12, months % 12 + 1, 1), "customers": of,
        "buyers": buyers, "retention": buyers / of, "receipts": buyers, "revenue": Decimal(buyers * 100),
        "revenue_per_customer": Decimal(buyers * 100) / of, "revenue_so_far": Decimal(1234), "is_whole": whole,
    }  # fmt: skip


def found(*cells: dict[str, object], currency: str = "USD") -> Cohorts:
    return Cohorts(AS_OF, "UTC", currency, pd.DataFrame(cells, columns=COLUMNS))


THREE = found(
    cell(date(2016, 12, 1), 0, 10), cell(date(2016, 12, 1), 1, 4), cell(date(2016, 12, 1), 2, 3, whole=False),
    cell(date(2017, 1, 1), 0, 10), cell(date(2017, 1, 1), 1, 2, whole=False),
)  # fmt: skip


def test_retention_begins_a_month_later_and_leaves_out_months_known_in_part() -> None:
    heat = cohort_heatmap(THREE).data[0]
    assert list(heat.x) == [1]
    assert list(heat.y) == ["<b>Dec 2016</b>  10"]
    assert heat.text.tolist() == [["40%"]]
    assert "bought in Jan 2017: <b>4</b> (40.0%)" in heat.customdata[0][0]


def test_money_begins_with_the_first_month_and_its_sign_makes_no_formula() -> None:
    heat = cohort_heatmap(THREE, value="revenue_per_customer").data[0]
    assert heat.text.tolist() == [["&#36;100", "&#36;40"], ["&#36;100", ""]]
    assert "$" not in heat.customdata[0][0]


def test_a_shop_without_receipts_and_one_in_its_first_month_say_so() -> None:
    assert "smartcom load receipts" in cohort_heatmap(found()).layout.annotations[0].text
    young = cohort_heatmap(found(cell(date(2017, 3, 1), 0, 10)), lang="ru")
    assert "вернитесь через месяц" in young.layout.annotations[0].text


@pytest.mark.parametrize(("months", "numbers_in_cells"), [(12, True), (40, False)])
def test_long_histories_show_the_newest_cohorts_without_numbers_in_the_cells(
    months: int, numbers_in_cells: bool
) -> None:
    firsts = [date(2010 + n // 12, n % 12 + 1, 1) for n in range(months)]
    cells = [cell(first, since, 5) for n, first in enumerate(firsts) for since in range(months - n)]
    heat = cohort_heatmap(found(*cells)).data[0]
    assert len(heat.y) <= NEWEST
    assert max(heat.x) <= NEWEST
    assert (heat.texttemplate is not None) == numbers_in_cells
