"""Planning a mailing: one row for everybody, in one transaction, once for each occasion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.delivery_settings import GlobalControl
from smartcom_kernel.core.errors import DataError, Fault, SpecError, Words, hint
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.experiments.assign import CONTROL
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.audience import audience, staged
from smartcom_kernel.mailings.plan_report import PlanReport, plan_report
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Terms
from smartcom_kernel.state.sendings import TERMS, Copy, Sending, SendingStatus
from smartcom_kernel.templates.template import Template

STALE_AFTER = timedelta(days=2)
"""From this age on, what is known of customers is too old to write to them."""


def plan(
    lake: Lake,
    state: State,
    tables: Tables,
    mailing: Mailing,
    *,
    occasion: str,
    templates: Mapping[str, Template],
    now: datetime,
    replay: bool = False,
    terms: Terms = TERMS,
    global_control: GlobalControl | None = None,
    attachments: Mapping[str, Any] | None = None,
    copies: Sequence[Copy] = (),
) -> PlanReport:
    """Plan a mailing for an occasion: everybody in its segment gets one row that says what will happen and why.

    The rows appear all at once or not at all. Planning the same occasion again, also after a crash at any moment,
    completes what is missing and changes nothing that is there.

    Args:
        lake: Where the customers are.
        state: Where the messages go.
        tables: The lake at the moment the mailing speaks of, with the saved segments.
        mailing: What to plan.
        occasion: What makes this execution the one it is, such as ``"2017-10"``.
        templates: The saved templates; those the mailing uses are recorded with it.
        now: When it is planned.
        replay: Whether it rehearses on history: then data may be of any age, and everything counts from their moment.
        terms: What it asks of people.
        global_control: The global control group; there is none when None.
        attachments: The files that go with its e-mails, as `Enclosures.keep` gives them.
        copies: What observers get of it.

    Raises:
        DataError: The tables speak of a moment long ago, and it is no replay.
        SpecError: The mailing names templates that do not exist or are for another medium, or is credited with receipts
            of days that are over.
        UnknownName: There is no such segment.
    """
    check_templates(mailing, templates)
    spec = recorded(mailing, templates, attachments)
    with state.transaction() as connection:
        earlier = sendings.find(connection, mailing.name, occasion)
    if earlier is not None and earlier.status is not SendingStatus.PLANNING:
        return plan_report(state, earlier.sending_id, already=True, spec=spec)
    if not replay:
        _check_age(tables, now)
    if earlier is None:
        check_dates(mailing, tables.as_of if replay else max(now, mailing.starts_at or now), tables.zone)
    who = audience(tables, mailing, occasion=occasion, global_control=global_control)
    at: dict[str, Any] = {
        "spec": spec, "as_of": tables.as_of, "snapshot_id": tables.snapshot_id, "replay": replay,
    }  # fmt: skip
    with state.transaction() as connection:
        sending = sendings.begin(connection, mailing=mailing.name, occasion=occasion, **at)
    times = {} if replay else {"starts_at": mailing.starts_at, "lifetime": mailing.lifetime}
    planned = _fill(lake, state, sending, who, {**at, **times, "terms": terms, "now": now, "copies": copies})
    return plan_report(state, sending.sending_id, already=not planned, spec=spec)


def check_dates(mailing: Mailing, begin: datetime, zone: str) -> None:
    """Refuse a mailing that would be credited with receipts of days that are over before it starts.

    Raises:
        SpecError: They are.
    """
    rule, first = mailing.attribution, day_of(begin, zone)
    if rule.until is not None and rule.until < first and not rule.off:
        why = Words(
            f"{rule.until} is before the first messages, {first}: no receipt could be owed to it",
            f"{rule.until} раньше первых сообщений, {first}: ни один чек не мог бы к ней относиться",
        )
        raise SpecError.single(f"mailing {mailing.name!r}", why, "attribution", "until")


def check_templates(mailing: Mailing, templates: Mapping[str, Template]) -> None:
    """Refuse a mailing whose templates cannot be used.

    Raises:
        SpecError: With every template that does not exist or is for another medium.
    """
    faults = []
    for n, variant in enumerate(mailing.variants):
        for medium, name in variant.templates.items():
            path = ("variants", n, "templates", medium)
            if name not in templates:
                faults.append(Fault(path, f"there is no template called {name!r}{hint(name, templates)}"))
            elif templates[name].medium != medium:
                faults.append(Fault(path, f"the template {name!r} is for {templates[name].medium}, not for {medium}"))
    if faults:
        raise SpecError(f"mailing {mailing.name!r}", faults)


def check_senders(mailing: Mailing, channels: Mapping[str, Channel]) -> None:
    """Refuse a mailing whose e-mails would come from an address that their channel may not send from.

    Raises:
        SpecError: With every such sender.
    """
    channel = channels.get("email")
    faults = [
        Fault(("variants", n, "sender"), f"{variant.sender} is of none of the domains of the channel for e-mails")
        for n, variant in enumerate(mailing.variants)
        if variant.sender and channel is not None and not channel.may_send_as(variant.sender)
    ]
    if faults:
        raise SpecError(f"mailing {mailing.name!r}", faults)


def category_fault(category: str, categories: Mapping[str, MailingCategory]) -> Words | None:
    """Why a mailing cannot be of a category, or None when it can."""
    if not category:
        return None
    if category not in categories:
        return Words(
            f"there is no category called {category!r}{hint(category, categories)}",
            f"нет категории рассылок {category!r}{hint(category, categories, 'ru')}",
        )
    if not categories[category].active:
        return Words(f"the category {category!r} is not active", f"категория рассылок {category!r} не действует")
    return None


def check_category(mailing: Mailing, categories: Mapping[str, MailingCategory]) -> None:
    """Refuse a mailing whose category cannot be used.

    Raises:
        SpecError: There is no such category, or it is not active.
    """
    fault = category_fault(mailing.category, categories)
    if fault is not None:
        raise SpecError.single(f"mailing {mailing.name!r}", fault, "category")


def recorded(
    mailing: Mailing, templates: Mapping[str, Template], attachments: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What is kept with a sending, so that what was planned is what is sent, and can be read years later."""
    used = {name: templates[name] for name in sorted(mailing.template_names())}
    return {
        "mailing": mailing.to_data(),
        "templates": {name: template.to_record() for name, template in used.items()},
        "versions": {name: fingerprint(template.to_data()) for name, template in used.items()},
        **({"attachments": dict(attachments)} if attachments else {}),
    }


def _check_age(tables: Tables, now: datetime) -> None:
    age = now - tables.as_of
    if age > STALE_AFTER:
        raise DataError(
            f"the numbers speak of {day_of(tables.as_of, tables.zone)}, {age.days} days ago: "
            "refresh first, or say replay=True (--replay) for a rehearsal on history"
        )


def _fill(lake: Lake, state: State, sending: Sending, who: ir.Table, at: Mapping[str, Any]) -> bool:
    with staged(lake, state, who) as stage, state.transaction() as connection:
        return sendings.complete(
            connection, sending.sending_id, attempt=stage.attempt, staged=stage.people, control=CONTROL, **at
        )  # fmt: skip
