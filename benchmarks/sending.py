"""Delivering a planned mailing to an SMTP server on this machine, beside bytes that were ready before.

Ours claims, fills in the template for each customer, signs the link to leave by and those that are counted, asks
consent, quality and suppression once more, commits the intent, builds the e-mail, hands it over, and commits what
became of it. The peer hands over the same e-mails over one connection, as bytes that were built before.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from benchmarks import mailing_base
from benchmarks.contest import AS_OF, US, Contender, Contest, Place, Work
from benchmarks.mailing_base import HTML
from benchmarks.smtp_handing_over import SENDER, letter, server
from smartcom_kernel.channels.message import build_email
from smartcom_kernel.state import sendings
from smartcom_kernel.state.sendings import SendingStatus
from smartcom_kernel.templates.plain_text import plain_text_of
from smartcom_kernel.workbench import Workbench

MOST = 20_000
CAPPED = f"{US}, with caps and a limit"
BARE = "smtplib, ready-made bytes"
RULES = {"caps": [{"messages": 50}, {"messages": 200, "per": "week"}], "limits": [{"messages": 10_000_000}]}


def ours(**delivery: Any) -> Contender:
    """A mailing that is planned, delivered by one process."""

    @contextmanager
    def contender(place: Place) -> Iterator[Work]:
        with server(place) as port:
            channel = {"kind": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER,
                       "relay_signs": True}  # fmt: skip
            web = {"address": "https://mail.shop.example"}
            told = {"channels": {"email": channel}, "delivery": delivery, "web": web}
            with mailing_base.workbench(place, **told) as wb:
                occasion = f"{place.run} {sorted(delivery)}"
                _give_up_others(wb)
                wb.mailings.send("to_all", occasion=occasion)
                yield lambda: wb.deliver(limit=_messages(place)).accepted

    return contender


@contextmanager
def bare(place: Place) -> Iterator[Work]:
    """The same commands, with bytes that were built before and are as many."""
    text = plain_text_of(HTML)
    letters = [replace(letter(n), html=HTML, text=text) for n in range(_messages(place))]
    ready = [(one.address, build_email(one, sender=SENDER)) for one in letters]
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


def _give_up_others(wb: Workbench) -> None:
    with wb.state.transaction() as connection:
        for sending in sendings.in_status(connection, SendingStatus.SENDING):
            sendings.cancel(connection, sending.sending_id, "not measured", now=AS_OF)


def _messages(place: Place) -> int:
    return min(place.customers, MOST)


CONTEST = Contest(
    f"Deliver a mailing of e-mails of 27 kB, {MOST:,} of them at most", "messages",
    {US: ours(), CAPPED: ours(**RULES), BARE: bare}, mailing_base.prepare,
)  # fmt: skip
