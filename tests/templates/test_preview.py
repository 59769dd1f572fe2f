from __future__ import annotations

import pytest

from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.templates.preview import page, preview
from smartcom_kernel.templates.render import Rendered
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from tests.shop import Shop
from tests.templates.conftest import email, sms


@pytest.fixture(scope="module")
def tables(shop: Shop) -> Tables:
    return shop.fill(customers=[{"customer_id": "anna", "first_name": "<Anna>"}])


def shown(template: Template, tables: Tables, renderer: Renderer, customer_id: str | None) -> Rendered:
    return preview(template, tables, renderer, shop="Shop", customer_id=customer_id, lang="en")


def test_a_template_is_shown_for_a_customer_or_for_one_who_has_everything(tables: Tables, renderer: Renderer) -> None:
    template = email(html="<p>{{ client.first_name }}</p>")
    assert shown(template, tables, renderer, "anna").html == "<p>&lt;Anna&gt;</p>"
    assert shown(template, tables, renderer, None).html == "<p>first name</p>"


def test_nobody_unknown_and_nothing_faulty_is_shown(tables: Tables, renderer: Renderer) -> None:
    with pytest.raises(UnknownName):
        shown(sms("Hello"), tables, renderer, "anan")
    with pytest.raises(SpecError, match=r"there is no variable client\.nmae"):
        shown(sms("{{ client.nmae }}"), tables, renderer, "anna")


def test_the_page_shows_a_message_in_a_frame_in_which_nothing_runs() -> None:
    made = page(Rendered("</title><script>1</script>", '<p onclick="x">\'</p>', "text"))
    assert "<script>" not in made
    assert """<iframe sandbox="" srcdoc="&lt;p onclick=&quot;x&quot;&gt;&#x27;&lt;/p&gt;\"""" in made
    assert "default-src &#x27;none&#x27;" in made
    assert "&lt;pre&gt;a &amp;lt; b&lt;/pre&gt;" in page(Rendered("s", "", "a < b"))
