"""The rows of each table of a profile, as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smartcom_kernel.consent.imported import SOURCE
from smartcom_kernel.core.section import MEDIA, medium_word
from smartcom_kernel.core.wording import percent
from smartcom_kernel.delivery.words import reason_words, standing_words
from smartcom_kernel.lake.columns import CUSTOM
from smartcom_kernel.lake.contracts import CUSTOMERS, POINTS_BALANCES
from smartcom_kernel.lake.tables import CANCELLED
from smartcom_kernel.metrics.interest_result import days_ago, trend_word
from smartcom_kernel.metrics.metric import window_words
from smartcom_kernel.metrics.rfm_names import group_label
from smartcom_kernel.profiles.words import Words
from smartcom_kernel.state.messages import MessageState

if TYPE_CHECKING:
    from smartcom_kernel.profiles.profile import Profile

Cells = Iterable[tuple[str, ...]]
Inner = Iterable[list[list[str]]]
"""A small table for each row, its first row the head; an empty one where there is none."""


@dataclass(frozen=True)
class Change:
    """The opposite word about a medium, or about a category in it.

    Args:
        label: What it does.
        about: To what, in words.
        fields: What the list action `change_subscription` is told.
    """

    label: str
    about: str
    fields: Mapping[str, str]


Changes = Iterable[Change | None]
"""What can be changed about each row; None where nothing can."""
WARNING = "⚠ "
"""Stands before the quality of a contact that is missing or of no use."""
NAMED = 6
"""Lines of a receipt that are named."""


def contacts(profile: Profile, words: Words) -> Cells:
    """Each contact, with a sign before the quality of one that is missing or of no use."""
    for contact in profile.contacts:
        sign = WARNING if contact.fault else ""
        said = (contact.quality_word(words.lang), contact.line_word(words.lang))
        allowed = words.value(True) if contact.why_not is None else reason_words(contact.why_not, words.lang)
        medium, value = medium_word(contact.medium, words.lang), contact.value or contact.original
        yield medium, value, sign + ", ".join(filter(None, said)), allowed


def attributes(profile: Profile, words: Words) -> Cells:
    """What is known of the columns of `customers`."""
    known = {name: value for name, value in profile.attributes.items() if value is not None and name != CUSTOM.name}
    return (((CUSTOMERS[n].ru if words.ru else CUSTOMERS[n].en), words.value(v)) for n, v in known.items())


def custom(profile: Profile, words: Words) -> Cells:
    """The shop's own fields."""
    return ((name, words.plain(value)) for name, value in profile.custom.items())


def cards(profile: Profile, words: Words) -> Cells:
    """Each card."""
    columns = ("card_number", "name", "status", "activated_at")
    return (tuple(words.value(card[c]) for c in columns) for card in profile.cards)


def rfm(profile: Profile, words: Words) -> Cells:
    """RFM scores, and since when they hold."""
    for row in profile.rfm:
        group = group_label(row["name"], words.lang) if row["name"] else "—"
        yield (words.value(row["as_of"]), *(words.value(row[axis]) for axis in "rfm"), group)


def interests(profile: Profile, words: Words) -> Cells:
    """Interests now and a half life ago."""
    for row in profile.interests:
        now, before = (percent(row[c], words.lang, decimals=0) for c in ("interest", "interest_before"))
        yield row["name"], now, before, trend_word(row["trend"], words.lang)


def half_life(profile: Profile, words: Words) -> Iterable[str]:
    """When before was."""
    return days_ago(profile.half_life_days, words.lang), "изменение" if words.ru else "trend"


def _windows(profile: Profile) -> list[int]:
    return sorted({m.within_days for m in profile.known_metrics.values() if m.within_days is not None})


def in_windows(profile: Profile, words: Words) -> Iterable[str]:
    """A column for each window of metrics."""
    return (window_words(days, words.lang) for days in _windows(profile))


