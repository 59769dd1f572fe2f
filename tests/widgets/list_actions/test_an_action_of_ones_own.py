"""An action of the user's own, from the page that tells how to write one to its form in a widget."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from smartcom_kernel.core.plugins import load_plugins
from smartcom_kernel.workbench import Workbench
from tests.house.house import read
from tests.widgets.clicks import act, ask
from widgets.customer_profile import CustomerProfile
from widgets.rfm_matrix import RFMMatrix

BLOCKS = re.findall(r"```python\n(.*?)```", read("docs/guide/segments.md"), re.DOTALL)
[EXAMPLE] = [block for block in BLOCKS if "@LIST_ACTIONS.register" in block]


@pytest.fixture
def with_plugin(wb: Workbench) -> Iterator[Workbench]:
    file = wb.folder / "plugins" / "plan_calls.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(EXAMPLE, encoding="utf-8")
    load_plugins(wb.folder)
    yield wb
    file.unlink()
    load_plugins(wb.folder)


def test_one_file_is_all_it_takes(with_plugin: Workbench) -> None:
    widget = RFMMatrix(with_plugin, lang="ru")
    ask(widget, tab="RF", cells={"RF": [[5, 5]]})
    [form] = [form for form in widget.actions if form["kind"] == "plan_calls"]
    assert form["label"] == "Запланировать звонки"
    assert [(f["label"], f["takes"], f["required"]) for f in form["fields"]] == [
        ("За сколько дней", "number", True), ("Причина", "text", True),
    ]  # fmt: skip
    act(widget, "plan_calls", days=0, reason="весна")
    assert widget.error == "За сколько дней: должно быть не меньше 1, а не 0"
    act(widget, "plan_calls", days=14, reason="весна")
    assert widget.said == "Запланировано звонков: 1."
    assert with_plugin.segments.count({"kind": "tag", "name": "call: весна"}) == 1


def test_it_is_offered_for_one_customer_only_where_it_says_so(with_plugin: Workbench) -> None:
    widget = CustomerProfile(with_plugin, "C55")
    assert [form["kind"] for form in widget.actions] == [
        "put_tag",
        "take_off_tag",
        "change_subscription",
        "accrue_points",
    ]
    act(widget, "plan_calls", days=14, reason="none")
    assert "there is no list action called 'plan_calls'" in widget.error
