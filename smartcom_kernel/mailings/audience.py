"""Whom a mailing is for: every member of its segment once, with the variant and the address that fall to them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from smartcom_kernel.consent.contactable import addresses
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.delivery_settings import GlobalControl
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.experiments.assign import assign_with_control
from smartcom_kernel.experiments.global_control import held_out
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.segments.members import members
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.sendings import GLOBAL_CONTROL


@dataclass(frozen=True)
class Staged:
    """An audience that lies beside the messages: under which name, and how many people."""

    attempt: str
    people: int


def audience(
    tables: Tables, mailing: Mailing, *, occasion: str, global_control: GlobalControl | None = None
) -> ir.Table:
    """Every member of the mailing's segment: who they are, which variant, and how to reach them.

    Chance depends on the mailing, the occasion and the customer alone, so asking again gives the same. Whoever is in
    the global control group is in no group of the mailing.

    Returns:
        `customer_id`, `variant`, `medium`, `template`, `address`, `time_zone`; all but the first two empty where there
        is none, or nothing reaches them.

    Raises:
        UnknownName: There is no such segment.
    """
    if mailing.segment not in tables.segments:
        raise UnknownName("segment", mailing.segment, tables.segments)
    grouped = assign_with_control(
        members(tables.segments[mailing.segment], tables), f"{mailing.name}:{occasion}",
        control_share=mailing.control_share, variant_shares=mailing.shares,
    )  # fmt: skip
    media = list(dict.fromkeys(medium for variant in mailing.variants for medium in variant.templates))
    people = grouped.left_join(addresses(tables, media), "customer_id")
    people = people[["customer_id", "variant", "time_zone", *media]]
    if global_control is not None and mailing.is_held_from_global_control:
        out = held_out(people.customer_id, global_control, day_of(tables.as_of, tables.zone))
        people = people.mutate(variant=out.ifelse(GLOBAL_CONTROL, people.variant))
    ways = [
        ((people.variant == variant.name) & people[medium].notnull(), medium, template)
        for variant in mailing.variants
        for medium, template in variant.templates.items()
    ]
    return people.select(
        "customer_id", "variant",
        medium=ibis.cases(*((fits, ibis.literal(medium)) for fits, medium, _ in ways), else_=""),
        template=ibis.cases(*((fits, ibis.literal(template)) for fits, _, template in ways), else_=""),
        address=ibis.cases(*((fits, people[medium]) for fits, medium, _ in ways), else_=""),
        time_zone=people.time_zone.fill_null(""),
    )  # fmt: skip


@contextmanager
def staged(lake: Lake, state: State, who: ir.Table) -> Iterator[Staged]:
    """The audience beside the messages, for as long as the context lasts."""
    attempt = uuid.uuid4().hex
    try:
        yield Staged(attempt, lake.insert_into_state("audience", who.mutate(attempt=ibis.literal(attempt))))
    finally:
        with state.transaction() as connection:
            sendings.clear_audience(connection, attempt)
