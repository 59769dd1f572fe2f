"""What uses a segment from outside the segments: mailings and schedules."""

from __future__ import annotations

from pathlib import Path

from smartcom_kernel.mailings.store import MailingStore
from smartcom_kernel.runner import schedule
from smartcom_kernel.runner.due import FOLDER


def users_of_segment(workspace: Path, segment: str) -> list[str]:
    """The mailings and schedules of a workspace that ask about a saved segment, as people call them."""
    mailings = MailingStore(workspace / "mailings").for_segment(segment)
    return [*mailings, *schedule.for_segment(workspace / FOLDER, segment)]
