"""Handing e-mails over to an SMTP server on this machine: built, signed, sent, beside bytes that were ready before.

The server takes each message without a look at it. It is a process of its own, and with small messages it is the
slowest of all: what building and signing cost is told by the processor time.
"""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks.contest import US, Contender, Contest, Place, Work
from smartcom_kernel.channels.message import Outgoing, build_email
from smartcom_kernel.channels.smtp import SmtpChannel

MOST = 20_000
SENDER = "news@shop.example"
KEY = "SHOP_DKIM_KEY"
RSA, ED25519 = f"{US}, DKIM with RSA of 2048 bits", f"{US}, DKIM with Ed25519"
BARE = "smtplib, ready-made bytes"
HTML = "<p>Spring is here, and so is your favourite coffee.</p>\n" * 180
"""10 kB."""


def letter(number: int) -> Outgoing:
    """One of many messages, each different."""
    return Outgoing(
        key=f"{'0' * 32}.{number}", medium="email", address=f"c{number}@example.com", text=f"Spring, {number}!",
        sent_at=datetime(2026, 3, 1, tzinfo=UTC), subject=f"Весна, {number}!", html=HTML,
        unsubscribe_url=f"https://shop.example/u/{number}",
    )  # fmt: skip


@contextmanager
def server(place: Place) -> Iterator[int]:
    """A server that counts, and afterwards how many messages it took."""
    log = _log(place)
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "smartcom_kernel.channels.smtp_sink", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
    taken = log.read_bytes().count(b"\n")
    assert taken == _messages(place), f"{taken} of {_messages(place)} messages arrived"


def ours(key: RSAPrivateKey | Ed25519PrivateKey | None) -> Contender:
    """The channel, signing with a key or without."""

    @contextmanager
    def contender(place: Place) -> Iterator[Work]:
        dkim = {"dkim_domain": "shop.example", "dkim_selector": "s", "dkim_key_env": KEY} if key else {}
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode() if key else ""
        with server(place) as port:
            fields = {"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER, **dkim}
            with SmtpChannel.model_validate(fields).open(place.folder, {**os.environ, KEY: pem}) as sender:

                def work() -> int:
                    for number in range(_messages(place)):
                        sender.send(letter(number))
                    return _messages(place)

                yield work

    return contender


@contextmanager
def bare(place: Place) -> Iterator[Work]:
    """The same commands over one connection, with bytes that were built before."""
    ready = [(f"c{n}@example.com", build_email(letter(n), sender=SENDER)) for n in range(_messages(place))]
    with server(place) as port, smtplib.SMTP("127.0.0.1", port) as session:
        session.ehlo()

        def work() -> int:
            for recipient, content in ready:
                session.mail(SENDER)
                session.rcpt(recipient)
                code, _ = session.data(content)
                assert code == 250
            return len(ready)

        yield work


def _messages(place: Place) -> int:
    return min(place.customers, MOST)


def _log(place: Place) -> Path:
    return place.folder / "taken.jsonl"


CONTEST = Contest(
    f"Hand an e-mail of 10 kB to everybody, {MOST:,} at most",
    "messages",
    {
        US: ours(None),
        RSA: ours(generate_private_key(65537, 2048)),
        ED25519: ours(Ed25519PrivateKey.generate()),
        BARE: bare,
    },
)
