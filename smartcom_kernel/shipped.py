"""What comes with the program and a new workspace is filled from: notebooks, schedules, reports."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import FILE
from smartcom_kernel.workbench import Workbench

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
SCHEDULED = ROOT / "scheduled"
FOLDERS = ("segments", "mailings", "templates", "scheduled", "reports", "runs")

SETTINGS = """\
# Settings of this workspace; every one is described in docs/guide/reference.md. Secrets belong in the environment.
name = "My shop"
language = "en"          # or "ru"
time_zone = "UTC"        # IANA name, such as "Europe/Moscow": a calendar day is a day there
currency = "RUB"
country = "RU"           # completes phone numbers that are written without a country code

[rfm]
period_days = 365

[channels]               # the mailbox writes what would be sent into mailbox/ and sends nothing
email = { kind = "mailbox" }
sms = { kind = "mailbox" }
"""


def initialise(folder: Path) -> list[str]:
    """Make whatever a workspace lacks; returns the names made. What is there already stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    if not (folder / FILE).exists():
        (folder / FILE).write_text(SETTINGS, encoding="utf-8")
        made.append(FILE)
    for name in FOLDERS:
        if not (folder / name).exists():
            (folder / name).mkdir()
            made.append(f"{name}/")
    for source in sorted(SCHEDULED.glob("*.ipynb")):
        if not (target := folder / "scheduled" / source.name).exists():
            shutil.copy(source, target)
            made.append(f"scheduled/{source.name}")
    if not (target := folder / "scheduled" / "schedule.yml").exists():
        shutil.copy(SCHEDULED / "schedule.yml", target)
        made.append("scheduled/schedule.yml")
    Workbench.open(folder).close()
    return made


def report(name: str, wb: Workbench, out: Path) -> Path:
    """Write a report: the package ``reports/<name>`` has a function of the same name.

    Raises:
        UnknownName: There is no such report.
    """
    known = [p.parent.name for p in (ROOT / "reports").glob("*/data.py")]
    if name not in known:
        raise UnknownName("report", name, known)
    build = getattr(importlib.import_module(f"reports.{name}"), name)
    return Path(build(wb, out))
