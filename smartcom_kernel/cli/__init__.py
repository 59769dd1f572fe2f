"""The command line: ``smartcom COMMAND``. Exit code 0 done, 1 refused with a sentence, 2 wrong use."""

from __future__ import annotations

import json
import sys

import typer

from smartcom_kernel.core.errors import SmartcomError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="An open workbench for retail marketing: segments, mailings and their measured effect.",
)


def main() -> None:
    """Run a command; what is refused is one sentence and exit code 1."""
    try:
        app()
    except SmartcomError as refused:
        if "--json" in sys.argv:
            typer.echo(json.dumps({"error": str(refused)}, ensure_ascii=False))
        typer.echo(f"smartcom: {refused}", err=True)
        sys.exit(1)


from smartcom_kernel.cli import (  # noqa: E402  commands register here
    calls,  # noqa: F401
    campaigns,  # noqa: F401
    channels,  # noqa: F401
    data,  # noqa: F401
    demo,  # noqa: F401
    mail,  # noqa: F401
    mailings,  # noqa: F401
    personal,  # noqa: F401
    runs,  # noqa: F401
    segments,  # noqa: F401
    setup,  # noqa: F401
    templates,  # noqa: F401
    web,  # noqa: F401
)
