"""The page on which customers choose what they get: one form that works without scripts, by keyboard and on phones."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from jinja2 import Environment

from smartcom_kernel.consent.choices import Choice
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.unsubscribe_settings import Unsubscribe
from smartcom_kernel.web.pages import HEADERS as COMMON

STYLE = (
    ":root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#56606b;--line:#8a929a;--deed:#1a4fa3;--on:#fff;"
    "--good:#e5f3e8}"
    "@media(prefers-color-scheme:dark){:root{--ink:#f0f0f0;--paper:#17191c;--soft:#b4bcc4;--line:#7d868f;--deed:#9cc1ff;"
    "--on:#10131a;--good:#1d3324}}"
    "*{box-sizing:border-box}body{font:18px/1.5 sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;"
    "color:var(--ink);background:var(--paper);overflow-wrap:anywhere}"
    "fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0 0 1.2rem;padding:.6rem 1rem}"
    "legend{font-weight:bold;padding:0 .4rem}label{display:flex;gap:.7rem;padding:.5rem 0;align-items:flex-start}"
    "input[type=checkbox],input[type=radio]{flex:none;width:1.3rem;height:1.3rem;margin:.15rem 0 0;"
    "accent-color:var(--deed)}small{display:block;color:var(--soft);font-size:.85rem}"
    "textarea{font:inherit;width:100%;color:inherit;background:var(--paper);border:1px solid var(--line);"
    "border-radius:.4rem;padding:.5rem}.below{display:block}"
    "button{font:inherit;padding:.7rem 1.2rem;border:2px solid var(--deed);border-radius:.4rem;background:var(--deed);"
    "color:var(--on);cursor:pointer;margin:0 .6rem .8rem 0}button.plain{background:none;color:var(--deed)}"
    ":focus-visible{outline:3px solid var(--deed);outline-offset:3px}a{color:var(--deed)}"
    "[role=status]{background:var(--good);border-radius:.5rem;padding:.6rem 1rem}"
)
HEADERS = {
    **COMMON,
    "Content-Security-Policy": "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
PAGE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ w.title }} — {{ shop }}</title>
<style>"""
    + STYLE
    + """</style></head><body>
<main><h1>{{ shop }}</h1>
{% if saved %}<div role="status"><p>{{ w.saved if changed else w.same }}</p>
{% if changed %}<form method="post">
{% for field, value in undo %}<input type="hidden" name="{{ field }}" value="{{ value }}">
{% endfor %}<button class="plain">{{ w.undo }}</button></form>{% endif %}</div>{% endif %}
<h2>{{ w.title }}</h2>
<form method="post">
{% for medium, boxes in media %}<fieldset><legend>{{ w[medium] }}</legend>
{% for box in boxes %}<input type="hidden" name="seen" value="{{ box.medium }}:{{ box.category }}">
{% if box.active %}<input type="hidden" name="was" value="{{ box.medium }}:{{ box.category }}">
{% endif %}<label><input type="checkbox" name="on" value="{{ box.medium }}:{{ box.category }}"
{{- " checked" if box.active }}{{ " disabled" if not box.free }}>
<span>{{ box.title or w.offers }}{% if box.description %}<small>{{ box.description }}</small>{% endif %}</span></label>
{% endfor %}{% if not boxes[0].free %}<p><small>{{ w.left }}</small></p>{% endif %}</fieldset>
{% endfor %}<fieldset><legend>{{ w.why }}</legend>
{% for reason in reasons %}<label><input type="radio" name="reason" value="{{ loop.index0 }}">
<span>{{ reason }}</span></label>
{% endfor %}<label class="below" for="remark">{{ w.remark }}</label>
<textarea id="remark" name="remark" rows="3" maxlength="500"></textarea></fieldset>
<button>{{ w.save }}</button>
{% for medium, boxes in media %}<button class="plain" name="leave" value="{{ medium }}">
{{- w["leave_" + medium] }}</button>
{% endfor %}</form>
<p><a href="?lang={{ other }}" lang="{{ other }}" hreflang="{{ other }}">{{ w.other }}</a></p></main></body></html>
"""
)
REASONS: dict[Lang, list[str]] = {
    "en": ["Too many messages", "Not interesting to me", "I never subscribed", "I no longer shop with you", "Other"],
    "ru": [
        "Слишком много сообщений",
        "Мне это неинтересно",
        "Подписка оформлена не мной",
        "Больше не покупаю у вас",
        "Другое",
    ],
}
WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "What we may send you", "offers": "Offers and news", "email": "E-mail", "sms": "SMS", "push": "Push",
        "save": "Save", "why": "If you are leaving: why? (optional)", "remark": "In your own words",
        "leave_email": "Unsubscribe from everything by e-mail", "leave_sms": "Unsubscribe from everything by SMS",
        "leave_push": "Unsubscribe from all pushes", "messenger": "Messengers", "call": "Phone calls",
        "leave_messenger": "Unsubscribe from everything in messengers", "leave_call": "Do not call me with offers",
        "undo": "Undo", "other": "По-русски",
        "saved": "Saved. This is what holds now.", "same": "Nothing has changed: this is what holds.",
        "left": "This is switched off. For your protection this link cannot switch it on; please ask us.",
    },
    "ru": {
        "title": "Что мы можем вам присылать", "offers": "Предложения и новости", "email": "E-mail", "sms": "SMS",
        "push": "Push-уведомления", "save": "Сохранить", "why": "Если уходите: почему? (необязательно)",
        "remark": "Своими словами", "leave_email": "Отписаться от всего по e-mail",
        "leave_sms": "Отписаться от всего по SMS", "leave_push": "Отписаться от всех push-уведомлений",
        "messenger": "Мессенджеры", "call": "Звонки", "leave_messenger": "Отписаться от всего в мессенджерах",
        "leave_call": "Не звонить мне с предложениями",
        "undo": "Отменить", "other": "In English", "saved": "Сохранено. Теперь действует следующее.",
        "same": "Ничего не изменилось: действует следующее.",
        "left": "Это отключено. Для вашей безопасности включить это по данной ссылке нельзя; обратитесь к нам.",
    },
}  # fmt: skip