def metrics(profile: Profile, words: Words) -> Cells:
    """A row per metric, all time first."""
    said: dict[str, dict[int | None, str]] = {}
    for name, metric in profile.known_metrics.items():
        of_all_time = metric.model_copy(update={"within_days": None})
        value = profile.names.get(name) or words.metric(metric, profile.metrics[name])
        said.setdefault(of_all_time.label(words.lang), {})[metric.within_days] = value
    for label, values in said.items():
        if any(values.values()):
            yield label, *(values.get(days, "") for days in [None, *_windows(profile)])


def receipts(profile: Profile, words: Words) -> Cells:
    """Each receipt, with the first of what was bought."""
    for receipt in profile.receipts:
        what = bought(receipt["lines"], words)
        yield words.value(receipt["issued_at"]), place(receipt), total(receipt, words), what


def total(receipt: Mapping[str, Any], words: Words) -> str:
    """The amount of a receipt, and whether it was cancelled."""
    cancelled = receipt["status"] == CANCELLED
    return words.money(receipt["total"]) + ((" (отменён)" if words.ru else " (cancelled)") if cancelled else "")


def lines(profile: Profile, words: Words) -> Inner:
    """The lines of each receipt."""
    head = ["товар", "категория", "количество", "сумма"] if words.ru else ["product", "category", "quantity", "amount"]
    for receipt in profile.receipts:
        told = [_line(line, words) for line in receipt["lines"]]
        yield [head, *told] if told else []


def _line(line: Mapping[str, Any], words: Words) -> list[str]:
    return [*_about(line, words), words.money(line["amount"])]


def _about(row: Mapping[str, Any], words: Words) -> tuple[str, str, str]:
    """The product, its category and how many."""
    product, category = row["product"] or row["product_id"], row["category"] or row["category_id"] or ""
    return product, category, words.value(row["quantity"])


def promo_codes(profile: Profile, words: Words) -> Cells:
    """Each promo code that was issued."""
    for code in profile.promo_codes:
        when = (words.value(code[at]) for at in ("issued_at", "expires_at", "used_at"))
        yield code["code"], code["promo_group"] or "", *when


def place(receipt: Mapping[str, Any]) -> str:
    """Where a receipt was issued."""
    return receipt["store"] or receipt["store_id"] or receipt["channel"] or ""


def bought(lines: list[Mapping[str, Any]], words: Words) -> str:
    """The first lines of a receipt, and how many more there are."""
    named = [f"{line['product'] or line['product_id']} × {words.value(line['quantity'])}" for line in lines[:NAMED]]
    more = len(lines) - NAMED
    rest = [f"и ещё {more}" if words.ru else f"and {more} more"] if more > 0 else []
    return ", ".join([*named, *rest])


def cart(profile: Profile, words: Words) -> Cells:
    """Each product in an abandoned cart."""
    for row in profile.cart:
        price = "" if row["price"] is None else words.money(row["price"])
        product, category, quantity = _about(row, words)
        yield product, category, quantity, price, words.value(row["touched_at"])


def site(profile: Profile, words: Words) -> Cells:
    """What was done on the site."""
    for event in profile.site_events:
        yield words.value(event["occurred_at"]), event["name"], seen(event)


def seen(event: Mapping[str, Any]) -> str:
    """What an event on the site was about."""
    return event["product"] or event["product_id"] or event["category"] or event["page"] or ""


def events(profile: Profile, words: Words) -> Cells:
    """Each event."""
    return ((words.value(e["occurred_at"]), e["name"], e["context"] or "") for e in profile.events)


def messages(profile: Profile, words: Words) -> Cells:
    """Each message, what became of it, and what the customer did with it."""
    for message in profile.messages:
        standing = standing_words(MessageState(message["state"]), message["reason"], words.lang)
        reacted = (words.value(message[at]) for at in ("opened_at", "clicked_at"))
        yield (
            words.value(message["happened_at"]), f"{message['mailing']} ({message['occasion']})",
            medium_word(message["medium"], words.lang), standing, *reacted,
        )  # fmt: skip


