"""Whatever happened to one customer, of every kind, in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.delivery.words import standing_words
from smartcom_kernel.metrics.rfm_names import group_label
from smartcom_kernel.profiles.rows import bought, place, seen, total
from smartcom_kernel.profiles.words import Words
from smartcom_kernel.state.messages import MessageState

if TYPE_CHECKING:
    from smartcom_kernel.profiles.profile import Profile

Told = Iterator[tuple[datetime | None, str]]


@dataclass(frozen=True)
class Happening:
    """One thing that happened.

    Args:
        at: When.
        kind: A name of `KINDS`.
        text: What, in words.
    """

    at: datetime
    kind: str
    text: str


@dataclass(frozen=True)
class Kind:
    """One kind of thing that happens: what it is called, and all of it in a profile."""

    en: str
    ru: str
    told: Callable[[Profile, Words], Told]

    def label(self, lang: Lang) -> str:
        """What it is called."""
        return self.ru if lang == "ru" else self.en


def timeline(profile: Profile, words: Words) -> list[Happening]:
    """All of it, the newest first."""
    every = (
        Happening(at, name, text)
        for name, kind in KINDS.items()
        for at, text in kind.told(profile, words)
        if at is not None
    )
    return sorted(every, key=lambda happening: happening.at, reverse=True)


def _receipts(profile: Profile, words: Words) -> Told:
    for receipt in profile.receipts:
        said = (total(receipt, words), place(receipt), bought(receipt["lines"], words))
        yield receipt["issued_at"], " · ".join(filter(None, said))


def _site(profile: Profile, words: Words) -> Told:  # noqa: ARG001
    for event in profile.site_events:
        yield event["occurred_at"], " · ".join(filter(None, (event["name"], seen(event))))


def _events(profile: Profile, words: Words) -> Told:  # noqa: ARG001
    for event in profile.events:
        yield event["occurred_at"], " · ".join(filter(None, (event["name"], event["context"])))


def _messages(profile: Profile, words: Words) -> Told:
    for message in profile.messages:
        standing = standing_words(MessageState(message["state"]), message["reason"], words.lang)
        yield (
            message["happened_at"],
            f"{message['mailing']} · {medium_word(message['medium'], words.lang)} · {standing}",
        )


def _reactions(profile: Profile, words: Words) -> Told:
    for message in profile.messages:
        yield message["opened_at"], f"{'открыто' if words.ru else 'opened'}: {message['mailing']}"
        yield message["clicked_at"], f"{'переход' if words.ru else 'clicked'}: {message['mailing']}"


def _campaigns(profile: Profile, words: Words) -> Told:
    for entry in profile.campaign_entries:
        yield entry["entered_at"], f"{'вход' if words.ru else 'entered'}: {entry['campaign']}"


def _promo_codes(profile: Profile, words: Words) -> Told:
    for code in profile.promo_codes:
        called = " · ".join(filter(None, (code["code"], code["promo_group"])))
        yield code["issued_at"], f"{'выдан' if words.ru else 'issued'}: {called}"
        yield code["used_at"], f"{'использован' if words.ru else 'used'}: {called}"


def _polls(profile: Profile, words: Words) -> Told:
    for answer in profile.poll_answers:
        said = (answer["poll"], answer["question"], answer["option"], words.value(answer["score"]))
        yield answer["answered_at"], " · ".join(filter(None, said))


def _tags(profile: Profile, words: Words) -> Told:  # noqa: ARG001
    return ((tag["set_at"], tag["tag"]) for tag in profile.tags)


def _accruals(profile: Profile, words: Words) -> Told:
    return ((row["accrued_at"], f"{words.value(row['amount'])} · {row['occasion']}") for row in profile.accruals)


def _consents(profile: Profile, words: Words) -> Told:
    for word in profile.consents:
        granted = ("согласие" if words.ru else "agreed") if word["granted"] else ("отказ" if words.ru else "refused")
        yield word["recorded_at"], f"{medium_word(word['medium'], words.lang)}: {granted}"
    for row in profile.subscriptions:
        if row["changed_at"] is not None:
            en, ru = ("subscribed", "подписка") if row["active"] else ("unsubscribed", "отписка")
            yield (
                row["changed_at"],
                f"{medium_word(row['medium'], words.lang)}, {row['title']}: {ru if words.ru else en}",
            )


def _rfm(profile: Profile, words: Words) -> Told:
    for row in profile.rfm:
        if row["name"]:
            yield row["as_of"], f"{group_label(row['name'], words.lang)} · R{row['r']} F{row['f']} M{row['m']}"


KINDS: dict[str, Kind] = {
    "receipt": Kind("receipts", "чеки", _receipts),
    "site": Kind("on the site", "на сайте", _site),
    "event": Kind("events", "события", _events),
    "message": Kind("messages", "сообщения", _messages),
    "reaction": Kind("reactions", "реакции", _reactions),
    "campaign": Kind("campaigns", "кампании", _campaigns),
    "promo_code": Kind("promo codes", "промокоды", _promo_codes),
    "poll": Kind("polls", "опросы", _polls),
    "tag": Kind("tags", "метки", _tags),
    "accrual": Kind("points", "баллы", _accruals),
    "consent": Kind("consents", "согласия", _consents),
    "rfm": Kind("RFM", "RFM", _rfm),
}
"""In the order in which they are offered."""
