"""Which receipts may be owed to a mailing: days, dates, and what the receipt must be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from smartcom_kernel.attribution.last_touch import LastTouch
from smartcom_kernel.attribution.rule import Rule
from smartcom_kernel.attribution.summary import credited
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state.connect import State
from smartcom_kernel.workbench import Workbench
from tests.attribution.shop import AS_OF, send

INSTANT = pa.timestamp("us", tz="UTC")
MAILING = {"segment": "all", "variants": [{"name": "A", "templates": {"email": "a"}}]}


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2017, 10, day, hour, minute, tzinfo=UTC)


def receipt(receipt_id: str, issued_at: datetime, customer_id: str | None = "a", **more: Any) -> dict[str, Any]:
    usual = {"status": "paid", "paid": True, "number": "W-1", "total": 10.0}
    return {"receipt_id": receipt_id, "issued_at": issued_at, "customer_id": customer_id, **usual, **more}


def fill(lake: Lake, receipts: list[dict[str, Any]], lines: list[tuple[str, str, float, float]] = []) -> None:  # noqa: B006
    """Receipts, and lines of them: receipt, product, quantity, price."""
    lake.insert("receipts", lake.temporary(pa.Table.from_pylist(receipts)))
    if not lines:
        return
    known = {row["receipt_id"]: row for row in receipts}
    rows = [
        {
            "receipt_id": of, "line_no": n, "product_id": product, "quantity": quantity, "price": price,
            "amount": quantity * price, "customer_id": known[of]["customer_id"], "issued_at": known[of]["issued_at"],
            "status": known[of]["status"],
        }
        for n, (of, product, quantity, price) in enumerate(lines)
    ]  # fmt: skip
    lake.insert("receipt_lines", lake.temporary(pa.Table.from_pylist(rows)))


def owed(lake: Lake, state: State, rule: dict[str, Any], *, zone: str = "UTC") -> set[str]:
    """The receipts a mailing to ``a`` and ``b`` with this rule is credited with; it arrived at 09:00 on 1 October."""
    sending = send(state, {"a": "A", "b": "A"}, spec={"mailing": {**MAILING, "attribution": rule}})
    given = credited(Tables(lake, AS_OF, zone=zone), [sending.sending_id], LastTouch())
    found = lake.arrow(given)["receipt_id"].to_pylist()
    assert len(set(found)) == len(found)
    return set(found)


def test_the_days_begin_after_the_message_and_end_with_their_last_moment(lake: Lake, state: State) -> None:
    fill(lake, [receipt("at the contact", at(1, 9)), receipt("after", at(1, 9, 1)), receipt("last", at(4, 9)),
                receipt("late", at(4, 9, 1)), receipt("of nobody", at(2), None)])  # fmt: skip
    assert owed(lake, state, {"within_days": 3}) == {"after", "last"}


def test_cancelled_receipts_are_owed_to_nobody_and_those_without_a_status_are(lake: Lake, state: State) -> None:
    fill(lake, [receipt("gone", at(2), status="cancelled"), receipt("plain", at(2), status=None)])
    assert owed(lake, state, {}) == {"plain"}


def test_dates_are_days_of_the_workspace_and_lie_after_the_message(lake: Lake, state: State) -> None:
    fill(lake, [receipt("before the message", at(1, 8)), receipt("first day there", at(2, 22)),
                receipt("day before", at(2, 20)), receipt("last day", at(20, 20)),
                receipt("day after", at(20, 21))])  # fmt: skip
    assert owed(lake, state, {"since": "2017-10-03", "until": "2017-10-20"}, zone="Europe/Moscow") == {
        "first day there", "last day",
    }  # fmt: skip


def test_dates_before_the_message_bring_nothing(lake: Lake, state: State) -> None:
    fill(lake, [receipt("that morning", at(1, 8)), receipt("that noon", at(1, 12))])
    assert owed(lake, state, {"since": "2017-09-01", "until": "2017-10-01"}) == {"that noon"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, {"web", "shop", "new"}),
        ({"off": True}, set()),
        ({"receipts": {"number": {"starts_with": "W-"}}}, {"web", "new"}),
        ({"receipts": {"status": {"eq": "paid"}}}, {"web", "shop"}),
        ({"receipts": {"paid": {"eq": True}, "total": {"gte": 20}}}, {"shop"}),
        ({"items": {"gte": 3}}, {"web"}),
        ({"items": {"lt": 3}}, {"shop"}),
        ({"items": {"gte": 3, "or_unknown": True}}, {"web", "new"}),
        ({"items": {"exists": False}}, {"new"}),
        ({"lines": {"price": {"gte": 100}}}, {"shop"}),
        ({"lines": {"product_id": {"in": ["P1", "P9"]}}}, {"web"}),
        ({"lines": {"product_id": {"eq": "P2"}, "price": {"lt": 10}}}, {"web"}),
        ({"lines": {"product_id": {"eq": "P2"}}, "receipts": {"number": {"eq": "S-7"}}, "items": {"lte": 1}}, {"shop"}),
    ],
)
def test_what_a_receipt_must_be(lake: Lake, state: State, rule: dict[str, Any], expected: set[str]) -> None:
    fill(
        lake,
        [receipt("web", at(2)), receipt("shop", at(2), "b", number="S-7", total=120.0),
         receipt("new", at(3), status="new", paid=False), receipt("gone", at(3), status="cancelled")],
        [("web", "P1", 2, 3.5), ("web", "P2", 1, 3.0), ("shop", "P2", 1, 120.0), ("gone", "P1", 9, 500.0)],
    )  # fmt: skip
    assert owed(lake, state, rule) == expected


def test_a_receipt_goes_to_the_latest_mailing_whose_rule_takes_it(lake: Lake, state: State) -> None:
    fill(lake, [receipt("tea", at(5)), receipt("coffee", at(5))], [("tea", "T", 1, 1.0), ("coffee", "C", 1, 1.0)])
    earlier = send(state, {"a": "A"}, spec={"mailing": MAILING})
    rule = {"lines": {"product_id": {"eq": "C"}}}
    later = send(state, {"a": "A"}, as_of=at(3), occasion="2", spec={"mailing": {**MAILING, "attribution": rule}})
    off = {"mailing": {**MAILING, "attribution": {"off": True}}}
    unasked = send(state, {"a": "A"}, as_of=at(4), occasion="3", spec=off)
    ids = [earlier.sending_id, later.sending_id, unasked.sending_id]
    given = lake.arrow(credited(Tables(lake, AS_OF), ids, LastTouch())).to_pylist()
    assert {row["receipt_id"]: row["sending_id"] for row in given} == {"tea": ids[0], "coffee": ids[1]}


@pytest.mark.parametrize(
    ("rule", "path", "said"),
    [
        ({"since": "2017-10-03"}, "until", "stand together"),
        ({"since": "2017-10-03", "until": "2017-10-02"}, "until", "is before since"),
        ({"since": "2017-10-03", "until": "2017-10-04", "within_days": 3}, "within_days", "beside dates"),
        ({"receipts": {"totl": {"gte": 1}}}, "receipts.totl", "did you mean 'total'"),
        ({"lines": {"price": {"gte": "dear"}}}, "lines.price.gte", "dear"),
        ({"items": {"is": 3}}, "items.is", "there is no operator"),
        ({"since": "2017-10-03", "until": "9999-12-31"}, "until", "365 days"),
        ({"since": "2017-10-03", "until": "2018-10-03"}, "until", "365 days"),
        ({"receipts": {"not": {}}}, "receipts.not", "asks nothing"),
        ({"lines": {"any": [{}]}}, "lines.any.0", "asks nothing"),
        ({"receipts": {"issued_at": {"within_days": 30}}}, "receipts.issued_at.within_days", "each day"),
        (
            {"lines": {"all": [{"issued_at": {"more_than_days_ago": 3}}]}},
            "lines.all.0.issued_at.more_than_days_ago",
            "day",
        ),
        ({"within_days": 0}, "within_days", "1"),
        ({"days": 3}, "days", "is not a field here"),
    ],
)
def test_a_faulty_rule_is_refused_where_it_stands(rule: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(SpecError) as refused:
        Mailing.parse("spring", {**MAILING, "attribution": rule})
    assert [".".join(map(str, fault.path)) for fault in refused.value.faults] == [f"attribution.{path}"]
    assert said in str(refused.value)


def test_faults_of_dates_are_said_in_russian_too() -> None:
    rule = {"since": "2017-10-03", "until": "2017-10-02", "within_days": 3}
    with pytest.raises(SpecError) as refused:
        Mailing.parse("spring", {**MAILING, "attribution": rule})
    said = refused.value.describe("ru")
    assert "раньше since" in said
    assert "рядом с датами" in said


def test_a_return_counts_with_the_number_it_takes_back(lake: Lake, state: State) -> None:
    fill(
        lake,
        [receipt("sale", at(2), total=30.0), receipt("back", at(3), total=-30.0), receipt("few", at(3))],
        [("sale", "P1", 3, 10.0), ("back", "P1", -3, 10.0), ("few", "P1", 1, 10.0)],
    )
    assert owed(lake, state, {"items": {"gte": 3}}) == {"sale", "back"}


def test_many_mailings_with_dates_of_their_own_are_one_question(lake: Lake, state: State) -> None:
    fill(lake, [receipt(f"r{day}", at(day)) for day in range(2, 12)])
    sendings = []
    for day in range(2, 12):
        rule = {"since": f"2017-10-{day:02}", "until": f"2017-10-{day:02}"}
        spec = {"mailing": {**MAILING, "attribution": rule}}
        sendings.append(send(state, {"a": "A"}, occasion=str(day), spec=spec).sending_id)
    credit = credited(Tables(lake, AS_OF), sendings, LastTouch())
    assert sorted((r["receipt_id"], r["sending_id"]) for r in lake.arrow(credit).to_pylist()) == sorted(
        (f"r{day}", sending) for day, sending in zip(range(2, 12), sendings, strict=True)
    )
    assert str(lake.sql(credit)).count("UNION") == 0


def test_a_rule_comes_back_from_its_file_as_it_was() -> None:
    rule = {
        "since": "2017-10-03", "until": "2017-10-20", "receipts": {"any": [{"number": {"in": ["1", "2"]}}]},
        "lines": {"not": {"price": {"lt": 5.0}}}, "items": {"between": [2, 5]},
    }  # fmt: skip
    mailing = Mailing.parse("spring", {**MAILING, "attribution": rule})
    written = yaml.safe_load(yaml.safe_dump(mailing.to_data()))
    assert Mailing.parse("spring", written) == mailing
    assert written["attribution"]["receipts"] == {"any": [{"number": {"in": ["1", "2"]}}]}


def test_a_rule_says_itself() -> None:
    assert Rule().describe() == "receipts within 14 days of a message"
    assert Rule(off=True).describe("ru") == "никакие чеки"
    parsed = Mailing.parse("spring", {**MAILING, "attribution": {
        "since": "2017-10-03", "until": "2017-10-20", "receipts": {"paid": {"eq": True}}, "items": {"gte": 2},
    }}).attribution  # fmt: skip
    assert parsed.describe() == (
        "receipts (paid: yes) from 3 Oct 2017 to 20 Oct 2017; number of products is at least 2"
    )
    assert Rule.model_validate({"lines": {"price": {"gte": 5}}}).describe() == (
        "receipts within 14 days of a message; at least one line (price is at least 5)"
    )
    assert parsed.describe("ru").endswith(" с 3 октября 2017 по 20 октября 2017; число товаров не меньше 2")


def test_the_effect_is_measured_up_to_the_last_of_the_dates(workspace: Path, state: State, lake: Lake) -> None:
    fill(lake, [receipt("in", at(19)), receipt("out", at(20, 22), "b")])
    dates = {"since": "2017-10-03", "until": "2017-10-20"}
    send(state, {"a": "A", "b": "control"}, spec={"mailing": {**MAILING, "attribution": dates}})
    wb = Workbench(workspace, Settings(time_zone="Europe/Moscow"), state, lake, FixedClock(AS_OF))
    effect = wb.experiments.effect("winback")
    assert effect.until == datetime(2017, 10, 20, 21, tzinfo=UTC)
    assert effect.within_days == 20
    assert wb.experiments.course("winback")["revenue_per_customer"].max() == 10
    assert {group.name: group.revenue for group in effect.comparison.groups} == {"A": 10, "control": 0}


def test_days_that_are_asked_for_replace_those_of_all_mailings_but_not_what_a_receipt_must_be(
    workspace: Path, state: State, lake: Lake
) -> None:
    fill(lake, [receipt("web", at(9)), receipt("shop", at(9), number="S-7")])
    rule = {"receipts": {"number": {"eq": "S-7"}}, "within_days": 3}
    send(state, {"a": "A"}, spec={"mailing": {**MAILING, "attribution": rule}})
    off = {"mailing": {**MAILING, "attribution": {"off": True}}}
    send(state, {"a": "A"}, as_of=at(8), occasion="0", spec=off)
    wb = Workbench(workspace, Settings(), state, lake, FixedClock(AS_OF))
    assert wb.attribution.by_variant("winback", occasion="1").empty
    asked = wb.lake.arrow(wb.attribution.credit("winback", occasion="1", within_days=10))
    assert asked["receipt_id"].to_pylist() == ["shop"]
    assert wb.attribution.by_variant("winback", occasion="0", within_days=10).empty
    assert Rule(since=date(2017, 10, 3), until=date(2017, 10, 5)).of_days(7) == Rule(within_days=7)
