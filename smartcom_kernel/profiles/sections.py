"""The tables of a profile as people read it: one section, one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smartcom_kernel.consent.imported import SOURCE
from smartcom_kernel.core.wording import percent
from smartcom_kernel.delivery.words import reason_words, standing_words
from smartcom_kernel.lake.contracts import CUSTOMERS, POINTS_BALANCES
from smartcom_kernel.metrics.aggregates import MEDIA
from smartcom_kernel.metrics.interest_result import days_ago, trend_word
from smartcom_kernel.metrics.metric import window_words
from smartcom_kernel.metrics.rfm_names import group_label
from smartcom_kernel.profiles.words import Words
from smartcom_kernel.state.messages import MessageState

if TYPE_CHECKING:
    from smartcom_kernel.profiles.profile import Profile

Cells = Iterable[tuple[str, ...]]
NAMED = 6
"""Lines of a receipt that are named."""


@dataclass(frozen=True)
class Section:
    """One table: its title and columns in English and Russian, its rows, and columns that depend on the profile."""

    en: tuple[str, ...]
    ru: tuple[str, ...]
    rows: Callable[[Profile, Words], Cells]
    more: Callable[[Profile, Words], Iterable[str]] = lambda _profile, _words: ()


def _contacts(profile: Profile, words: Words) -> Cells:
    for contact in profile.contacts:
        said = (contact.quality_word(words.lang), contact.line_word(words.lang))
        allowed = words.value(True) if contact.why_not is None else reason_words(contact.why_not, words.lang)
        yield MEDIA[contact.medium], contact.value or contact.original, ", ".join(filter(None, said)), allowed


def _attributes(profile: Profile, words: Words) -> Cells:
    known = {name: value for name, value in profile.attributes.items() if value is not None}
    return (((CUSTOMERS[n].ru if words.ru else CUSTOMERS[n].en), words.value(v)) for n, v in known.items())


def _cards(profile: Profile, words: Words) -> Cells:
    columns = ("card_number", "name", "status", "activated_at")
    return (tuple(words.value(card[c]) for c in columns) for card in profile.cards)


def _rfm(profile: Profile, words: Words) -> Cells:
    for row in profile.rfm:
        group = group_label(row["name"], words.lang) if row["name"] else "—"
        yield (words.value(row["as_of"]), *(words.value(row[axis]) for axis in "rfm"), group)


def _interests(profile: Profile, words: Words) -> Cells:
    for row in profile.interests:
        now, before = (percent(row[c], words.lang, decimals=0) for c in ("interest", "interest_before"))
        yield row["name"], now, before, trend_word(row["trend"], words.lang)


def _half_life(profile: Profile, words: Words) -> Iterable[str]:
    return days_ago(profile.half_life_days, words.lang), "изменение" if words.ru else "trend"


def _windows(profile: Profile) -> list[int]:
    return sorted({m.within_days for m in profile.known_metrics.values() if m.within_days is not None})


def _in_windows(profile: Profile, words: Words) -> Iterable[str]:
    return (window_words(days, words.lang) for days in _windows(profile))


def _metrics(profile: Profile, words: Words) -> Cells:
    said: dict[str, dict[int | None, str]] = {}
    for name, metric in profile.known_metrics.items():
        of_all_time = metric.model_copy(update={"within_days": None})
        value = profile.names.get(name) or words.metric(metric, profile.metrics[name])
        said.setdefault(of_all_time.label(words.lang), {})[metric.within_days] = value
    for label, values in said.items():
        if any(values.values()):
            yield label, *(values.get(days, "") for days in [None, *_windows(profile)])


def _receipts(profile: Profile, words: Words) -> Cells:
    for receipt in profile.receipts:
        cancelled = receipt["status"] == "cancelled"
        total = words.money(receipt["total"]) + ((" (отменён)" if words.ru else " (cancelled)") if cancelled else "")
        yield words.value(receipt["issued_at"]), _place(receipt), total, _bought(receipt["lines"], words)


def _place(receipt: Mapping[str, Any]) -> str:
    return receipt["store"] or receipt["store_id"] or receipt["channel"] or ""


def _bought(lines: list[Mapping[str, Any]], words: Words) -> str:
    named = [f"{line['product'] or line['product_id']} × {words.value(line['quantity'])}" for line in lines[:NAMED]]
    more = len(lines) - NAMED
    rest = [f"и ещё {more}" if words.ru else f"and {more} more"] if more > 0 else []
    return ", ".join([*named, *rest])


def _site(profile: Profile, words: Words) -> Cells:
    for event in profile.site_events:
        about = event["product"] or event["product_id"] or event["category"] or event["page"] or ""
        yield words.value(event["occurred_at"]), event["name"], about


def _events(profile: Profile, words: Words) -> Cells:
    return ((words.value(e["occurred_at"]), e["name"], e["context"] or "") for e in profile.events)


def _messages(profile: Profile, words: Words) -> Cells:
    for message in profile.messages:
        standing = standing_words(MessageState(message["state"]), message["reason"], words.lang)
        reacted = (words.value(message[at]) for at in ("opened_at", "clicked_at"))
        yield (
            words.value(message["happened_at"]), f"{message['mailing']} ({message['occasion']})",
            _medium(message), standing, *reacted,
        )  # fmt: skip


def _medium(row: Mapping[str, Any]) -> str:
    return MEDIA.get(row["medium"]) or str(row["medium"])


def _tags(profile: Profile, words: Words) -> Cells:
    return ((t["tag"], words.value(t["set_at"]), words.value(t["expires_at"])) for t in profile.tags)


def _consents(profile: Profile, words: Words) -> Cells:
    for word in profile.consents:
        source = "загрузка" if words.ru and word["source"] == SOURCE else word["source"]
        yield _medium(word), words.value(word["granted"]), source, words.value(word["recorded_at"])


def _points(profile: Profile, words: Words) -> Cells:
    for column in POINTS_BALANCES.columns[1:]:
        value = None if profile.points is None else profile.points[column.name]
        if value is not None:
            yield column.ru if words.ru else column.en, words.value(value)


def _scores(profile: Profile, words: Words) -> Cells:
    for score in profile.scores:
        said = words.score(score["model"], score["score"], profile.model_card(score["model"]))
        yield score["model"], said, words.value(score["as_of"])


SECTIONS = (
    Section(
        ("Contacts", "medium", "contact", "quality", "may we write"),
        ("Контакты", "вид связи", "контакт", "качество", "можно ли писать"),
        _contacts,
    ),
    Section(("About", "what", "value"), ("О клиенте", "что", "значение"), _attributes),
    Section(
        ("Cards", "number", "name", "status", "activated"),
        ("Карты", "номер", "название", "статус", "активна с"),
        _cards,
    ),
    Section(("RFM", "since", "R", "F", "M", "group"), ("RFM", "с", "R", "F", "M", "группа"), _rfm),
    Section(
        ("Interests", "category", "interest"),
        ("Интересы", "категория", "интерес"),
        _interests,
        _half_life,
    ),
    Section(("Tags", "tag", "since", "until"), ("Метки", "метка", "с", "до"), _tags),
    Section(
        ("Consents", "medium", "agreed", "source", "when"),
        ("Согласия", "вид связи", "согласие", "источник", "когда"),
        _consents,
    ),
    Section(("Points", "what", "value"), ("Баллы", "что", "значение"), _points),
    Section(
        ("Scores of models", "model", "score", "as of"), ("Оценки моделей", "модель", "оценка", "на момент"), _scores
    ),
    Section(
        ("Last receipts", "when", "where", "total", "what"),
        ("Последние чеки", "когда", "где", "сумма", "что"),
        _receipts,
    ),
    Section(("On the site", "when", "event", "what"), ("На сайте", "когда", "событие", "что"), _site),
    Section(("Events", "when", "event", "context"), ("События", "когда", "событие", "контекст"), _events),
    Section(
        ("Messages", "when", "mailing", "medium", "state", "opened", "clicked"),
        ("Сообщения", "когда", "рассылка", "вид связи", "состояние", "открыто", "переход"),
        _messages,
    ),
    Section(("Metrics", "metric", "all time"), ("Метрики", "метрика", "за всё время"), _metrics, _in_windows),
)
"""In the order of the page."""
