from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.errors import DataError, SpecError, UnknownName
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.experiments.assign import variant_or_control_of
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.mailings.plan_report import PlanReport
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.sendings import Sending, SendingStatus
from tests.mailings.shop import NOW, TEMPLATES, mailing, shop, somebody

TWO = [{"name": "a", "templates": {"email": "gift"}}, {"name": "b", "templates": {"email": "plain"}}]


def planned(lake: Lake, state: State, tables: Tables, what: Mailing, **more: Any) -> PlanReport:
    return plan(lake, state, tables, what, **{"occasion": "2026-03", "templates": TEMPLATES, "now": NOW, **more})


def rows(state: State, columns: str) -> list[tuple[Any, ...]]:
    with state.transaction() as connection:
        found = connection.execute(f"SELECT {columns} FROM messages ORDER BY customer_id".encode()).fetchall()
    return [tuple(row.values()) for row in found]


def recorded(state: State) -> Sending:
    with state.transaction() as connection:
        found = sendings.find(connection, "spring", "2026-03")
    assert found is not None
    return found


def test_everybody_of_the_segment_has_one_row_with_the_way_to_reach_them(lake: Lake, state: State) -> None:
    tables = shop(
        lake,
        [
            {"customer_id": "both", "email": "both@example.com", "phone": "+79990000001"},
            {"customer_id": "dead_mail", "email": "x@example.com", "email_quality": 32, "phone": "+79990000002"},
            {"customer_id": "neither", "email": "", "phone": "+7999", "phone_quality": 31},
            {"customer_id": "phone", "phone": "+79990000003", "phone_quality": 3},
        ],
    )
    report = planned(lake, state, tables, mailing())
    assert rows(state, "customer_id, medium, template, address, state, reason") == [
        ("both", "email", "gift", "both@example.com", "planned", ""),
        ("dead_mail", "sms", "short", "+79990000002", "planned", ""),
        ("neither", "", "", "", "skipped", "no_contact"),
        ("phone", "sms", "short", "+79990000003", "planned", ""),
    ]
    assert (report.people, report.planned, report.skipped) == (4, {"a": 3}, {"no_contact": 1})


def test_the_first_medium_of_the_template_list_wins(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1, phone="+79990000001")])
    sms_first = [{"name": "a", "templates": {"sms": "short", "email": "gift"}}]
    planned(lake, state, tables, mailing(variants=sms_first))
    assert rows(state, "medium") == [("sms",)]


def test_variants_and_control_group_fall_as_the_published_hash_says(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(n) for n in range(200)])
    what = mailing(variants=TWO, control_share=0.2)
    report = planned(lake, state, tables, what)
    for customer_id, variant, state_ in rows(state, "customer_id, variant, state"):
        expected = variant_or_control_of(
            "spring:2026-03", customer_id, control_share=0.2, variant_shares={"a": 0.5, "b": 0.5}
        )
        assert variant == expected
        assert state_ == ("skipped" if variant == "control" else "planned")
    assert 20 <= report.control <= 60
    assert report.control + sum(report.planned.values()) == report.people == 200


def test_planning_again_changes_nothing_and_says_so(lake: Lake, state: State) -> None:
    what = mailing()
    first = planned(lake, state, shop(lake, [somebody(1)]), what)
    before = rows(state, "*")
    later = shop(lake, [somebody(1), somebody(2)])
    again = planned(lake, state, later, what, now=NOW + timedelta(days=1))
    assert rows(state, "*") == before
    assert (first.already, again.already, again.edited) == (False, True, False)
    assert again.describe() == "spring 2026-03 is already planned, and stays as it is; people: 1\n  a: 1"
    assert again.snapshot_id == first.snapshot_id < later.snapshot_id


def test_planning_again_after_an_edit_keeps_the_earlier_plan_and_says_so(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1)])
    planned(lake, state, tables, mailing())
    again = planned(lake, state, tables, mailing(title="Spring!"))
    assert again.edited
    assert "the mailing was edited since" in again.describe()
    assert recorded(state).spec["mailing"].get("title") is None


def test_another_occasion_is_another_sending_with_other_groups(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(n) for n in range(100)])
    what = mailing(control_share=0.5)
    march = planned(lake, state, tables, what)
    april = planned(lake, state, tables, what, occasion="2026-04")
    assert march.sending_id != april.sending_id
    drawn = rows(state, "customer_id, sending_id, variant")
    held = {number: {c for c, s, v in drawn if s == number and v == "control"} for number in (1, 2)}
    assert held[march.sending_id] != held[april.sending_id]


