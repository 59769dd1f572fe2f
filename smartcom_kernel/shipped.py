"""What comes with the program and a new workspace is filled from: notebooks, schedules, reports."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import FILE
from smartcom_kernel.workbench import Workbench

ROOT = Path(__file__).resolve().parents[1]
IN_WHEEL = Path(__file__).resolve().parent / "shipped_files"
FILES = IN_WHEEL if IN_WHEEL.is_dir() else ROOT
"""Where the files that are copied lie: inside the package, or at the top of a checkout."""
NOTEBOOKS = FILES / "notebooks"
SCHEDULED = FILES / "scheduled"
FOLDERS = ("notebooks", "segments", "mailings", "templates", "scheduled", "reports", "runs", "plugins")
COPIED = {".ipynb", ".yml"}

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

PLUGINS = """\
# Metrics and other blocks of your own

Every Python file in this folder is imported when the workspace is opened, also by scheduled runs. Its metrics are
then in `wb.metrics`, in segments and in templates. For a metric write a file such as `largest_receipt.py`:

```python
from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Aggregate, Metric

LARGEST = Aggregate("largest_total", "receipts", "money", lambda r, where, _: r.total.max(where=where))


@METRICS.register
class LargestReceipt(Metric):
    \"\"\"The largest total of a receipt.\"\"\"

    kind = "largest_receipt"
    unit = "money"
    type = "money"
    en = "largest receipt"
    ru = "самый крупный чек"
    meaning_ru = "Самая большая сумма одного чека"
    needs = (LARGEST,)

    def finish(self, known: Known) -> ir.Value:
        \"\"\"Empty for a customer without receipts.\"\"\"
        return known.largest_total
```

Plug-ins are programs: what stands here runs with your rights. Keep the folder in git.
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
    if not (folder / "plugins" / "README.md").exists():
        (folder / "plugins" / "README.md").write_text(PLUGINS, encoding="utf-8")
        made.append("plugins/README.md")
    made += copy_notebooks(folder) + _copy(SCHEDULED, folder / "scheduled")
    Workbench.open(folder).close()
    return made


def copy_notebooks(folder: Path) -> list[str]:
    """Give a workspace copies of the notebooks, to be changed there; returns their names. What is there stays."""
    return _copy(NOTEBOOKS, folder / "notebooks")


def _copy(source: Path, target: Path) -> list[str]:
    target.mkdir(parents=True, exist_ok=True)
    new = [f for f in sorted(source.iterdir()) if f.suffix in COPIED and not (target / f.name).exists()]
    for file in new:
        shutil.copyfile(file, target / file.name)
    return [f"{target.name}/{file.name}" for file in new]


def report(name: str, wb: Workbench, out: Path, *, progress: Progress | None = None) -> Path:
    """Write a report: the package ``reports/<name>`` has a function of the same name.

    Raises:
        UnknownName: There is no such report.
    """
    known = [p.parent.name for p in (ROOT / "reports").glob("*/data.py")]
    if name not in known:
        raise UnknownName("report", name, known)
    build = getattr(importlib.import_module(f"reports.{name}"), name)
    return Path(build(wb, out, progress=progress))
