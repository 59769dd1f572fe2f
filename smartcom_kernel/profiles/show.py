"""A profile as people read it: one sentence, or a page of small tables."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import number, plural
from smartcom_kernel.metrics.interest_result import share_and_trend
from smartcom_kernel.metrics.rfm_names import group_label
from smartcom_kernel.profiles.sections import SECTIONS, SHOWN
from smartcom_kernel.profiles.words import Words

if TYPE_CHECKING:
    from smartcom_kernel.profiles.profile import Profile


def sentence(profile: Profile, lang: Lang) -> str:
    """Who this is: name, city, purchases, group, interests and tags."""
    return "; ".join(_clauses(profile, lang))


def _clauses(profile: Profile, lang: Lang) -> Iterator[str]:
    who = [profile.customer_id, profile.name, profile.attributes["city"]]
    yield ", ".join(part for part in who if part)
    yield _bought(profile, Words(lang, profile.zone, profile.currency))
    if profile.rfm and profile.rfm[0]["name"]:
        now = profile.rfm[0]
        yield f"{group_label(now['name'], lang)} (R{now['r']} F{now['f']} M{now['m']})"
    if profile.interests:
        said = ", ".join(f"{row['name']} {share_and_trend(row, lang)}" for row in profile.interests[:3])
        yield f"интересы: {said}" if lang == "ru" else f"interested in {said}"
    if profile.tags:
        yield f"{'метки' if lang == 'ru' else 'tags'}: {', '.join(row['tag'] for row in profile.tags)}"


def _bought(profile: Profile, words: Words) -> str:
    n, last = profile.metrics["receipts"], profile.metrics["last_receipt_at"]
    if not n:
        return "покупок нет" if words.ru else "no receipts"
    spent, on = words.money(profile.metrics["revenue"]), words.day(last)
    if words.ru:
        return f"{number(n, words.lang)} {plural(n, 'чек', 'чека', 'чеков')} на {spent}, последний {on}"
    return f"{number(n)} {'receipt' if n == 1 else 'receipts'} for {spent}, the last on {on}"


def html(profile: Profile, lang: Lang) -> str:
    """The sentence, and a table for whatever is known."""
    words = Words(lang, profile.zone, profile.currency)
    parts = [f"<h3>{escape(profile.name or profile.customer_id)}</h3><p>{escape(sentence(profile, lang))}</p>"]
    for section in SECTIONS:
        rows = list(section.rows(profile, words))
        if rows:
            shown = rows[:SHOWN] if section.happened else rows
            title, table = escape(section.title(lang)), html_table([section.head(profile, words), *shown])
            parts.append(f"<h4>{title}</h4>{table}")
    return "".join(parts)
