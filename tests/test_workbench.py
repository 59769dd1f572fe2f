"""The whole path through the object that a notebook holds, on a shop of a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import smartcom_kernel as sc
from smartcom_kernel.core import wording
from smartcom_kernel.core.clock import FixedClock, instant
from smartcom_kernel.core.errors import DataError, SpecError, UnknownName
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state import runs
from smartcom_kernel.state.messages import MessageState
from smartcom_kernel.workbench import Workbench

CUSTOMERS = """customer_id,first_name,city,email,phone,email_consent,sms_consent
C1,Анна,Казань,anna@example.com,+88800000000001,true,true
C2,Борис,Москва,boris@example.com,,true,
C3,Вера,,,+88800000000003,,true
C4,Глеб,Казань,not-an-address,,true,
C5,Дина,Казань,dina@example.com,,false,
"""
RECEIPTS = """receipt_id,customer_id,issued_at,total,discount,status
R1,C1,2017-12-01T10:00:00Z,100.00,0,paid
R2,C1,2017-12-20T10:00:00Z,300.00,100.00,paid
R3,C2,2017-11-01T10:00:00Z,50.00,0,paid
R4,C2,2017-12-31T23:30:00Z,70.00,0,cancelled
R5,C3,2017-06-01T10:00:00Z,20.00,0,paid
R6,C4,2018-01-05T10:00:00Z,90.00,0,paid
R7,C5,2017-12-30T10:00:00Z,10.00,0,paid
"""
EMAIL = {"medium": "email", "subject": "Здравствуйте, {{ client.first_name }}", "html": "<p>{{ shop.name }}</p>"}
SPENT_500 = {"kind": "metric", "name": "revenue", "is": {"gte": 500}}
MAILING = {
    "segment": "everybody",
    "control_share": 0.0,
    "variants": [{"name": "A", "templates": {"email": "hello", "sms": "hello_sms"}}],
}


@pytest.fixture
def wb(workspace: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2018-01-02"), name="Лавка") as opened:
        yield opened


@pytest.fixture
def shop(wb: Workbench, tmp_path: Path) -> Workbench:
    for table, text in (("customers", CUSTOMERS), ("receipts", RECEIPTS)):
        (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
        assert wb.load(table, tmp_path / f"{table}.csv").rejected == 0
    wb.refresh(as_of="2018-01-01")
    return wb


def plan(shop: Workbench) -> None:
    shop.segments.save("everybody", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
    shop.templates.save("hello", EMAIL)
    shop.templates.save("hello_sms", {"medium": "sms", "text": "{{ shop.name }}"})
    shop.mailings.save("new_year", MAILING)
    shop.mailings.send("new_year")


def test_open_uses_the_workspace_of_the_environment(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTCOM_WORKSPACE", str(workspace))
    with sc.open() as wb:
        assert wb.folder == workspace.resolve()


def test_open_finds_the_workspace_that_the_current_folder_lies_in(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / "notebooks" / "mine").mkdir(parents=True)
    (workspace / "smartcom.toml").write_text('name = "Corner shop"\n', encoding="utf-8")
    monkeypatch.delenv("SMARTCOM_WORKSPACE", raising=False)
    monkeypatch.chdir(workspace / "notebooks" / "mine")
    with sc.open() as wb:
        assert (wb.folder, wb.settings.name) == (workspace.resolve(), "Corner shop")


def test_tables_hold_everything_known_and_the_past_only_what_had_happened(shop: Workbench) -> None:
    def ids(tables: Tables) -> set[str]:
        return set(shop.lake.arrow(tables.receipts)["receipt_id"].to_pylist())

    assert ids(shop.tables) == {"R1", "R2", "R3", "R4", "R5", "R6", "R7"}
    assert ids(shop.at("2017-12-10").tables) == {"R1", "R3", "R5"}


def test_metrics_speak_of_the_last_refresh_or_of_the_moment_asked_for(shop: Workbench) -> None:
    def revenue(metrics: object) -> dict[str, float]:
        rows = shop.lake.arrow(metrics).to_pylist()
        return {row["customer_id"]: float(row["revenue"]) for row in rows}

    assert revenue(shop.metrics) == {"C1": 400, "C2": 50, "C3": 20, "C4": 0, "C5": 10}
    assert revenue(shop.at("2017-12-10").metrics) == {"C1": 100, "C2": 50, "C3": 20, "C4": 0, "C5": 0}
    assert shop.as_of.isoformat() == "2018-01-01T00:00:00+00:00"


def test_inside_a_run_the_shop_is_as_the_run_was_given_it(
    shop: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop.state.transaction() as connection:
        runs.begin(
            connection, "run-1", "a.ipynb", {}, pid=1, host="h", now=instant("2018-01-10"),
            deadline_at=instant("2018-01-11"), as_of=instant("2017-12-10"), snapshot_id=shop.lake.snapshot_id(),
        )  # fmt: skip
    late = "receipt_id,customer_id,issued_at,total\nR9,C1,2017-12-02T10:00:00Z,500\n"
    (tmp_path / "late.csv").write_text(late, encoding="utf-8")
    shop.load("receipts", tmp_path / "late.csv")
    monkeypatch.setenv("SMARTCOM_RUN_ID", "run-1")
    with Workbench.open(shop.folder) as inside:
        assert inside.as_of == instant("2017-12-10")
        assert inside.segments.count(SPENT_500) == 0
        inside.refresh(as_of="2018-01-01")
        assert inside.segments.count(SPENT_500) == 1
        with shop.state.transaction() as connection:
            told = runs.get(connection, "run-1")
        assert told is not None
        assert (told.as_of, told.snapshot_id) == (inside.as_of, inside.lake.snapshot_id())
        assert inside.as_of == instant("2018-01-01")


def test_a_mailing_from_numbers_of_last_month_is_refused_unless_it_is_a_rehearsal(shop: Workbench) -> None:
    shop.refresh(as_of="2017-12-10")
    with pytest.raises(DataError, match="speak of 2017-12-10, 23 days ago: refresh first, or say replay=True"):
        plan(shop)
    shop.mailings.send("new_year", replay=True)
    assert shop.mailings.effect("new_year").since == instant("2017-12-10")


def test_a_scheduled_run_that_is_repeated_a_day_later_plans_nobody_twice(
    shop: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop.state.transaction() as connection:
        runs.begin(
            connection, "run-1", "a.ipynb", {}, pid=1, host="h", now=instant("2018-01-02"),
            deadline_at=instant("2018-01-03"), schedule="weekly", occurrence=instant("2018-01-01T10:00Z"),
        )  # fmt: skip
    monkeypatch.setenv("SMARTCOM_RUN_ID", "run-1")
    with Workbench.open(shop.folder, clock=FixedClock("2018-01-02")) as repeated:
        repeated.refresh()
        plan(repeated)
        assert repeated.mailings.report("new_year").occasion == "2018-01-01"


def test_a_segment_is_asked_by_name_by_condition_or_by_data(shop: Workbench) -> None:
    spec = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
    saved = shop.segments.save("kazan", spec)
    assert shop.segments.count("kazan") == shop.segments.count(spec) == shop.segments.count(saved.condition) == 3
    assert sorted(shop.lake.arrow(shop.segments.members("kazan"))["customer_id"].to_pylist()) == ["C1", "C4", "C5"]
    assert "SELECT" in shop.segments.sql("kazan")
    assert "Казань" in shop.segments.describe("kazan", "ru")
    assert "<td>3</td>" in shop.segments._repr_html_()


def test_rfm_can_be_computed_inside_a_segment(shop: Workbench) -> None:
    shop.segments.save("kazan", {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}})
    assert shop.rfm().customers == 4
    assert shop.rfm(segment="kazan").customers == 2
    assert shop.rfm(period_days=20).customers == 2


def test_a_tag_is_put_on_a_segment_and_asked_about(shop: Workbench) -> None:
    assert shop.tags.put("vip", {"kind": "metric", "name": "revenue", "is": {"gte": 50}}) == 2
    assert shop.tags.put("vip", ["C5", "C5"]) == 1
    assert shop.segments.count({"kind": "tag", "name": "vip"}) == 3
    assert shop.tags.take_off("vip", ["C5"]) == 1
    assert shop.tags.in_use()["customers"].tolist() == [2]


def test_everybody_a_mailing_is_for_has_one_row_that_says_what_became_of_them(shop: Workbench) -> None:
    plan(shop)
    shop.deliver()
    report = shop.mailings.report("new_year")
    reasons = {line.reason: line.people for line in report.lines if line.state is MessageState.SKIPPED}
    assert (report.people, report.accounted) == (5, 5)
    assert report.count(MessageState.ACCEPTED) == 3
    assert reasons == {"no_contact": 1, "no_consent": 1}
    sent = [path.read_bytes() for path in (shop.folder / "mailbox").rglob("*") if path.is_file()]
    assert len(sent) == 3


def test_delivering_twice_sends_nothing_twice(shop: Workbench) -> None:
    plan(shop)
    assert shop.deliver().accepted == 3
    assert shop.mailings.send("new_year").already
    assert shop.deliver().accepted == 0


def test_an_opt_out_between_plan_and_delivery_holds(shop: Workbench) -> None:
    plan(shop)
    shop.consent.forbid("C1", "email", source="unsubscribe link")
    assert shop.deliver().accepted == 2
    assert shop.consent.history("C1")[-1].source == "unsubscribe link"


def test_the_effect_is_measured_against_the_control_group(shop: Workbench) -> None:
    plan(shop)
    shop.mailings.save("new_year", {**MAILING, "control_share": 0.5})
    shop.mailings.send("new_year", occasion="again")
    effect = shop.mailings.effect("new_year", occasion="again")
    assert sum(group.customers for group in effect.comparison.groups) == 5
    assert not effect.is_complete


def test_a_mailing_that_was_never_planned_has_no_report(shop: Workbench) -> None:
    with pytest.raises(DataError, match="'spring' was never planned"):
        shop.mailings.effect("spring")


def test_a_mailing_with_an_unknown_template_is_not_saved(shop: Workbench) -> None:
    with pytest.raises(SpecError, match="there is no template called 'hello'"):
        shop.mailings.save("new_year", MAILING)


def test_an_unknown_table_is_answered_with_the_nearest(wb: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(UnknownName, match="did you mean 'receipts'"):
        wb.load("receipt", tmp_path / "a.csv")


def test_results_shown_by_a_notebook_speak_the_language_of_the_workspace(
    shop: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "_spoken", ["en"])
    shop.segments.save("kazan", {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}})
    assert "of the base" in shop.segments.summary("kazan")._repr_html_()
    with Workbench.open(shop.folder, language="ru") as russian:
        loaded = russian.load("customers", tmp_path / "customers.csv")._repr_html_()
        assert "прочитано строк" in loaded
        assert "rows in" not in loaded
        assert "Клиентов: 3 (60,0" in russian.segments.summary("kazan")._repr_html_()
        assert "группа" in russian.rfm()._repr_html_()


def test_a_device_is_registered_and_given_up_through_the_workbench(shop: Workbench) -> None:
    shop.devices.add("C0001", "fcm", "phone", app="android")
    assert [(d.provider, d.address, d.app, d.gone_at) for d in shop.devices.of("C0001")] == [
        ("fcm", "phone", "android", None)
    ]
    assert shop.devices.gone("fcm", "phone", why="logged out")
