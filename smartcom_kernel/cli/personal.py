"""``smartcom customer`` and ``smartcom blacklist``: what is done about persons and their addresses on request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, grid, progress, say, workbench
from smartcom_kernel.core.errors import SpecError

customer = typer.Typer(no_args_is_help=True, help="Persons on request: erase them, or export all about one.")
app.add_typer(customer, name="customer")
blacklist = typer.Typer(no_args_is_help=True, help="Addresses, domains and masks that are not written to.")
app.add_typer(blacklist, name="blacklist")

Rules = Annotated[list[str] | None, typer.Argument(help="Addresses, domains (*@junk.example), masks (+7900*).")]
OfFile = Annotated[Path | None, typer.Option("--file", help="A file with one of them a line.", exists=True)]


@customer.command("erase")
def erase_command(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of customers; none to carry on what was begun.")] = None,
    *,
    file: OfFile = None,
    reason: Annotated[str, typer.Option(help="Why; it stands in the act, so it must name nobody.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look, and change nothing.")] = False,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Erase persons from everything the workspace holds, and write the act."""
    with workbench(workspace) as wb:
        with progress(wb.settings.language, silent=as_json) as told:
            result = wb.personal.erase(_lines(ids, file), reason=reason, dry_run=dry_run, progress=told)
        say(result, as_json=as_json, lang=wb.settings.language)


@customer.command("export")
def export_command(
    customer_id: Annotated[str, typer.Argument(help="Id of the customer.")],
    *,
    out: Annotated[Path, typer.Option(help="The file, ending in .json; a page goes beside it.")],
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Write all that is known of a person, as JSON and as a page."""
    with workbench(workspace) as wb:
        say(wb.personal.export(customer_id, out), as_json=as_json, lang=wb.settings.language)


@customer.command("confirm-all")
def confirm_all_command(
    *,
    source: Annotated[str, typer.Option(help="How it is known that the addresses are their owners'.")],
    medium: Annotated[str, typer.Option(help="email or sms.")] = "email",
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Take every address of the base as confirmed, before a double opt-in is switched on."""
    with workbench(workspace) as wb:
        confirmed = wb.personal.confirm_all(source=source, medium=medium)
        said = {"ru": f"Подтверждено адресов: {confirmed}", "en": f"{confirmed} addresses confirmed"}
        say({"confirmed": confirmed} if as_json else said[wb.settings.language], as_json=as_json, lang="en")


@blacklist.command("add")
def add_command(
    rules: Rules = None,
    *,
    file: OfFile = None,
    reason: Annotated[str, typer.Option(help="Why they are not taken.")],
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Add rules, and mark the contacts that fall under them."""
    with workbench(workspace) as wb:
        say(wb.personal.refuse(_some(rules, file), reason=reason), as_json=as_json, lang=wb.settings.language)


@blacklist.command("remove")
def remove_command(
    rules: Rules = None, *, file: OfFile = None, workspace: Where = HERE, as_json: AsJson = False
) -> None:
    """Remove rules, and free the contacts that no other rule names."""
    with workbench(workspace) as wb:
        say(wb.personal.take_again(_some(rules, file)), as_json=as_json, lang=wb.settings.language)


@blacklist.command("list")
def list_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Show the rules."""
    with workbench(workspace) as wb:
        found, lang = wb.personal.blacklist(), wb.settings.language
        rows = [[r.rule, r.medium, r.kind, r.reason, r.added_by, f"{r.added_at:%Y-%m-%d}"] for r in found]
        heads = (
            ["правило", "через", "вид", "причина", "кто", "когда"] if lang == "ru"
            else ["rule", "medium", "kind", "reason", "who", "when"]
        )  # fmt: skip
        title = "Чёрный список" if lang == "ru" else "Blacklist"
        say(found if as_json else grid(title, heads, rows, lang), as_json=as_json, lang=lang)


@blacklist.command("check")
def check_command(
    addresses: Annotated[list[str], typer.Argument(help="E-mail addresses or phone numbers in full (+7…).")],
    *,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Say of addresses which rule they fall under, if any."""
    with workbench(workspace) as wb:
        found = {a: wb.personal.blacklisted(a, medium="email" if "@" in a else "sms") for a in addresses}
        said = "\n".join(f"{address}: {rule or '–'}" for address, rule in found.items())
        say(found if as_json else said, as_json=as_json, lang=wb.settings.language)


def _lines(given: list[str] | None, file: Path | None) -> list[str]:
    read = file.read_text(encoding="utf-8-sig").splitlines() if file else []
    return [*(given or []), *(line.strip() for line in read if line.strip())]


def _some(given: list[str] | None, file: Path | None) -> list[str]:
    found = _lines(given, file)
    if not found:
        raise SpecError.single("blacklist", "name rules, or a file of them with --file", "rules")
    return found
