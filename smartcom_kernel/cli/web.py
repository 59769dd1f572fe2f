"""What comes in from outside: ``serve`` for customers and providers that call, ``listen`` for those that do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, aside, say, workbench
from smartcom_kernel.web.app import serve


@app.command("serve")
def serve_command(
    *,
    host: Annotated[str, typer.Option(help="Address of this machine to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8025,
    workspace: Where = HERE,
) -> None:
    """Answer the unsubscribe links of messages, behind a proxy that speaks TLS, until it is interrupted."""
    with workbench(workspace) as wb:
        if not wb.settings.web.address:
            aside.print("messages carry no links yet: set [web] address to where customers reach this")
        serve(wb.state, wb.settings, wb.clock, channels=wb.channels, host=host, port=port)


@app.command("unsubscribed")
def unsubscribed_command(
    *,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of the last so many days of 24 hours.")] = 30,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Say who left by the links of which mailing, of which category, and why."""
    with workbench(workspace) as wb:
        found = wb.consent.left(since=wb.clock.now() - timedelta(days=days))
        say(found, as_json=as_json, lang=wb.settings.language)


@app.command("listen")
def listen_command(
    *,
    seconds: Annotated[float | None, typer.Option(min=1, help="For how long; until interrupted when absent.")] = None,
    workspace: Where = HERE,
    as_json: AsJson = False,
) -> None:
    """Hear receipts and STOP from providers that tell over a connection, such as an SMS centre."""
    with workbench(workspace) as wb:
        say(wb.listen(seconds), as_json=as_json, lang=wb.settings.language)
