"""``smartcom mail``: what came into the mailbox for bounces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from smartcom_kernel.channels.mail_reports import MailReport, read
from smartcom_kernel.channels.mail_reports.collect import head_of
from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, say, workbench
from smartcom_kernel.delivery.mail_in import take_in_mail

mail = typer.Typer(no_args_is_help=True, help="Read mail about mail: bounces, complaints, automatic answers.")
app.add_typer(mail, name="mail")


@mail.command("read")
def read_command(
    paths: Annotated[list[Path], typer.Argument(help="Messages, or folders with messages.", exists=True)],
    *,
    as_json: AsJson = False,
) -> None:
    """Say of each message what it is, whom it is about, and whether the address is of no use for good."""
    read_ones = [(path, _read(path)) for path in _messages(paths)]
    if as_json:
        typer.echo(json.dumps([_plain(path, report) for path, report in read_ones], ensure_ascii=False, indent=2))
        return
    for path, report in read_ones:
        typer.echo(f"{path}: {report.kind.value}")
        for one in report.recipients:
            code = " ".join(filter(None, [one.reply, one.status])) or "no code"
            typer.echo(f"  {one.address or 'address taken out'}: {one.reason.value}, {_weight(one.quality)} ({code})")


@mail.command("collect")
def collect_command(
    folder: Annotated[Path, typer.Argument(help="The maildir that bounces come to.", exists=True, file_okay=False)],
    *,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Take in what new messages of a maildir say of ours, and put them away."""
    with workbench(workspace) as wb:
        result = take_in_mail(wb.state, folder, wb.channels.get("email"), clock=wb.clock)
        say(result, as_json=as_json, lang=wb.settings.language)


def _messages(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _read(path: Path) -> MailReport:
    return read(head_of(path), received_at=datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _weight(quality: int) -> str:
    return "the address is not at fault" if not quality else "hard" if quality >= 30 else "soft"


def _plain(path: Path, report: MailReport) -> dict[str, Any]:
    return {
        "file": str(path),
        "kind": report.kind.value,
        "key": report.key,
        "recipients": [
            {
                "address": one.address, "reason": one.reason.value, "hard": one.hard, "quality": one.quality,
                "status": one.status, "reply": one.reply, "detail": one.detail,
            }
            for one in report.recipients
        ],
    }  # fmt: skip
