"""A mailing begins as a draft for a segment, and leaves nobody's hands before it is complete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.workbench import Workbench


@pytest.fixture
def wb(workspace: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2018-01-10")) as opened:
        opened.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
        yield opened


def test_a_draft_is_a_valid_definition_that_cannot_be_sent_before_its_template_is_written(wb: Workbench) -> None:
    draft = wb.mailings.draft("all", "spring")
    assert wb.mailings["spring"] == draft
    assert (draft.segment, draft.control_share, draft.variants[0].templates) == ("all", 0.1, {"email": "spring"})
    wb.refresh()
    with pytest.raises(SpecError, match="there is no template called 'spring'"):
        wb.mailings.send("spring")
    wb.templates.save("spring", {"medium": "email", "subject": "Spring", "html": "<p>Hello</p>"})
    assert wb.mailings.send("spring").people == 0


def test_a_draft_takes_the_name_of_its_segment_once_and_any_medium(wb: Workbench) -> None:
    assert wb.mailings.draft("all", medium="sms").variants[0].templates == {"sms": "all"}
    with pytest.raises(SpecError, match="mailing 'all': 1 fault\n  name: is there already"):
        wb.mailings.draft("all")
    with pytest.raises(SpecError, match="pigeon: is no medium"):
        wb.mailings.draft("all", "other", medium="pigeon")


def test_a_draft_for_a_segment_that_does_not_exist_is_refused(wb: Workbench) -> None:
    with pytest.raises(UnknownName, match="did you mean 'all'"):
        wb.mailings.draft("al")
    assert list(wb.mailings) == []
