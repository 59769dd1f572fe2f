"""What a person may do to a sending: stop it, let it go on, give it up, and end a doubt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.mailings.plan import check_templates, recorded
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.templates.template import Template


def pause(state: State, sending_id: int, why: str) -> None:
    """Stop a sending: no message leaves whose intent is not yet committed.

    Raises:
        DataError: It is not sending.
    """
    with state.transaction() as connection:
        if not sendings.pause(connection, sending_id, why):
            raise _not(sendings.get(connection, sending_id), "sending", "paused")


def cancel(state: State, sending_id: int, why: str, *, now: datetime) -> int:
    """Give up a sending for good: who has not been written to will not be; returns how many people that are.

    What is on the wire comes to its own end.

    Raises:
        DataError: It is at its end already.
    """
    with state.transaction() as connection:
        given_up = sendings.cancel(connection, sending_id, why, now=now)
        if given_up is None:
            raise _not(sendings.get(connection, sending_id), "sending or paused", "cancelled")
    return given_up


def resume(state: State, sending_id: int, *, templates: Mapping[str, Template]) -> None:
    """Let a paused sending go on where it stopped, with its templates as they are now.

    Raises:
        DataError: It is not paused.
        SpecError: A template is missing or is for another medium.
    """
    with state.transaction() as connection:
        sending = sendings.get(connection, sending_id)
        mailing = Mailing.of(sending)
        check_templates(mailing, templates)
        if not sendings.resume(
            connection, sending_id, spec=recorded(mailing, templates, sending.spec.get("attachments"))
        ):
            raise _not(sending, "paused", "resumed")


def resolve_uncertain(state: State, message_id: int, verdict: Literal["accepted", "planned"], *, now: datetime) -> None:
    """End the doubt about a message, once somebody has found out what became of it.

    Args:
        state: Where the message is.
        message_id: Which one.
        verdict: ``"accepted"`` if it arrived, ``"planned"`` if it did not and shall be sent again.
        now: When it was decided.

    Raises:
        DataError: There is no doubt about it.
    """
    with state.transaction() as connection:
        sending_id = messages.resolve(connection, message_id, verdict, now=now)
        if sending_id is None:
            raise DataError(f"message {message_id} is not uncertain: there is nothing to decide")
        if verdict == "planned":
            sendings.reopen(connection, sending_id)


def _not(sending: sendings.Sending, status: str, what: str) -> DataError:
    name = f"{sending.mailing} {sending.occasion}"
    return DataError(f"{name} is {sending.status}: only what is {status} can be {what}")
