"""The tables of a profile: what each is called, and on which page of it people find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from smartcom_kernel.core.block import Lang
from smartcom_kernel.profiles import rows
from smartcom_kernel.profiles.rows import Cells, Changes, Inner
from smartcom_kernel.profiles.words import Words

if TYPE_CHECKING:
    from smartcom_kernel.profiles.profile import Profile

Page = Literal["head", "about", "interests", "purchases", "communication", "metrics"]
"""Where a table stands; what is at the head is seen on all pages."""
PAGES: dict[Page, tuple[str, str]] = {
    "about": ("About", "О клиенте"),
    "interests": ("Interests and visits", "Интересы и визиты"),
    "purchases": ("Purchases", "Покупки"),
    "communication": ("Communication", "Коммуникации"),
    "metrics": ("Metrics", "Метрики"),
}
SHOWN = 10
"""Of what happened, a notebook shows so many rows; the widget shows all that a profile holds."""


@dataclass(frozen=True)
class Section:
    """One table.

    Args:
        page: Where it stands.
        en: Its title and columns in English.
        ru: The same in Russian.
        rows: Its rows.
        more: Columns that depend on the profile.
        inner: A table inside each row.
        changes: What a person may change about each row.
        happened: Whether its rows are what happened, the newest first.
    """

    page: Page
    en: tuple[str, ...]
    ru: tuple[str, ...]
    rows: Callable[[Profile, Words], Cells]
    more: Callable[[Profile, Words], Iterable[str]] = lambda _profile, _words: ()
    inner: Callable[[Profile, Words], Inner] = lambda _profile, _words: ()
    changes: Callable[[Profile, Words], Changes] = lambda _profile, _words: ()
    happened: bool = False

    def title(self, lang: Lang) -> str:
        """What it is called."""
        return (self.ru if lang == "ru" else self.en)[0]

    def head(self, profile: Profile, words: Words) -> list[str]:
        """What its columns are called."""
        return [*(self.ru if words.ru else self.en)[1:], *self.more(profile, words)]


SECTIONS = (
    Section(
        "head",
        ("Contacts", "medium", "contact", "quality", "may we write"),
        ("Контакты", "вид связи", "контакт", "качество", "можно ли писать"),
        rows.contacts,
    ),
    Section("about", ("About", "what", "value"), ("О клиенте", "что", "значение"), rows.attributes),
    Section(
        "about",
        ("Fields of the shop's own", "field", "value"),
        ("Собственные поля", "поле", "значение"),
        rows.custom,
    ),
    Section(
        "about",
        ("Cards", "number", "name", "status", "activated"),
        ("Карты", "номер", "название", "статус", "активна с"),
        rows.cards,
    ),
    Section("metrics", ("RFM", "since", "R", "F", "M", "group"), ("RFM", "с", "R", "F", "M", "группа"), rows.rfm),
    Section(
        "interests",
        ("Interests", "category", "interest"),
        ("Интересы", "категория", "интерес"),
        rows.interests,
        rows.half_life,
    ),
    Section("about", ("Tags", "tag", "since", "until"), ("Метки", "метка", "с", "до"), rows.tags),
    Section(
        "about",
        ("Consents", "medium", "agreed", "source", "when"),
        ("Согласия", "вид связи", "согласие", "источник", "когда"),
        rows.consents,
        changes=rows.consent_changes,
    ),
    Section(
        "about",
        ("Subscriptions", "mailings", "medium", "subscribed", "source", "changed"),
        ("Подписки", "рассылки", "вид связи", "подписка", "источник", "изменена"),
        rows.subscriptions,
        changes=rows.subscription_changes,
    ),
    Section("purchases", ("Points", "what", "value"), ("Баллы", "что", "значение"), rows.points),
    Section(
        "purchases",
        ("Points given by us", "when", "what for", "points", "by whom"),
        ("Баллы, начисленные нами", "когда", "за что", "баллы", "кем"),
        rows.accruals,
        happened=True,
    ),
    Section(
        "metrics",
        ("Scores of models", "model", "score", "as of"),
        ("Оценки моделей", "модель", "оценка", "на момент"),
        rows.scores,
    ),
    Section(
        "purchases",
        ("Last receipts", "when", "where", "total", "what"),
        ("Последние чеки", "когда", "где", "сумма", "что"),
        rows.receipts,
        inner=rows.lines,
        happened=True,
    ),
    Section(
        "purchases",
        ("Promo codes", "code", "group", "issued", "until", "used"),
        ("Промокоды", "код", "группа", "выдан", "до", "использован"),
        rows.promo_codes,
        happened=True,
    ),
    Section(
        "interests",
        ("Abandoned cart", "product", "category", "quantity", "price of one", "cart last changed"),
        ("Брошенная корзина", "товар", "категория", "количество", "цена за штуку", "корзина изменена"),
        rows.cart,
    ),
    Section(
        "interests",
        ("On the site", "when", "event", "what"),
        ("На сайте", "когда", "событие", "что"),
        rows.site,
        happened=True,
    ),
    Section(
        "interests",
        ("Events", "when", "event", "context"),
        ("События", "когда", "событие", "контекст"),
        rows.events,
        happened=True,
    ),
    Section(
        "communication",
        ("Messages", "when", "mailing", "medium", "state", "opened", "clicked"),
        ("Сообщения", "когда", "рассылка", "вид связи", "состояние", "открыто", "переход"),
        rows.messages,
        happened=True,
    ),
    Section(
        "communication",
        ("Campaigns", "entered", "campaign"),
        ("Кампании", "вход", "кампания"),
        rows.campaigns,
        happened=True,
    ),
    Section(
        "communication",
        ("Answers in polls", "when", "poll", "question", "answer", "number"),
        ("Ответы в опросах", "когда", "опрос", "вопрос", "ответ", "оценка"),
        rows.polls,
        happened=True,
    ),
    Section(
        "metrics",
        ("Metrics", "metric", "all time"),
        ("Метрики", "метрика", "за всё время"),
        rows.metrics,
        rows.in_windows,
    ),
)
"""In the order of the page in a notebook."""
