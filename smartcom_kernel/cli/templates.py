"""Templates: ``template list|check|show|preview|import|new|history|diff|restore|uses``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, grid, say, workbench
from smartcom_kernel.cli.words import heads, word
from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.templates.check import check
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.usage import usage, users
from smartcom_kernel.workbench import Workbench

commands = typer.Typer(no_args_is_help=True, help="Templates: what messages say, and what they said before.")
app.add_typer(commands, name="template")
Name = Annotated[str, typer.Argument(help="Name of a template: templates/NAME.yml.")]
Number = Annotated[int, typer.Argument(help="Number of a version, as history lists them.")]


@commands.command("list")
def list_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """List the templates: medium, subject, what must be mended, versions."""
    with workbench(workspace) as wb:
        lang = wb.settings.language
        found = wb.templates.overview(lang)
        if as_json:
            say(found, as_json=True)
        elif not found:
            say(word("no_templates", lang), as_json=False)
        else:
            rows = [[one.name, one.medium, one.says, len(one.faults), one.versions] for one in found]
            say(grid("", heads("template_heads", lang), rows, lang), as_json=False)


@commands.command("check")
def check_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Look for faults in a template and fill it in for an invented customer who has everything."""
    with workbench(workspace) as wb, _renderer(wb) as renderer:
        sample = check(wb.templates.draft(name), renderer, wb.settings.language)
        good = word("good_template", wb.settings.language, name=name)
        say(sample if as_json else good, as_json=as_json)


@commands.command("show")
def show_command(
    name: Name,
    *,
    version: Annotated[int | None, typer.Option(help="Which version; the file as it is when absent.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Print the source of a template."""
    with workbench(workspace) as wb:
        template = wb.templates.draft(name) if version is None else wb.templates.version(name, version)
        data = template.to_data()
        say(data if as_json else plain_yaml.dump(data).rstrip(), as_json=as_json)


@commands.command("preview")
def preview_command(
    name: Name,
    *,
    customer: Annotated[str | None, typer.Option(help="For whom; an invented customer when absent.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write a page to look at into this HTML file.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Show a template as one customer would get it; nothing is sent."""
    with workbench(workspace) as wb:
        found = wb.templates.preview(name, customer)
        if out is not None:
            write_atomically(out, found.page().encode(), mode=0o644)
        message = found.message
        if message is None:
            raise DataError(found.describe(wb.settings.language))
        say(message if as_json else "\n\n".join(filter(None, (message.subject, message.text))), as_json=as_json)


@commands.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="An HTML file, or a ZIP archive with one and its pictures.")],
    name: Annotated[str, typer.Option(help="What the template is called.")],
    *,
    subject: Annotated[str, typer.Option(help="Its subject; the title of the page when absent.")] = "",
    images_at: Annotated[str, typer.Option(help="https address of the folder you publish the pictures in.")] = "",
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a template of an e-mail made elsewhere, and say what was taken away and what must be mended."""
    with workbench(workspace) as wb:
        result = wb.templates.import_html(file, name, subject=subject, images_at=images_at)
        say(result, as_json=as_json, lang=wb.settings.language)
        if not result.good:
            raise typer.Exit(1)


@commands.command("new")
def new_command(
    name: Name,
    start: Annotated[str, typer.Option("--from", help="Name of a starter template.")],
    *,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Begin a template with one of those that ship, in the language of the workspace."""
    with workbench(workspace) as wb:
        template = wb.templates.start(name, start)
        said = word("begun", wb.settings.language, name=name)
        say(template.to_data() if as_json else said, as_json=as_json)


@commands.command("history")
def history_command(name: Name, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """List the versions of a template, the newest first."""
    with workbench(workspace) as wb:
        lang, found = wb.settings.language, wb.templates.history(name)
        if as_json:
            say(found, as_json=True)
            return
        zone = wb.settings.zone
        rows = [
            [one.number, f"{one.saved_at.astimezone(zone):%Y-%m-%d %H:%M}", one.fingerprint, "*" if one.current else ""]
            for one in found
        ]
        say(grid("", heads("version_heads", lang), rows, lang), as_json=False)


@commands.command("diff")
def diff_command(
    name: Name,
    a: Number,
    b: Annotated[int | None, typer.Argument(help="Another version; the file as it is when absent.")] = None,
    *,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Show what differs between two versions of a template, line by line."""
    with workbench(workspace) as wb:
        found = wb.templates.diff(name, a, b)
        say({"diff": found} if as_json else found, as_json=as_json)


@commands.command("restore")
def restore_command(name: Name, number: Number, *, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Make an earlier version the current one; what it replaces stays among the versions."""
    with workbench(workspace) as wb:
        data = wb.templates.restore(name, number).to_data()
        said = word("restored", wb.settings.language, name=name, number=number)
        say(data if as_json else said, as_json=as_json)


@commands.command("uses")
def uses_command(
    name: Annotated[str, typer.Argument(help="A template, or const:CODE, directory:NAME, block:NAME, variable:PATH.")],
    *,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Say what a template uses, or which templates use a constant, a directory, a block, a variable."""
    with workbench(workspace) as wb:
        lang = wb.settings.language
        if ":" not in name:
            say(usage(wb.templates.draft(name)), as_json=as_json, lang=lang)
            return
        found = users(name, {called: wb.templates.draft(called) for called in wb.templates})
        say(found if as_json else "\n".join(found) or word("unused", lang, name=name), as_json=as_json)


def _renderer(wb: Workbench) -> Renderer:
    return Renderer(Habits(wb.settings.language, wb.settings.currency, wb.settings.time_zone))
