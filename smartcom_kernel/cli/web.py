"""What customers reach from messages: ``serve``."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, Where, aside, workbench
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
