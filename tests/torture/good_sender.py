"""The product's own sender as a process of its own: ``python -m tests.torture.good_sender DSN PORT``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from smartcom_kernel.channels.cascade import CascadeChannel
from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.mailbox import MailboxChannel
from smartcom_kernel.channels.smpp import SmppChannel
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.delivery.send import deliver
from smartcom_kernel.state.connect import State
from tests.delivery.posts import letters


def main() -> None:
    """Deliver once; says ``ready`` before, and what it did after."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dsn")
    parser.add_argument("port", type=int)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--window", type=int, default=10)
    parser.add_argument("--lease", type=float, default=5)
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--medium", choices=["email", "sms"], default="email")
    parser.add_argument("--then", type=int, help="port of a second SMS centre, for what the first does not deliver")
    parser.add_argument("--mailbox", type=Path, help="write files to a workspace instead of mailing")
    asked = parser.parse_args()
    channel = MailboxChannel() if asked.mailbox else network_channel(asked)
    # shorter leases than people may set, so that tests need not wait for minutes
    settings = Delivery.model_construct(
        lease_seconds=asked.lease, batch=asked.batch, window=asked.window, attempts=18, on_uncertain="hold",
        consent_default=True, quiet_hours={},
    )  # fmt: skip
    state = State(asked.dsn)
    state.connect()
    say("ready")
    workspace = asked.mailbox or Path()
    report = deliver(state, channels={asked.medium: channel}, compose=letters, workspace=workspace, settings=settings)
    state.close()
    say(
        json.dumps(
            {"accepted": report.accepted, "refused": len(report.refused), "interrupted": report.interrupted,
             "accounted": report.accounted, "people": report.people, "seconds": report.seconds}
        )
    )  # fmt: skip


def network_channel(asked: argparse.Namespace) -> Channel:
    """Through what the medium leaves, to a server on this machine."""
    where = {"host": "127.0.0.1", "port": asked.port, "security": "none"}
    if asked.medium == "email":
        more = {"sender": "news@shop.example", "connections": asked.connections}
        return SmtpChannel.model_validate({**where, **more})
    os.environ["SHOP_SMPP"] = "right"
    more = {"system_id": "shop", "password_env": "SHOP_SMPP", "source": "MyShop", "messages_per_second": 1000}
    first = SmppChannel.model_validate({**where, **more})
    if not asked.then:
        return first
    return CascadeChannel(first=first, then=first.model_copy(update={"port": asked.then}))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