def reasons_of(told: Unsubscribe, lang: Lang) -> list[str]:
    """The reasons to choose from: the shop's own, else five usual ones."""
    return told.reasons or REASONS[lang]


def subscription_page(
    found: Sequence[Choice],
    *,
    shop: str,
    lang: Lang,
    reasons: Sequence[str],
    was: Sequence[Choice] | None = None,
) -> str:
    """The page as HTML.

    Args:
        found: The boxes, as they are now.
        shop: The shop's name.
        lang: In which language.
        reasons: Why somebody may leave.
        was: The boxes as they were before the answer just kept; None where nothing was answered.
    """
    media = [(medium, [c for c in found if c.medium == medium]) for medium in MEDIA]
    return PAGE.render(
        lang=lang, other="en" if lang == "ru" else "ru", w=WORDS[lang], shop=shop, reasons=reasons,
        media=[(medium, boxes) for medium, boxes in media if boxes], saved=was is not None,
        changed=was is not None and list(was) != list(found), undo=_undo(found, was or []),
    )  # fmt: skip


def _undo(now: Sequence[Choice], before: Sequence[Choice]) -> list[tuple[str, str]]:
    """The fields of the form that takes the answer back."""
    fields = (
        [("seen", c) for c in now] + [("was", c) for c in now if c.active] + [("on", c) for c in before if c.active]
    )
    media = dict.fromkeys(choice.medium for choice in before if choice.active)
    return [
        *(("back", medium) for medium in media),
        *((field, f"{choice.medium}:{choice.category}") for field, choice in fields),
    ]
