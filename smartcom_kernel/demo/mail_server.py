"""The demo's mail server, and the channels that lead to it: signed as a shop's would be, and delivered to nobody."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from smartcom_kernel.channels.smtp_sink import SmtpSink

DOMAIN = "example.com"
KEY = "SMARTCOM_DEMO_DKIM_KEY"


@contextmanager
def demo_channels(mailbox: Path) -> Iterator[dict[str, Any]]:
    """The channels of the demo while its mail server runs, for this process and for those that it starts.

    The key that signs is made anew each time: nobody is written to, so nobody looks for its public half.

    Args:
        mailbox: The folder of what nobody received; made when absent.
    """
    mailbox.mkdir(exist_ok=True)
    with SmtpSink(log=mailbox / "smtp.jsonl") as sink:
        email = {
            "kind": "smtp", "host": "127.0.0.1", "port": sink.port, "security": "none", "sender": f"shop@{DOMAIN}",
            "dkim_domain": DOMAIN, "dkim_selector": "demo", "dkim_key_env": KEY,
        }  # fmt: skip
        channels = {"email": email, "sms": {"kind": "mailbox"}}
        with _environment({"SMARTCOM_CHANNELS": json.dumps(channels), KEY: _new_key()}):
            yield channels


def _new_key() -> str:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
