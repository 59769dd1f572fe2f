"""What the message editor shows of a template: what is wrong with it, and how it comes out for several customers."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.templates.frame import framed_document
from smartcom_kernel.templates.invented import INVENTED
from smartcom_kernel.templates.message_preview import Preview, previewed, size_words
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from widgets.message_editor.findings import findings

PICTURE = '<style>body {{margin: 0}} img {{width: 100%; height: 100vh; object-fit: cover}}</style><img alt="" src="{}">'


def answer(
    template: Template, contexts: Mapping[str, Mapping[str, Any]], shown: str, renderer: Renderer, lang: Lang
) -> dict[str, Any]:
    """The findings, the preview for one, and for whom else the message cannot be made.

    Args:
        template: What is looked at.
        contexts: What is known of each customer, invented ones by their names.
        shown: For which of them it is shown.
        renderer: Fills it in.
        lang: Language of the words.
    """
    preview = previewed(template, contexts[shown], renderer, who=shown)
    if preview.is_heavy:  # so it would be for the others, and nobody waits for that
        return {"preview": plain(preview, lang)}
    made = {who: previewed(template, context, renderer, who=who) for who, context in contexts.items()}
    return {
        "findings": findings(template, renderer, lang),
        "preview": plain(preview, lang),
        "faults": {who: one.fault for who, one in made.items() if one.fault},
    }


def plain(preview: Preview, lang: Lang) -> dict[str, Any]:
    """A preview as plain data, HTML under its policy, with pictures and without."""
    message, sms = preview.message, preview.sms
    if message is None:
        return {"fault": preview.fault}
    return {
        "fault": "",
        "subject": message.subject,
        "snippet": preview.snippet,
        "text": message.text,
        "picture": framed_document(PICTURE.format(escape(message.image_url))) if message.image_url else "",
        "link_url": message.link_url,
        "link_text": message.link_text,
        "document": framed_document(message.html) if message.html else "",
        "bare": framed_document(message.html, images=False) if message.html else "",
        "parts": list(sms.parts) if sms else [],
        "size": size_words(sms, lang) if sms else "",
    }


def customers(lang: Lang) -> list[dict[str, str]]:
    """The invented customers to choose from."""
    return [{"who": who, "label": one.label(lang)} for who, one in INVENTED.items()]