def tags(profile: Profile, words: Words) -> Cells:
    """Each tag."""
    return ((t["tag"], words.value(t["set_at"]), words.value(t["expires_at"])) for t in profile.tags)


def consents(profile: Profile, words: Words) -> Cells:
    """The newest word about each medium, or what silence counts as."""
    for word in _of_each_medium(profile):
        medium, recorded_at = medium_word(word["medium"], words.lang), words.value(word["recorded_at"])
        yield medium, words.value(word["granted"]), _source(word, words), recorded_at


def _of_each_medium(profile: Profile) -> Iterable[Mapping[str, Any]]:
    said = {word["medium"]: word for word in profile.consents}
    silence = {"granted": profile.consent_default, "source": "", "recorded_at": None}
    return (said.get(medium, {"medium": medium, **silence}) for medium in MEDIA)


def subscriptions(profile: Profile, words: Words) -> Cells:
    """Each category of mailings through each medium."""
    for row in profile.subscriptions:
        active, changed_at = words.value(row["active"]), words.value(row["changed_at"])
        yield row["title"], medium_word(row["medium"], words.lang), active, _source(row, words), changed_at


def consent_changes(profile: Profile, words: Words) -> Changes:
    """To allow what is forbidden, and the other way round."""
    labels = ("Разрешить", "Запретить") if words.ru else ("Allow", "Forbid")
    for word in _of_each_medium(profile):
        yield _change(
            labels, word["granted"], medium_word(word["medium"], words.lang), {"medium": word["medium"]}, words
        )


def subscription_changes(profile: Profile, words: Words) -> Changes:
    """To subscribe and to unsubscribe; to a category that is gone nobody can subscribe."""
    labels = ("Подписать", "Отписать") if words.ru else ("Subscribe", "Unsubscribe")
    for row in profile.subscriptions:
        fields = {"medium": row["medium"], "category": row["category"]}
        about = f"{row['title']}, {medium_word(row['medium'], words.lang)}"
        yield _change(labels, row["active"], about, fields, words) if row["known"] or row["active"] else None


def _change(labels: tuple[str, str], granted: bool, about: str, fields: Mapping[str, str], words: Words) -> Change:
    source = "профиль клиента" if words.ru else "customer profile"
    return Change(labels[granted], about, {**fields, "word": "no" if granted else "yes", "source": source})


def _source(word: Mapping[str, Any], words: Words) -> str:
    """How we know; nothing was said where there is no source."""
    if not word["source"]:
        return "по умолчанию" if words.ru else "by default"
    return "загрузка" if words.ru and word["source"] == SOURCE else str(word["source"])


def campaigns(profile: Profile, words: Words) -> Cells:
    """Each entry into a campaign."""
    return ((words.value(entry["entered_at"]), entry["campaign"]) for entry in profile.campaign_entries)


def polls(profile: Profile, words: Words) -> Cells:
    """Each answer in a poll."""
    for answer in profile.poll_answers:
        said = (answer[part] or "" for part in ("poll", "question", "option"))
        yield words.value(answer["answered_at"]), *said, words.value(answer["score"])


def points(profile: Profile, words: Words) -> Cells:
    """Loyalty points."""
    for column in POINTS_BALANCES.columns[1:]:
        value = None if profile.points is None else profile.points[column.name]
        if value is not None:
            yield column.ru if words.ru else column.en, words.value(value)


def accruals(profile: Profile, words: Words) -> Cells:
    """Points that we gave."""
    for row in profile.accruals:
        yield words.value(row["accrued_at"]), row["occasion"], words.value(row["amount"]), row["source"]


def scores(profile: Profile, words: Words) -> Cells:
    """What models said."""
    for score in profile.scores:
        said = words.score(score["model"], score["score"], profile.model_card(score["model"]))
        yield score["model"], said, words.value(score["as_of"])
