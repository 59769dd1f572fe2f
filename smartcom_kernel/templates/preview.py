"""A template as one customer would get it, to be looked at."""

from __future__ import annotations

from html import escape

from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.customers import must_be_customer
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.templates.check import needed, refuse_faulty
from smartcom_kernel.templates.contexts import Contexts
from smartcom_kernel.templates.render import Rendered
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.variables import example_context

POLICY = "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'"


def preview(
    template: Template, tables: Tables, renderer: Renderer, *, shop: str, customer_id: str | None, lang: Lang
) -> Rendered:
    """The message for one customer, or for an invented one who has everything.

    Args:
        template: What to fill in.
        tables: What is known of customers.
        renderer: Fills it in.
        shop: The shop's name.
        customer_id: For whom; an invented customer when None.
        lang: Language of faults, and of the invented customer.

    Raises:
        SpecError: The template is faulty.
        UnknownCustomer: There is no such customer.
        TemplateError: The text cannot be made for this customer.
    """
    refuse_faulty(template, lang)
    if customer_id is None:
        return renderer.render(template, example_context(lang))
    must_be_customer(customer_id, tables)
    return renderer.render(template, Contexts(tables, needed(template), shop=shop).of([customer_id])[customer_id])


def page(message: Rendered) -> str:
    """A page that shows a message in a frame in which nothing runs."""
    shown = message.html or f"<pre>{escape(message.text)}</pre>"
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(message.subject)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}"></head><body>'
        f'<h1 style="font:16px sans-serif">{escape(message.subject)}</h1>'
        f'<iframe sandbox="" srcdoc="{escape(shown)}" title="{escape(message.subject)}" '
        f'style="width:100%;height:85vh;border:1px solid #ccc"></iframe></body></html>\n'
    )
