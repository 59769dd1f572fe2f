"""Real bounces with labels, in two halves by the hash of their names; no message of one half was ever looked at."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smartcom_kernel.channels.mail_reports import Kind, read

CORPORA = Path(os.environ.get("SMARTCOM_CORPORA", Path(__file__).parents[4] / "shared" / "corpora"))
NOW = datetime(2026, 11, 23, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not (CORPORA / "bounces").is_dir(), reason=f"no corpora in {CORPORA}")


def is_seen(name: str) -> bool:
    return int(hashlib.sha256(name.encode()).hexdigest()[0], 16) % 2 == 0


def shares(*halves: bool) -> tuple[float, float]:
    """The shares of messages that are recognised, and whose recipients are hard or not as labelled."""
    labels = json.loads((CORPORA / "bounces" / "labels.json").read_text(encoding="utf-8"))
    names = [name for name in labels if is_seen(name) in halves]
    reports = [read((CORPORA / "bounces" / f"{name}.eml").read_bytes(), received_at=NOW) for name in names]
    hard = [sorted({one.hard for one in report.recipients} or {False}) for report in reports]
    right = sum(found == sorted({one["hard"] for one in labels[name]}) for name, found in zip(names, hard, strict=True))
    return sum(report.kind is not Kind.ORDINARY for report in reports) / len(names), right / len(names)


@pytest.mark.parametrize(("seen", "recognised", "hard"), [(True, 0.99, 0.98), (False, 0.97, 0.91)])
def test_half_of_the_bounces_is_recognised(seen: bool, recognised: float, hard: float) -> None:
    found = shares(seen)
    assert found[0] >= recognised
    assert found[1] >= hard


def test_nineteen_of_twenty_bounces_are_recognised_and_hard_or_not_as_labelled() -> None:
    assert min(shares(True, False)) >= 0.95


def test_nothing_in_ordinary_mail_is_counted() -> None:
    assert [
        path.name
        for path in sorted((CORPORA / "not-bounces").glob("*.eml"))
        if read(path.read_bytes(), received_at=NOW).kind is not Kind.ORDINARY
    ] == []