def test_a_plan_that_dies_half_way_plans_nobody_and_the_next_one_completes_it(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(n) for n in range(10)])

    class Dies(Lake):
        """Ends after the audience is staged, as a killed process would."""

        def insert_into_state(self, name: str, expression: Any) -> int:
            super().insert_into_state(name, expression)
            raise KeyboardInterrupt

    dying = object.__new__(Dies)
    dying.__dict__ = lake.__dict__
    with pytest.raises(KeyboardInterrupt):
        planned(dying, state, tables, mailing())
    assert rows(state, "*") == []
    assert recorded(state).status is SendingStatus.PLANNING
    report = planned(lake, state, tables, mailing())
    assert (report.already, report.people, recorded(state).status) == (False, 10, SendingStatus.SENDING)


def test_a_staged_audience_that_shrank_is_refused(lake: Lake, state: State) -> None:
    """An unlogged table is empty after a crash of the server; nobody may be lost that way."""
    tables = shop(lake, [somebody(n) for n in range(10)])

    class Shrinks(Lake):
        def insert_into_state(self, name: str, expression: Any) -> int:
            staged = super().insert_into_state(name, expression)
            with state.transaction() as connection:
                connection.execute("TRUNCATE audience")
            return staged

    shrinking = object.__new__(Shrinks)
    shrinking.__dict__ = lake.__dict__
    with pytest.raises(DataError, match="10 people were staged but 0 planned"):
        planned(shrinking, state, tables, mailing())
    assert planned(lake, state, tables, mailing()).people == 10


def test_nothing_is_left_beside_the_messages(lake: Lake, state: State) -> None:
    planned(lake, state, shop(lake, [somebody(1)]), mailing())
    with state.transaction() as connection:
        assert connection.execute("SELECT * FROM audience").fetchall() == []


def test_what_was_planned_is_recorded_with_the_moment_the_snapshot_and_the_templates(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1)])
    planned(lake, state, tables, mailing())
    sending = recorded(state)
    assert (sending.as_of, sending.snapshot_id, sending.planned_at) == (NOW, tables.snapshot_id, NOW)
    assert sending.spec["mailing"] == mailing().to_data()
    assert list(sending.spec["mailing"]["variants"][0]["templates"]) == ["email", "sms"]
    assert sending.spec["templates"]["short"] == {"medium": "sms", "text": "{{ client.first_name }}, come back"}
    assert sending.spec["versions"]["short"] == fingerprint(sending.spec["templates"]["short"])


def test_templates_that_are_missing_or_for_another_medium_are_refused_before_anything_is_planned(
    lake: Lake, state: State
) -> None:
    tables = shop(lake, [somebody(1)])
    with pytest.raises(SpecError) as refused:
        planned(lake, state, tables, mailing(variants=[{"name": "a", "templates": {"email": "gft", "sms": "plain"}}]))
    assert [str(fault) for fault in refused.value.faults] == [
        "variants[0].templates.email: there is no template called 'gft'; did you mean 'gift'?",
        "variants[0].templates.sms: the template 'plain' is for email, not for sms",
    ]
    with state.transaction() as connection:
        assert sendings.find(connection, "spring") is None


def test_an_unknown_segment_is_refused_with_the_nearest_one(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1)])
    with pytest.raises(UnknownName, match="did you mean 'everybody'"):
        planned(lake, state, tables, mailing(segment="everibody"))
    with state.transaction() as connection:
        assert sendings.find(connection, "spring") is None


def test_an_empty_segment_is_planned_and_finished_at_the_first_delivery(lake: Lake, state: State) -> None:
    report = planned(lake, state, shop(lake, []), mailing())
    assert (report.people, report.planned, report.skipped) == (0, {}, {})


def test_numbers_of_more_than_two_days_ago_plan_nobody_unless_it_is_a_replay(lake: Lake, state: State) -> None:
    tables = shop(lake, [somebody(1)])
    late = NOW + timedelta(days=9)
    with pytest.raises(DataError, match=r"speak of 2026-03-01, 9 days ago: refresh first, or say replay=True"):
        planned(lake, state, tables, mailing(), now=late)
    assert rows(state, "*") == []
    assert planned(lake, state, tables, mailing(), now=late, replay=True).people == 1
    assert recorded(state).replay
    assert planned(lake, state, tables, mailing(), now=late).already


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
def test_dates_of_receipts_that_are_over_before_it_starts_plan_nobody(lake: Lake, state: State, zone: str) -> None:
    tables = shop(lake, [somebody(1)])
    there = tables if zone == "UTC" else Tables(lake, tables.as_of, zone=zone, segments=tables.segments)
    over = {"since": "2026-01-01", "until": f"{day_of(NOW, zone) - timedelta(days=1)}"}
    with pytest.raises(SpecError, match=r"attribution\.until.*is before the first messages"):
        planned(lake, state, there, mailing(attribution=over))
    assert rows(state, "customer_id") == []
    ends_today = {"since": "2026-01-01", "until": f"{day_of(NOW, zone)}"}
    assert planned(lake, state, there, mailing(attribution=ends_today)).people == 1
