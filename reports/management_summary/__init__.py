"""The one page for management: what the last mailing brought, how sure we are, and who the customers are."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reports.management_summary import charts, data
from reports.management_summary.data import Base, Sent
from reports.management_summary.words import Words, words
from reports.page import Card, render, save
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.money import money
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.wording import day, number, percent, signed_money
from smartcom_kernel.experiments.difference import OutcomeMetric, Verdict
from smartcom_kernel.moment import Moment
from smartcom_kernel.segments.sound import sorted_out
from smartcom_kernel.state.sendings import Sending
from smartcom_kernel.workbench import Workbench


def management_summary(
    wb: Workbench,
    out: Path,
    *,
    sending: Sending | None = None,
    lang: Lang | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the page as one HTML file that needs nothing else.

    All of it is read from the state that the lake is in at the beginning: a load meanwhile changes nothing.

    Args:
        wb: The workbench; customers are shown as of its moment, receipts as far as they are known.
        out: The file to write.
        sending: Whose effect to show; the latest when None.
        lang: Language of the page; the workspace's when None.
        progress: Told each step and how much of it is done, 0 to 1.

    Returns:
        `out`.
    """
    language, moment = lang or wb.settings.language, wb.present
    tables = moment.tables
    tell = progress or (lambda _step, _done: None)
    tell("data", 0)
    chosen = sending or data.latest_sending(wb.state)
    sent = data.sent(wb.state, tables, chosen, currency=wb.settings.currency) if chosen else None
    tell("data", 1)
    tell("charts", 0)
    asked = content(moment, sent, language)
    tell("charts", 1)
    tell("page", 0)
    save(render("management_summary", lang=language, **asked), out)
    tell("page", 1)
    return out


def content(moment: Moment, sent: Sent | None, lang: Lang) -> dict[str, Any]:
    """Everything the template asks for."""
    wb, tables = moment.wb, moment.tables
    said, currency = words(lang), wb.settings.currency
    numbers, result = data.base(tables), moment.rfm()
    sound, faulty = sorted_out(wb.segment_store, tables)
    return {
        "say": said,
        "shop": wb.settings.name,
        "subtitle": _subtitle(moment, numbers, said, lang),
        "verdict": sent.effect.comparison.verdict if sent else "none",
        "badge": said.badges[sent.effect.comparison.verdict] if sent else said.say("nothing_sent"),
        "answers": _answers(sent, currency, said, lang) if sent else [],
        "notices": _notices(sent, said, lang) if sent else [],
        "mailing": _mailing(sent, currency, said, lang) if sent else None,
        "base_cards": _base_cards(numbers, currency, said, lang),
        "base_charts": [
            charts.rfm_chart(result, lang),
            charts.sizes_chart(result, currency, lang),
            charts.revenue_chart(data.revenue_by_month(tables), sent, currency, lang),
        ],
        "segments": charts.segments_table(data.segments(tables, sound), currency, lang),
        "notes": [
            *said.notes,
            _left_out(numbers, said, lang),
            result.describe(lang) + ".",
            *([said.say("not_counted", names=", ".join(faulty))] if faulty else []),
        ],
        "remake": _remake(moment, sent, said),
    }


def _subtitle(moment: Moment, numbers: Base, said: Words, lang: Lang) -> str:
    zone = moment.wb.settings.time_zone
    as_of = day(day_of(moment.as_of, zone), lang)
    if numbers.known_until is None:
        return said.say("no_receipts", as_of=as_of)
    known = day(day_of(numbers.known_until, zone), lang)
    return said.say("subtitle", as_of=as_of, known=known)


def _answers(sent: Sent, currency: str, said: Words, lang: Lang) -> list[tuple[str, str]]:
    """What happened, what it brought, how sure we are."""
    happened = said.say(
        "happened", mailing=sent.mailing.label, on=day(sent.day, lang),
        people=number(sent.people, lang), written=number(sent.written_to, lang), held=number(sent.held_out, lang),
        others=number(sent.people - sent.written_to - sent.held_out, lang),
    )  # fmt: skip
    comparison = sent.effect.comparison
    gain = comparison.gain
    edges = {"low": "–", "high": "–"}
    if gain is not None:
        edges = {k: signed_money(getattr(gain, k), currency, lang, decimals=0) for k in edges}
    sure = said.sure[comparison.verdict].format(**edges)
    return [
        (said.say("what_happened"), happened),
        (said.say("what_it_brought"), _brought(sent, currency, said, lang)),
        (said.say("how_sure"), sure),
    ]


