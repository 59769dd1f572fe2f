"""Channels, and what the world must know of them: ``channel dkim-record``."""

from __future__ import annotations

import typer

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.dkim_key import DkimKey
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.cli import app
from smartcom_kernel.cli.say import HERE, AsJson, Where, refuse_no_workspace, say
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.settings import FILE, load_settings

commands = typer.Typer(no_args_is_help=True, help="Channels: through what messages leave.")
app.add_typer(commands, name="channel")


@commands.callback()
def channel_commands() -> None:
    """Keeps the name of the one command in the call."""


@commands.command("dkim-record")
def dkim_record_command(*, workspace: Where = HERE, as_json: AsJson = False) -> None:
    """Print the DNS record that lets others check the signatures of e-mails."""
    refuse_no_workspace(workspace)
    keys = [key for key in map(_key, load_settings(workspace).channels.values()) if key is not None]
    if not keys:
        raise SetupError(f"no channel in {workspace / FILE} signs: set dkim_domain, dkim_selector and dkim_key_env")
    records = [{"name": key.record_name, "type": "TXT", "value": key.record} for key in keys]
    say(records if as_json else "\n".join(key.record_line for key in keys), as_json=as_json)


def _key(data: dict[str, object]) -> DkimKey | None:
    channel = CHANNELS.parse(data)
    return channel.dkim_key() if isinstance(channel, SmtpChannel) else None
