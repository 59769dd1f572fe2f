"""What uses a segment is known before it is deleted: mailings, and the parameters of schedules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.mailings.store import MailingStore
from smartcom_kernel.runner.schedule import for_segment
from smartcom_kernel.workbench import Workbench

KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
MAILING = "segment: kazan\nvariants: [{name: A, templates: {email: hello}}]\n"
SCHEDULES = """
winback: {notebook: a.ipynb, when: 0 10 * * MON, parameters: {segment: kazan}}
several: {notebook: a.ipynb, when: 0 10 * * MON, parameters: {segments: [moscow, kazan]}}
other: {notebook: a.ipynb, when: 0 10 * * MON, parameters: {segment: moscow, city: kazan}}
odd: kazan
"""


@pytest.fixture
def wb(workspace: Path) -> Iterator[Workbench]:
    for folder, name, text in (
        ("mailings", "spring.yml", MAILING), ("mailings", "summer.yml", MAILING.replace("kazan", "moscow")),
        ("scheduled", "schedule.yml", SCHEDULES),
    ):  # fmt: skip
        (workspace / folder).mkdir(exist_ok=True)
        (workspace / folder / name).write_text(text, encoding="utf-8")
    with Workbench.open(workspace, clock=FixedClock("2018-01-01")) as opened:
        yield opened


def test_mailings_and_schedules_keep_a_segment_from_being_deleted(wb: Workbench) -> None:
    wb.segments.save("kazan", KAZAN)
    with pytest.raises(SpecError, match="is used by mailing spring, schedule winback, schedule several; change them"):
        wb.segments.delete("kazan")
    with pytest.raises(SpecError, match="mailing spring"):
        wb.at("2017-10-01").segments.delete("kazan")
    wb.segments.delete("kazan", although_used=True)
    assert list(wb.segments) == []


def test_a_change_says_who_follows_it(wb: Workbench) -> None:
    wb.segments.save("kazan", KAZAN)
    changed = wb.segments.save("kazan", {"kind": "not", "of": KAZAN})
    assert changed.used_by == ("mailing spring", "schedule winback", "schedule several")


def test_what_cannot_be_read_may_use_it(tmp_path: Path) -> None:
    (tmp_path / "broken.yml").write_text("segment: [", encoding="utf-8")
    (tmp_path / "schedule.yml").write_text("winback: [", encoding="utf-8")
    assert "mailing broken" in MailingStore(tmp_path).for_segment("kazan")
    assert for_segment(tmp_path, "kazan") == ["schedule.yml"]
    assert for_segment(tmp_path / "nowhere", "kazan") == []
