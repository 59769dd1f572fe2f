"""Where in an e-mail people clicked."""

from __future__ import annotations

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.web_settings import Web
from smartcom_kernel.mailings.reach import reach, sending_of
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.tracking import tagger
from smartcom_kernel.state.connect import State
from smartcom_kernel.templates.message_links import example_links
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.variables import example_context


def click_map(
    state: State, renderer: Renderer, name: str, *, variant: str, occasion: str | None, web: Web, lang: Lang
) -> str:
    """A variant's e-mail for an invented customer as HTML, with how many people followed each link beside it.

    Args:
        state: Where reactions are.
        renderer: Fills in the template that the sending recorded.
        name: Name of the mailing.
        variant: Which variant; the first that has an e-mail when empty.
        occasion: Which sending; the latest when None.
        web: What links say.
        lang: Of the invented customer.

    Raises:
        DataError: It was never planned, or no such variant has an e-mail.
    """
    sending = sending_of(state, name, occasion)
    mailing = Mailing.of(sending)
    found = next((v for v in mailing.variants if variant in ("", v.name) and "email" in v.templates), None)
    if found is None:
        raise DataError(f"the mailing {name!r} has no e-mail" + (f" in a variant {variant!r}" if variant else ""))
    template = found.templates["email"]
    parsed = Template.parse(template, sending.spec["templates"][template])
    words = renderer.render(parsed, {**example_context(lang), **example_links()})
    return reach(state, name, occasion=sending.occasion).map(words.html, tagger(mailing, found.name, "email", web))
