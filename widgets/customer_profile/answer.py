"""What the profile of a customer shows, as plain data; all of it is what `wb.profile()` says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.core.wording import day_and_time
from smartcom_kernel.delivery.words import reason_words
from smartcom_kernel.list_actions.change_subscription import ChangeSubscription
from smartcom_kernel.metrics.interest_result import share_and_trend
from smartcom_kernel.profiles.contacts import Contact
from smartcom_kernel.profiles.profile import Profile
from smartcom_kernel.profiles.reader import MOST
from smartcom_kernel.profiles.rows import Change
from smartcom_kernel.profiles.sections import PAGES, SECTIONS, Section
from smartcom_kernel.profiles.timeline import KINDS
from smartcom_kernel.profiles.words import Words


def shown(profile: Profile, lang: Lang) -> dict[str, Any]:
    """Everything, in words."""
    words = Words(lang, profile.zone, profile.currency)
    return {
        "customer_id": profile.customer_id,
        "name": profile.name,
        "sentence": profile.describe(lang),
        "as_of": day_and_time(profile.as_of, profile.zone, lang),
        "contacts": [_contact(contact, lang) for contact in profile.contacts],
        "pages": [
            {"page": page, "title": titles[lang == "ru"], "sections": list(_sections(page, profile, words))}
            for page, titles in PAGES.items()
        ],
        "interests": [_interest(row, lang) for row in profile.interests],
        "kinds": {name: kind.label(lang) for name, kind in KINDS.items()},
        "most": MOST,
        "timeline": [
            {"at": words.value(happening.at), "kind": happening.kind, "text": happening.text}
            for happening in profile.timeline(lang)
        ],
    }


def _contact(contact: Contact, lang: Lang) -> dict[str, Any]:
    quality = ", ".join(filter(None, (contact.quality_word(lang), contact.line_word(lang))))
    return {
        "medium": medium_word(contact.medium, lang),
        "value": contact.value or contact.original,
        "quality": quality,
        "fault": contact.fault,
        "why_not": "" if contact.why_not is None else reason_words(contact.why_not, lang),
    }


def _sections(page: str, profile: Profile, words: Words) -> Iterator[dict[str, Any]]:
    for section in SECTIONS:
        rows = list(section.rows(profile, words)) if section.page == page else []
        if rows:
            yield _table(section, rows, profile, words)


def _table(section: Section, rows: list[tuple[str, ...]], profile: Profile, words: Words) -> dict[str, Any]:
    inner = section.inner(profile, words)
    told = [
        {"cells": list(row), "inner": table or [], "change": _order(change)}
        for row, table, change in zip_longest(rows, inner, section.changes(profile, words))
    ]
    return {"title": section.title(words.lang), "head": section.head(profile, words), "rows": told}


def _order(change: Change | None) -> dict[str, Any] | None:
    """What the browser orders to have a row changed, and what it calls that."""
    if change is None:
        return None
    return {
        "label": change.label,
        "about": change.about,
        "order": {"kind": ChangeSubscription.kind, "fields": dict(change.fields)},
    }


def _interest(row: Any, lang: Lang) -> dict[str, Any]:
    return {
        "name": row["name"],
        "interest": float(row["interest"]),
        "before": float(row["interest_before"]),
        "said": share_and_trend(row, lang),
    }
