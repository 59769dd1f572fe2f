"""What a new template begins with."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.block import Lang

EMAIL = """\
<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Arial, Helvetica, sans-serif" />
    </mj-attributes>
  </mj-head>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text font-size="20px">{hello}</mj-text>
        <mj-text>{words}</mj-text>
        <mj-button href="https://shop.example/">{button}</mj-button>
        <mj-text font-size="12px">{{{{ shop.name }}}}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""
"""MJML's own font would be fetched from somebody else by everybody who reads the e-mail."""
NAME: dict[Lang, str] = {
    "en": "{{ client.first_name|default('Hello') }}", "ru": "{{ client.first_name|default('Здравствуйте') }}"
}  # fmt: skip
CALL: dict[Lang, str] = {"en": "Tell what is new", "ru": "Рассказать о новинках"}
PREHEADER: dict[Lang, str] = {"en": "A look inside takes a minute.", "ru": "Загляните, это займёт минуту."}
WORDS: dict[Lang, tuple[str, str]] = {
    "en": ("here is what is new in the shop.", "To the shop"),
    "ru": ("в магазине появились новинки.", "В магазин"),
}


def starters(lang: Lang) -> dict[str, dict[str, Any]]:
    """For each medium a short message that can be sent as it is; a medium without one begins empty."""
    words, button = WORDS[lang]
    line = f"{NAME[lang]}, {words}"
    return {
        "email": {
            "medium": "email", "subject": line, "preheader": PREHEADER[lang],
            "mjml": EMAIL.format(hello=f"{NAME[lang]},", words=words[:1].upper() + words[1:], button=button),
        },
        "sms": {"medium": "sms", "text": line},
        "push": {"medium": "push", "title": "{{ shop.name }}", "text": line},
        "messenger": {"medium": "messenger", "text": line, "link_url": "https://shop.example/", "link_text": button},
        "call": {"medium": "call", "title": CALL[lang], "text": line},
    }  # fmt: skip
