"""The segment builder without a browser: what it shows, what it counts, and that it equals its twin."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from smartcom_kernel.core import plain_yaml
from smartcom_kernel.workbench import Workbench
from tests.widgets import clicks
from tests.widgets.clicks import asked, order, receive
from tests.widgets.shop import LATE
from widgets.segment_builder import SegmentBuilder

SECONDS = 30
OFTEN: dict[str, Any] = {"kind": "did", "what": {"kind": "receipts"}, "count": {"gte": 4}}
BUILT: dict[str, Any] = {
    "kind": "all", "of": [OFTEN, {"kind": "not", "of": {"kind": "metric", "name": "revenue", "is": {"gte": 1500}}}]
}  # fmt: skip


@pytest.fixture
def widget(wb: Workbench) -> Iterator[SegmentBuilder]:
    built = SegmentBuilder(wb)
    yield built
    built.close()


def ask(widget: SegmentBuilder, **question: Any) -> None:
    """What the browser sends when the person has changed something, and the numbers that follow."""
    clicks.ask(widget, **question)
    assert widget.wait(SECONDS)


def test_it_begins_with_nothing(widget: SegmentBuilder) -> None:
    assert widget.wait(SECONDS)
    assert (widget.spec, widget.error, widget.live["state"]) == (None, "", "")


def test_what_is_built_is_counted_and_said_as_by_its_twin(wb: Workbench, widget: SegmentBuilder) -> None:
    ask(widget, spec=BUILT)
    twin = wb.segments.summary(BUILT)
    assert widget.spec == BUILT
    assert widget.live["state"] == "done"
    assert widget.live["revision"] == widget.shown["revision"] == 1
    assert widget.live["customers"] == wb.segments.count(widget.spec) == twin.customers > 0
    assert (widget.live["share"], widget.live["revenue_share"]) == (twin.share, twin.revenue_share)
    assert widget.live["sql"] == wb.segments.sql(BUILT)
    assert widget.shown["sentence"] == wb.segments.describe(BUILT)
    assert plain_yaml.load(widget.shown["yaml"]) == BUILT
    assert len(widget.live["sample"]) == min(5, twin.customers)


def test_only_the_newest_of_many_changes_is_told(wb: Workbench, widget: SegmentBuilder) -> None:
    for times in range(1, 6):
        change = asked(widget, spec={**OFTEN, "count": {"gte": times}})
        receive(widget, {"method": "update", "state": {"asked": change}})
    assert widget.wait(SECONDS)
    assert widget.live["revision"] == widget.asked["revision"]
    assert widget.live["customers"] == wb.segments.count({**OFTEN, "count": {"gte": 5}}) == 5


def test_every_fault_is_told_with_its_path_and_nothing_is_counted(widget: SegmentBuilder) -> None:
    faulty = {"kind": "all", "of": [{**OFTEN, "count": {"gte": "many"}}, {"kind": "tag"}]}
    ask(widget, spec=faulty)
    assert [fault["path"] for fault in widget.shown["faults"]] == [["of", 0, "count", "gte"], ["of", 1, "name"]]
    assert (widget.live["state"], widget.spec, widget.shown["sentence"]) == ("faulty", faulty, "")


def test_a_fault_that_only_the_data_show_is_told_at_its_path_too(widget: SegmentBuilder) -> None:
    ask(widget, spec={"kind": "any", "of": [OFTEN, {"kind": "in_segment", "name": "gone"}]})
    assert (widget.live["state"], widget.shown["faults"]) == ("faulty", [])
    assert [fault["path"] for fault in widget.live["faults"]] == [["of", 1, "name"]]
    assert "there is no segment called 'gone'" in widget.live["faults"][0]["message"]


def test_running_the_cell_again_restores_the_work_finished_or_not(wb: Workbench, widget: SegmentBuilder) -> None:
    for spec in (BUILT, {"kind": "all", "of": [OFTEN, {"kind": "tag"}]}):
        ask(widget, spec=spec)
        again = SegmentBuilder(wb)
        assert again.spec == spec
        again.close()


def test_saving_writes_the_segment_and_saving_again_replaces_it(wb: Workbench, widget: SegmentBuilder) -> None:
    ask(widget, spec=BUILT)
    order(widget, "save", name="often", title="Often here")
    assert widget.said.startswith("Saved as the segment “often”")
    ask(widget, spec=OFTEN)
    order(widget, "save", name="often", title="Often here")
    assert (wb.segments["often"].title, wb.segments["often"].condition.to_data()) == ("Often here", OFTEN)
    assert widget.segments["often"]["spec"] == OFTEN


def test_another_segment_is_replaced_only_where_it_was_opened(wb: Workbench, widget: SegmentBuilder) -> None:
    ask(widget, spec=OFTEN)
    order(widget, "save", name="late", title="")
    assert "there is a segment of this name already" in widget.error
    assert wb.segments["late"].condition.to_data() == LATE
    ask(widget, spec=OFTEN, opened="late")
    order(widget, "save", name="late", title="")
    assert wb.segments["late"].condition.to_data() == OFTEN


def test_what_was_saved_here_is_saved_again_also_after_the_cell_was_run_again(
    wb: Workbench, widget: SegmentBuilder
) -> None:
    ask(widget, spec=OFTEN)
    order(widget, "save", name="fresh", title="Often")
    widget.close()
    again = SegmentBuilder(wb)
    ask(again, spec=LATE)
    order(again, "save", name="fresh", title="Late")
    assert again.error == ""
    assert wb.segments["fresh"].condition.to_data() == LATE
    again.close()


@pytest.mark.parametrize("name", ["fresh", "late"])
def test_the_same_answer_twice_is_heard_twice(widget: SegmentBuilder, name: str) -> None:
    """The browser waits for it with its buttons at rest."""
    ask(widget, spec=OFTEN)
    heard: list[str] = []
    widget.observe(lambda change: heard.append(change.new), names=["said", "error"])
    for _ in range(2):
        order(widget, "save", name=name, title="")
    answers = [text for text in heard if text]
    assert len(answers) == 2
    assert answers[0] == answers[1]


def test_what_is_built_can_be_acted_on_before_it_is_saved(wb: Workbench, widget: SegmentBuilder) -> None:
    """Saving has a form of its own, which saves an opened segment again."""
    assert "save_segment" not in [form["kind"] for form in widget.actions]
    ask(widget, spec=OFTEN)
    order(widget, "act", kind="put_tag", fields={"tag": "often", "days": 7})
    assert widget.said == "The tag “often” was put on 10 customers for 7 days."
    assert wb.segments.count({"kind": "tag", "name": "often"}) == wb.segments.count(OFTEN) == 10
    order(widget, "act", kind="draft_mailing", fields={"name": "often"})
    assert widget.segments["often"]["spec"] == OFTEN


def test_what_is_unfinished_cannot_be_acted_on(wb: Workbench, widget: SegmentBuilder) -> None:
    ask(widget, spec={"kind": "tag"})
    order(widget, "act", kind="export", fields={"file": "x.csv"})
    assert "name: is required" in widget.error
    assert not (wb.folder / "exports").exists()


def test_values_are_suggested_and_a_customer_says_why(wb: Workbench, widget: SegmentBuilder) -> None:
    ask(widget, spec=OFTEN)
    order(widget, "suggest", source="segments", typed="la")
    assert widget.wait(10)
    assert widget.suggested["values"] == [{"value": "late", "label": "late"}]
    order(widget, "why", customer_id="C55")
    assert widget.told["why"] == wb.segments.why(OFTEN, "C55").to_data("en")


def test_what_was_said_of_an_order_stays_while_values_are_suggested_until_something_else_is_asked(
    widget: SegmentBuilder,
) -> None:
    ask(widget, spec=OFTEN)
    order(widget, "save", name="late", title="")
    order(widget, "suggest", source="segments", typed="")
    assert "there is a segment of this name already" in widget.error
    order(widget, "save", name="often", title="")
    order(widget, "suggest", source="segments", typed="")
    assert (widget.said[:20], widget.error) == ("Saved as the segment", "")
    ask(widget, spec=BUILT)
    assert (widget.said, widget.error) == ("", "")


def test_a_fault_of_an_order_ends_when_the_same_order_succeeds(widget: SegmentBuilder) -> None:
    ask(widget, spec=OFTEN)
    order(widget, "why", customer_id="nobody")
    assert "nobody" in widget.error
    order(widget, "why", customer_id="C55")
    assert widget.error == ""


def test_ids_are_called_by_their_names(widget: SegmentBuilder) -> None:
    order(widget, "name", source="products", ids=["p7", "p8"])
    order(widget, "name", source="products", ids=["latte"])
    assert widget.named["products"] == {"p7": "Ethiopian beans", "p8": None, "latte": "Latte"}


def test_steps_that_can_be_undone_are_there_when_the_cell_is_run_again(wb: Workbench, widget: SegmentBuilder) -> None:
    assert widget.steps == {"past": [], "future": []}
    steps = {"past": ['{"spec":null,"opened":""}'], "future": []}
    receive(widget, {"method": "update", "state": {"steps": steps}})
    again = SegmentBuilder(wb)
    assert again.steps == steps
    again.close()


def test_in_russian_faults_and_hints_are_russian(wb: Workbench) -> None:
    widget = SegmentBuilder(wb, lang="ru")
    ask(widget, spec={"kind": "all", "of": [{**OFTEN, "count": {"gte": "много"}}, {"kind": "tag"}]})
    assert [fault["message"] for fault in widget.shown["faults"]] == ["нужно число, а не 'много'", "нужно заполнить"]
    ask(widget, spec={"kind": "in_segment", "name": "lat"})
    assert [fault["message"] for fault in widget.live["faults"]] == ["имя 'lat' неизвестно; возможно, 'late'?"]
    order(widget, "save", name="other", title="")
    assert widget.error == "other спрашивает о сегменте 'lat', а его нет; возможно, 'late'?"
    ask(widget, spec=OFTEN)
    order(widget, "save", name="Имя", title="")
    assert (
        widget.error == "name: 'Имя' не годится для имени файла: строчные латинские буквы, цифры, - и _, до 64 знаков"
    )
    widget.close()


def test_traits_are_set_in_the_thread_of_the_notebook_whoever_counts_and_wherever_a_message_arrives(
    wb: Workbench,
) -> None:
    """JupyterLab may have a page's messages handled in a thread of their own; counting is done in another one."""
    threads: dict[str, set[threading.Thread]] = {}

    async def notebook() -> tuple[dict[str, Any], threading.Thread]:
        widget = SegmentBuilder(wb, name="threads")
        widget.observe(lambda change: threads.setdefault(change.name, set()).add(threading.current_thread()))
        change = {"method": "update", "state": {"asked": asked(widget, spec=OFTEN)}}
        page = threading.Thread(target=receive, args=[widget, change])
        page.start()
        for _ in range(SECONDS * 100):
            await asyncio.sleep(0.01)
            if widget.live.get("sample"):
                break
        page.join()
        widget.close()
        return dict(widget.live), threading.current_thread()

    with ThreadPoolExecutor(1) as own:  # a browser of another test may have its loop in this thread
        live, kernel = own.submit(lambda: asyncio.run(notebook())).result()
    assert live["customers"] == wb.segments.count(OFTEN)
    assert {"asked", "shown", "live"} <= set(threads)
    assert set.union(*threads.values()) == {kernel}
