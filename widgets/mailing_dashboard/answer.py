"""What the dashboard of mailings shows, as plain data; all numbers are those of `wb.mailings`."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import amount, day, number
from smartcom_kernel.mailings.calendar import COLOURS, DAYS, OTHER, TWICE, MailingCalendar
from smartcom_kernel.mailings.listing import HEADS, MailingLine, MailingList
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.workbench import Workbench
from widgets.mailing_dashboard.acts import offered

SORTED_BY = (
    "status", "title", "mailing", None, "created_at", "at", "receipts", "revenue", "recipients", "sent", "delivered",
    "opened", "clicked",
)  # fmt: skip
"""The column behind each head; what nothing is sorted by is None."""


def one(line: MailingLine, files: Container[str], lang: Lang) -> dict[str, Any]:
    """A mailing with what can be done with it, and how far it is."""
    return {
        "mailing": line.mailing,
        "occasion": line.occasion,
        "title": line.title,
        "status": line.status.value,
        "says": line.status.words(lang),
        "why": line.why,
        "acts": offered(line, has_file=line.mailing in files),
        "isPlanned": line.sending_id is not None,
        "done": line.recipients - line.open,
        "recipients": line.recipients,
    }


def listing(found: MailingList, files: Container[str], lang: Lang) -> dict[str, Any]:
    """A page of the list."""
    heads = [{"column": column, "title": title} for column, title in zip(SORTED_BY, HEADS[lang], strict=True)]
    return {
        "summary": found.summary(lang),
        "heads": heads,
        "lines": [{**one(line, files, lang), "cells": line.cells(found.currency, found.zone, lang)} for line in found],
        "page": found.page,
        "pages": found.pages,
    }


def month(found: MailingCalendar, files: Container[str], lang: Lang) -> dict[str, Any]:
    """A month as weeks of days."""
    days = [
        {
            "on": day.on.isoformat(),
            "day": day.on.day,
            "inside": day.on.month == found.first.month,
            "twice": TWICE[lang].format(people=number(day.twice, lang)) if day.twice else "",
            "lines": [
                {**one(line, files, lang), "said": found.says(line, lang), "colour": _colour(line)}
                for line in day.lines
            ],
        }
        for day in found
    ]
    before, after = found.first - timedelta(days=1), found.first + timedelta(days=31)
    return {
        "title": found.title(lang),
        "heads": list(DAYS[lang]),
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
    }


def _colour(line: MailingLine) -> str:
    return COLOURS.get(next(iter(line.media), ""), OTHER)


def told(wb: Workbench, mailing: str, occasion: str, lang: Lang) -> dict[str, Any]:
    """What became of everybody a sending meant to reach, and what it brought."""
    report = wb.mailings.report(mailing, occasion=occasion)
    head, *lines = report.describe(lang).splitlines()
    effect = wb.mailings.effect(mailing, occasion=occasion)
    days = wb.mailings.credited_by_day(mailing, occasion=occasion)
    highest = float(days["revenue"].max()) if len(days) else 0.0
    return {
        "head": head,
        "lines": [_halves(line) for line in lines],
        "effect": effect.describe(lang).splitlines(),
        "rule": Mailing.of(effect.sending).attribution.describe(lang),
        "errors": wb.mailings.errors(mailing, occasion=occasion).rows(lang),
        "days": [
            {
                "day": _day(on, lang),
                "receipts": number(receipts, lang),
                "revenue": amount(revenue, wb.settings.currency, lang),
                "share": float(revenue) / highest if highest else 0.0,
            }
            for on, receipts, revenue in zip(days["day"], days["receipts"], days["revenue"], strict=True)
        ],
    }


def _day(on: date, lang: Lang) -> str:
    return day(on, lang)


def _halves(line: str) -> list[str]:
    said, _, people = line.strip().rpartition(": ")
    return [said, people]
