"""The pages customers see, in the shop's language; they work without scripts."""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import through

STYLE = (
    "body{font:18px/1.5 sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
    "button{font:inherit;padding:.7rem 1.2rem;border:0;border-radius:.4rem;background:#1a4fa3;color:#fff}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
PAGE = Environment(autoescape=True).from_string(
    '<!doctype html><html lang="{{ lang }}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ shop }}</title>'
    f"<style>{STYLE}</style></head><body><main><h1>{{{{ shop }}}}</h1><p>{{{{ words }}}}</p>"
    '{% if button %}<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
    "<button>{{ button }}</button></form>{% endif %}</main></body></html>"
)
WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "ask": "Do you want no more of our offers {through}?",
        "ask_button": "Unsubscribe",
        "confirm": "Is this your address, and may we write to it?",
        "confirm_button": "Yes, confirm",
        "confirmed": "Thank you. Your address is confirmed.",
        "lapsed": "This link is too old. Please ask us for a new message.",
        "done": "You are unsubscribed. We send you no more offers {through}.",
        "unknown": "This link is not valid. Please use the one in our last message.",
        "refused": "This could not be read. Please go back and press the button again.",
        "failed": "Something went wrong here. Please try again later.",
    },
    "ru": {
        "ask": "Больше не присылать вам наши предложения {through}?",
        "ask_button": "Отписаться",
        "confirm": "Это ваш адрес, и нам можно на него писать?",
        "confirm_button": "Да, подтверждаю",
        "confirmed": "Спасибо. Ваш адрес подтверждён.",
        "lapsed": "Ссылка устарела. Попросите нас прислать новое сообщение.",
        "done": "Вы отписаны. Мы больше не присылаем вам предложения {through}.",
        "unknown": "Ссылка недействительна. Воспользуйтесь ссылкой из нашего последнего сообщения.",
        "refused": "Запрос не удалось прочитать. Вернитесь и нажмите кнопку ещё раз.",
        "failed": "Что-то пошло не так. Попробуйте позже.",
    },
}


def page(which: str, *, shop: str, lang: Lang, medium: str = "") -> str:
    """One page as HTML.

    Args:
        which: Which words; a button is under those that ask.
        shop: The shop's name.
        lang: In which language.
        medium: What the message came through, where the words speak of it.
    """
    words = WORDS[lang]
    said = words[which].format(through=through(medium, lang))
    return PAGE.render(lang=lang, shop=shop, words=said, button=words.get(f"{which}_button", ""))
