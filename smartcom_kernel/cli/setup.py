"""A workspace and whether it is well: ``init``, ``doctor``, ``unlock``, ``lab``."""

from __future__ import annotations

import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel import doctor, shipped
from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, grid, refuse_no_workspace, say, workbench
from smartcom_kernel.cli.words import heads, word
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import load_settings
from smartcom_kernel.doctor import deliverability


@app.command("init")
def init_command(
    folder: Annotated[Path, typer.Argument(help="Folder to make; what is there already stays.", file_okay=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Make a workspace: settings to fill in, folders, notebooks, an empty lake."""
    made = shipped.initialise(folder)
    sentence = f"{folder} is ready" + (f": made {', '.join(made)}." if made else "; nothing was missing.")
    say({"workspace": str(folder), "made": made} if as_json else sentence, as_json=as_json)


class Topic(StrEnum):
    """What the doctor may look at besides the workspace."""

    DELIVERABILITY = "deliverability"


@app.command("doctor")
def doctor_command(
    topic: Annotated[
        Topic | None, typer.Argument(help="What the DNS says of the sender of e-mails; the workspace when absent.")
    ] = None,
    *,
    ip: Annotated[
        list[str] | None, typer.Option(help="Address from which e-mails leave; that of the server when absent.")
    ] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Check every component and say what is missing."""
    lang = "en" if as_json else doctor.language(workspace)
    if topic is Topic.DELIVERABILITY:
        _say_deliverability(workspace, ip or [], as_json=as_json)
        return
    findings = doctor.examine(workspace, lang)
    if as_json:
        say(findings, as_json=True)
    else:
        rows = [[word("good" if f.good else "fault", lang), f.label(lang), f.finding, f.remedy] for f in findings]
        say(grid(word("doctor", lang), heads("doctor_heads", lang), rows), as_json=False)
    if not all(f.good for f in findings):
        raise typer.Exit(1)


def _say_deliverability(workspace: Path, addresses: list[str], *, as_json: bool) -> None:
    settings = load_settings(workspace)
    lang: Lang = "en" if as_json else settings.language
    found = deliverability(settings, addresses)
    if as_json:
        say(found, as_json=True)
    else:
        rows = [
            [word(f"dns_{f.outcome}", lang), f.record, f.name, f.describe(lang), f.publish] for f in found
        ]  # fmt: skip
        say(grid(word("deliverability", lang), heads("dns_heads", lang), rows), as_json=False)
    if not all(f.good for f in found):
        raise typer.Exit(1)


@app.command("unlock")
def unlock_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Let messages leave from a workspace that was restored or copied, once you have looked at what has left since."""
    with workbench(workspace) as wb:
        was_locked = wb.unlock()
        sentence = word("unlocked" if was_locked else "not_locked", wb.settings.language)
    say({"was_locked": was_locked} if as_json else sentence, as_json=as_json)


@app.command("lab")
def lab_command(
    options: Annotated[list[str] | None, typer.Argument(help="Options of JupyterLab, after --.")] = None,
    *,
    workspace: Where = Path("workspace"),
) -> None:
    """Open JupyterLab on the workspace, its notebooks first; `smartcom lab -- --no-browser` passes options on."""
    refuse_no_workspace(workspace)
    if not (workspace / "notebooks").exists():
        shipped.copy_notebooks(workspace)
    environment = {**os.environ, "SMARTCOM_WORKSPACE": str(workspace.resolve())}
    as_root = ["--allow-root"] if os.name == "posix" and os.geteuid() == 0 else []
    places = [str(workspace.resolve()), "--LabApp.default_url=/lab/tree/notebooks"]
    command = [sys.executable, "-m", "jupyterlab", *places, *as_root, *(options or [])]
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
