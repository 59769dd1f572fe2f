"""What must be mended before a mailing can be sent, variant by variant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.check import CheckedTemplate, MailingCheck, checked, rehearsed
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.sms import SmsSize
from smartcom_kernel.templates.store import TemplateStore
from tests.mailings.shop import EVERYBODY, mailing, shop, somebody

FILES = {
    "gift": "{medium: email, subject: A gift, text: 'Dear {{ client.first_name }}'}",
    "short": "{medium: sms, text: 'Come back'}",
    "long": "{medium: sms, text: 'Возвращайтесь, {{ client.first_name }}! Ждём вас в нашем магазине до конца марта.'}",
    "faulty": "{medium: sms, text: '{{ client.frist_name }} {{ client.city|uper }}'}",
}


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer() as shared:
        yield shared


@pytest.fixture
def look(tmp_path: Path, renderer: Renderer) -> Any:
    """Checks a mailing of these variants in a workspace with these templates."""
    (tmp_path / "templates").mkdir()
    for name, text in FILES.items():
        (tmp_path / "templates" / f"{name}.yml").write_text(text, encoding="utf-8")
    segments = SegmentStore(tmp_path / "segments")
    segments.save("everybody", EVERYBODY)

    def look(templates: dict[str, str], *, segment: str = "everybody", lang: Lang = "en") -> MailingCheck:
        asked = mailing(segment=segment, variants=[{"name": "a", "templates": templates}])
        return checked(asked, segments, {}, TemplateStore(tmp_path / "templates"), renderer, lang=lang)

    return look


def test_a_mailing_in_order_says_so_and_what_its_sms_cost(look: Any) -> None:
    found = look({"email": "gift", "sms": "short"})
    assert found.good
    assert found.templates == (
        CheckedTemplate("a", "email", "gift", (), None),
        CheckedTemplate("a", "sms", "short", (), SmsSize("GSM-7", 9, 1)),
    )
    assert found.describe().splitlines() == [
        "spring: everything is in order",
        "  segment everybody: in order",
        "  a, email, gift: in order",
        "  a, sms, short: in order; for an invented customer GSM-7, 9 characters, 1 part",
    ]


def test_a_russian_sms_is_counted_as_the_network_counts_it(look: Any) -> None:
    found = look({"sms": "long"}, lang="ru")
    assert found.templates[0].sms == SmsSize("UCS-2", 61, 1)
    assert "в порядке; для вымышленного клиента UCS-2, знаков: 61, 1 часть" in found.describe("ru")


def test_every_fault_of_every_template_is_told_in_the_language(look: Any) -> None:
    assert look({"sms": "faulty"}).templates[0].faults == (
        "text: line 1: there is no filter 'uper'; did you mean 'upper'?",
        "text: line 1: there is no variable client.frist_name; did you mean client.first_name?",
    )
    found = look({"sms": "faulty", "email": "gitf"}, lang="ru")
    assert found.templates[0].faults == (
        "text: строка 1: нет фильтра 'uper'; возможно, 'upper'?",
        "text: строка 1: нет переменной client.frist_name; возможно, client.first_name?",
    )
    assert found.templates[1].faults == ("нет шаблона 'gitf'; возможно, 'gift'?",)
    assert found.describe("ru").startswith("spring: исправить: 3\n")


def test_a_template_for_another_medium_and_an_unknown_segment_are_faults(look: Any) -> None:
    found = look({"sms": "gift"}, segment="everyone")
    assert found.faults == 2
    assert found.segment_faults == ("there is no segment called 'everyone'; did you mean 'everybody'?",)
    assert found.templates[0].faults == ("the template is for email, not for sms",)
    assert "    the template is for email, not for sms" in found.describe()
    assert "the template is for email" in found._repr_html_()


def test_templates_are_tried_on_the_people_of_the_segment(
    look: Any, lake: Lake, tmp_path: Path, renderer: Renderer
) -> None:
    templates = TemplateStore(tmp_path / "templates")
    templates.save("shout", {"medium": "sms", "text": "{{ client.first_name.upper() + '!' }}"})
    tables = shop(lake, [somebody(1), somebody(2), somebody(3, first_name=None)])
    found = look({"email": "gift", "sms": "shout"})
    assert found.good
    found = rehearsed(found, tables, templates, renderer, shop="Shop")
    gift, shout = found.templates
    assert "in order; made for 3 people of the segment, 3 of them the nastiest" in found.describe()
    assert gift.dry_run is not None
    assert gift.faults == ()
    assert "cannot be made for 1 of 3 people of the segment, such as c003: text, line 1" in shout.faults[0]
    assert found.faults == 1
    assert (
        rehearsed(look({"sms": "short"}, segment="everyone"), tables, templates, renderer, shop="").templates[0].dry_run
        is None
    )
