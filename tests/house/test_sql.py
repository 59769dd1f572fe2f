"""Operational SQL is visible: every statement is named, says why it is there, and is used."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tests.house.house import files, modules, read

QUERIES = "smartcom_kernel/state/queries/"
MIGRATIONS = "smartcom_kernel/state/migrations/"
RELEASED = {
    "0001_foundation.sql": "2075550fc92567dd",
    "0002_folder_of_the_workspace.sql": "a630bf1ec63f0a1c",
    "0003_reactions.sql": "faa3df1b6a2edf33",
    "0004_rehearsals.sql": "a722b4265bb2eca0",
    "0005_messages_name_their_mailing.sql": "272fdf236e71a024",
    "0006_audit.sql": "f5e286900a75a13e",
    "0007_points.sql": "25d0a50371e044e0",
    "0008_categories.sql": "3a720796d9bae9ec",
    "0009_said_last.sql": "b4f0ec95c9a7063a",
    "0010_what_keeps_a_message_back.sql": "5e6baf85047bf0bd",
    "0011_reports.sql": "369f8cdd8f8ea3cc",
    "0012_cancelled.sql": "061dd462203c6ee8",
    "0013_rates.sql": "ea449ab2f7b0e04e",
    "0014_devices.sql": "795e3f2fa4892ceb",
    "0015_links.sql": "71cda31d1d0e7235",
    "0016_locked.sql": "85ccf84bc2fdad19",
    "0017_reasons_of_leaving.sql": "502b8b1c9b404da5",
    "0018_personal_data.sql": "c7c5bc8296ced3f4",
    "0019_double_opt_in.sql": "58955cc949e03a86",
    "0020_tracking.sql": "a5bfac236c9de281",
    "0021_scheduled_mailings.sql": "ab89e0cc8f270be2",
    "0022_calls.sql": "21d00d7015ea8453",
    "0023_call_tasks.sql": "18bbfb22099e8603",
    "0024_cascades.sql": "9879975071418c20",
    "0025_observers.sql": "01d0a1307056cfe8",
    "0026_calls_are_erased.sql": "35f99b19a84627eb",
    "0027_what_sendings_said_of_receipts.sql": "7c1bf85e2a2a83e5",
}
"""The beginning of each migration's SHA-256. A new migration adds its line; no line is ever changed."""


def statements() -> dict[str, str]:
    """The text of every named statement, by ``domain.name``."""
    found: dict[str, str] = {}
    for name in files():
        if name.startswith(QUERIES):
            parts = re.split(r"^-- name: *(\w+) *$", read(name), flags=re.MULTILINE)
            found |= {f"{Path(name).stem}.{words}": text for words, text in zip(parts[1::2], parts[2::2], strict=True)}
    return found


def used() -> set[str]:
    domains = {name.split(".")[0] for name in statements()}
    literals = {word for m in modules() for word in re.findall(r'"([a-z_]+\.\w+)"', m.text)}
    return {name for name in literals if name.split(".")[0] in domains}


def test_every_statement_says_why_it_is_there() -> None:
    assert [name for name, text in statements().items() if not text.lstrip().startswith("--")] == []


def test_every_statement_is_used() -> None:
    assert sorted(set(statements()) - used()) == []


def test_every_statement_that_is_used_exists() -> None:
    in_state = {w for m in modules() if "/state/" in m.path for w in re.findall(r'connection, "(\w+\.\w+)"', m.text)}
    assert sorted(in_state - set(statements())) == []


def test_migrations_are_numbered_without_gaps() -> None:
    names = [Path(n).name for n in files() if n.startswith(MIGRATIONS) and n.endswith(".sql")]
    assert [n for n in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.sql", n)] == []
    assert [int(n[:4]) for n in names] == list(range(1, len(names) + 1))


def test_every_migration_says_what_it_is_for() -> None:
    assert [n for n in files() if n.startswith(MIGRATIONS) and not read(n).startswith("-- ")] == []


def test_a_migration_that_workspaces_have_gone_through_stays_as_it_was() -> None:
    """A workspace never runs one twice: what an old one says now would be true of new workspaces only."""
    found = {
        Path(n).name: hashlib.sha256(read(n).encode()).hexdigest()[:16] for n in files() if n.startswith(MIGRATIONS)
    }
    assert found == RELEASED
