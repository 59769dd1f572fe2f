"""What the message editor draws its fields and its lists of variables and filters from; no field is known to it."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.templates.filters import Filters, Habits
from smartcom_kernel.templates.template import KINDS
from smartcom_kernel.templates.variables import ITEM, Variable, catalogue

LONG = {"html", "mjml", "text"}
LABELS: dict[str, tuple[str, str]] = {
    "subject": ("Subject", "Тема"),
    "preheader": ("Preheader", "Прехедер"),
    "mjml": ("E-mail as MJML", "Письмо в MJML"),
    "html": ("E-mail as HTML", "Письмо в HTML"),
    "text": ("Text", "Текст"),
    "email.text": ("Plain text; made of the e-mail where it is empty", "Простой текст; пустой получается из письма"),
    "title": ("Title", "Заголовок"),
    "image_url": ("Address of a picture", "Адрес картинки"),
    "link_url": ("What a tap opens", "Что открывает нажатие"),
    "messenger.link_url": ("The page that the button opens", "Страница, которую открывает кнопка"),
    "link_text": ("Words of the button", "Надпись на кнопке"),
    "call.title": ("What the call is about", "О чём звонок"),
    "call.text": ("What the operator should say", "Что сказать оператору"),
}
GROUPS: dict[str, tuple[str, str]] = {
    "client": ("Customer", "Клиент"),
    "client.metrics": ("Metrics", "Метрики"),
    "client.last_receipt": ("Last receipt", "Последний чек"),
    "client.last_receipt.lines[]": ("Lines of the last receipt", "Строки последнего чека"),
    "client.last_order": ("Last order", "Последний заказ"),
    "client.last_order.lines[]": ("Lines of the last order", "Строки последнего заказа"),
    "client.cart[]": ("Cart", "Корзина"),
    "client.favourites[]": ("Favourites", "Избранное"),
    "client.viewed[]": ("Viewed products", "Просмотренные товары"),
    "client.points": ("Points", "Баллы"),
    "client.rfm": ("RFM", "RFM"),
    "shop": ("Shop", "Магазин"),
    "": ("Dates", "Даты"),
}
FITTING = {"money": "|money", "date": "|date", "instant": "|date", "number": "|number"}
"""The filter that a value of a type wants."""
FILTERS: tuple[tuple[str, str, str], ...] = (
    ("{{ client.first_name|default('friend') }}", "something instead of nothing", "что-то вместо пустоты"),
    ("{{ client.metrics.revenue|money }}", "an amount with its currency", "сумма с валютой"),
    ("{{ client.points|number(1) }}", "a number with so many decimals", "число со столькими знаками"),
    ("{{ client.last_receipt.issued_at|date('%-d %B') }}", "a day by a pattern", "день по образцу"),
    ("{{ n|plural('item', 'items') }}", "the English form for a number", "английская форма для числа"),
    ("{{ n|plural_ru('товар', 'товара', 'товаров') }}", "the Russian form for a number", "русская форма для числа"),
    ("{{ client.first_name|capitalize }}", "a capital first, the rest small", "первая заглавная, остальные строчные"),
    ("{{ client.city|upper }}", "all capitals; also lower, title", "все заглавные; ещё lower, title"),
    ("{{ line.name|truncate(30) }}", "no longer than so many characters", "не длиннее стольких знаков"),
    ("{{ client.city|urlencode }}", "fit for an address", "годится для адреса"),
    ("{{ lines|length }}", "how many; also first, last, sort, slice", "сколько; ещё first, last, sort, slice"),
    ("{{ names|join(', ') }}", "all of them in a row; also trim, e, escape, d", "все подряд; ещё trim, e, escape, d"),
)


def forms(lang: Lang) -> dict[str, Any]:
    """The fields of each medium, in the order people fill them in."""
    return {
        medium: {
            "label": medium_word(medium, lang),
            "fields": [
                {"name": name, "label": _label(medium, name, lang), "long": name in LONG}
                for name, field in kind.model_fields.items()
                if name != "medium" and not field.exclude
            ],
        }
        for medium, kind in KINDS.items()
    }


def variables(lang: Lang, habits: Habits) -> list[dict[str, str]]:
    """Every variable: its group, what it means, an example, and what is inserted for it."""
    return [
        {
            "path": v.path,
            "group": _said(GROUPS, v.path.rpartition(".")[0], lang),
            "label": v.ru if lang == "ru" else v.en,
            "example": "" if v.example == v.en else str(Filters(habits).printed(_simple(v)[1])),
            "insert": _insertion(v),
        }
        for v in catalogue().values()
    ]


def filters(lang: Lang) -> list[dict[str, str]]:
    """The filters, each in an example."""
    return [{"example": example, "label": ru if lang == "ru" else en} for example, en, ru in FILTERS]


def _insertion(variable: Variable) -> str:
    fitting = FITTING.get(variable.type, "")
    whole, item, field = _simple(variable)[0].partition(ITEM)
    if not item:
        return f"{{{{ {whole}{fitting} }}}}"
    return f"{{% for line in {whole} %}}{{{{ line{field}{fitting} }}}} {{% endfor %}}"


def _simple(variable: Variable) -> tuple[str, Any]:
    """A path that can be said, and its example: of a group of values the first one."""
    if not isinstance(variable.example, dict):
        return variable.path, variable.example
    name, value = next(iter(variable.example.items()))
    return f"{variable.path}.{name}", value


def _label(medium: str, field: str, lang: Lang) -> str:
    own = f"{medium}.{field}"
    return _said(LABELS, own if own in LABELS else field, lang)


def _said(words: dict[str, tuple[str, str]], key: str, lang: Lang) -> str:
    return words[key][lang == "ru"] if key in words else key