def _brought(sent: Sent, currency: str, said: Words, lang: Lang) -> str:
    comparison, days = sent.effect.comparison, number(sent.effect.within_days, lang)
    if comparison.verdict is Verdict.BROKEN:
        return said.say("brought_unknown")
    decisive, gain = comparison.of(OutcomeMetric.REVENUE), comparison.gain
    people = sum(v.customers for v in comparison.variants)
    if decisive is None or gain is None:
        value = sum(v.revenue for v in comparison.variants) / people if people else 0
        return said.say("brought_no_control", days=days, value=money(value, currency, lang))
    return said.say(
        "brought", days=days, people=number(people, lang), value=decisive.level(decisive.value, lang),
        base=decisive.level(decisive.base_value, lang), gain=signed_money(gain.value, currency, lang, decimals=0),
    )  # fmt: skip


def _notices(sent: Sent, said: Words, lang: Lang) -> list[str]:
    found = []
    if sent.sending.replay and sent.sending.planned_at is not None:
        planned, on = day(day_of(sent.sending.planned_at, sent.effect.zone), lang), day(sent.day, lang)
        found.append(said.say("replay", planned=planned, on=on))
    if sent.in_doubt:
        found.append(said.say("doubt", n=number(sent.in_doubt, lang)))
    if not sent.effect.is_complete:
        found.append(sent.effect.window(lang) + ".")
    return found


def _mailing(sent: Sent, currency: str, said: Words, lang: Lang) -> dict[str, Any]:
    receipts = sum(n for n, _ in sent.credited.values())
    revenue = sum(amount for _, amount in sent.credited.values())
    rule = sent.mailing.attribution
    note = said.say("card_credited_note", n=number(receipts, lang), which=rule.describe(lang))
    if rule.off:
        note = said.say("card_credited_off")
    return {
        "title": said.say("mailing", mailing=sent.mailing.label),
        "cards": [
            Card(said.say("card_people"), number(sent.people, lang)),
            Card(
                said.say("card_written"),
                number(sent.written_to, lang),
                _share(sent.written_to, sent.people, said, lang),
            ),
            Card(said.say("card_control"), number(sent.held_out, lang), _share(sent.held_out, sent.people, said, lang)),
            Card(said.say("card_credited"), money(revenue, currency, lang, decimals=0), note),
        ],
        "effect": charts.effect_chart(sent.effect.comparison, lang),
        "groups": charts.groups_table(sent, currency, lang),
        "window": sent.effect.window(lang),
        "course": charts.course_chart(sent, currency, lang),
        "delivery": charts.delivery_chart(sent, lang),
    }


def _base_cards(numbers: Base, currency: str, said: Words, lang: Lang) -> list[Card]:
    average = money(numbers.revenue / numbers.receipts, currency, lang) if numbers.receipts else "–"
    receipts = said.say("card_receipts", n=number(numbers.receipts, lang))
    if numbers.unknown_receipts:
        receipts = said.say("card_receipts_known", n=number(numbers.receipts, lang))
    return [
        Card(said.say("card_customers"), number(numbers.customers, lang)),
        Card(
            said.say("card_buyers"), number(numbers.buyers, lang), _share(numbers.buyers, numbers.customers, said, lang)
        ),
        Card(said.say("card_revenue"), money(numbers.revenue, currency, lang, decimals=0), receipts),
        Card(said.say("card_receipt"), average),
    ]


def _left_out(numbers: Base, said: Words, lang: Lang) -> str:
    """Which receipts do not count, and how many of them are of unknown customers."""
    if not numbers.unknown_receipts:
        return said.say("left_out")
    receipts, share = number(numbers.unknown_receipts, lang), percent(numbers.unknown_share, lang)
    return said.say("left_out_unknown", n=receipts, share=share)


def _share(part: int, whole: int, said: Words, lang: Lang) -> str:
    return said.say("card_share", share=percent(part / whole, lang)) if whole else ""


def _remake(moment: Moment, sent: Sent | None, said: Words) -> list[tuple[str, str]]:
    wb, as_of, snapshot_id = moment.wb, moment.as_of.isoformat(), moment.tables.snapshot_id
    rfm = wb.settings.rfm
    rows = {
        "snapshot": str(snapshot_id),
        "as_of": as_of,
        "zone": wb.settings.time_zone,
        "rfm": f"period_days={rfm.period_days}, frequency={rfm.frequency}",
    }
    if sent is not None:
        rows["sending"] = f"{sent.sending.mailing} / {sent.sending.occasion}, snapshot {sent.sending.snapshot_id}"
        rows["window"] = f"{sent.effect.since.isoformat()} – {sent.effect.until.isoformat()}"
    if run := os.environ.get("SMARTCOM_RUN_ID"):
        rows["run"] = run
    rows["command"] = f'wb.at("{as_of}", snapshot_id={snapshot_id})'
    rows |= {"made": wb.clock.now().isoformat(timespec="seconds"), "program": f"smartcom {version('smartcom')}"}
    return [(said.remake[key], value) for key, value in rows.items()]
