from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.blocks import BlockError, with_blocks
from smartcom_kernel.templates.render import Compiled
from smartcom_kernel.templates.store import TemplateStore
from smartcom_kernel.templates.template import Template
from tests.templates.conftest import ENGLISH

BLOCKS = {
    "hero.html": '{# fields: title, link="https://shop.example/?a=1,2" #}\n'
    '<h1>{{ title }}</h1>\n<a href="{{ link }}">go</a>\n',
    "plain.html": "<hr>",
    "outer.html": '{# fields: name #}<div>{% include "hero" with title=name %}</div>',
    "sign.txt": "Yours,\nthe shop\n",
    "a.html": '{% include "b" %}',
    "b.html": "{% include 'a' %}",
    "self.html": '{% include "self" %}',
    **{f"d{n}.html": f'{{% include "d{n + 1}" %}}' for n in range(6)},
    "d6.html": "bottom",
    "big.html": "x" * 200_000,
    "bad.html": "{# fields: 1+1 #}x",
}  # fmt: skip


def refused(source: str) -> str:
    with pytest.raises(BlockError) as caught:
        with_blocks(source, "html", BLOCKS)
    return str(caught.value)


def test_a_block_is_put_in_with_its_fields_and_lines_keep_their_numbers() -> None:
    whole = with_blocks('<p>\n{% include "hero" with title="A, B" %}\n</p>', "html", BLOCKS)
    assert whole.count("\n") == 2
    assert 'title="A, B"' in whole
    assert "https://shop.example/?a=1,2" in whole


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ('\n{% include "heroo" %}', "line 2: there is no block 'heroo' for html; did you mean 'hero'?"),
        ('{% include "hero" %}', "line 1: the block 'hero' needs title: with title=…"),
        ('{% include "hero" with title="x", lnik="y" %}', "has no field 'lnik'; did you mean 'link'?"),
        ('{% include "hero" with title %}', "the field 'title' of the block 'hero' has no value"),
        ('{% include "hero" title="x" %}', "a block is put in by"),
        ('{% include "hero" with ?? %}', "is no list of fields"),
        ('{% include "a" %}', "in a circle: a > b > a"),
        ('{% include "self" %}', "in a circle: self > self"),
        ('{% include "d0" %}', "more than 5 deep: d0 > d1 > d2 > d3 > d4 > d5"),
        ('{% include "sign" %}', "there is no block 'sign' for html"),
        ('{% include "../../etc/passwd" %}', "there is no block"),
        ('{% include "big" %}{% include "big" %}', "the blocks are larger than 256 kB"),
        ('{% include "bad" %}', "is no list of fields"),
    ],
)
def test_a_block_that_cannot_be_put_in_is_refused_with_its_line(source: str, why: str) -> None:
    assert why in refused(source)


@pytest.fixture
def store(tmp_path: Path) -> TemplateStore:
    folder = tmp_path / "templates" / "blocks"
    folder.mkdir(parents=True)
    for name, source in BLOCKS.items():
        (folder / name).write_text(source, encoding="utf-8")
    (folder / "card.mjml").write_text(
        "{# fields: title #}\n<mj-section><mj-column><mj-text>{{ title }}</mj-text></mj-column></mj-section>\n"
    )
    return TemplateStore(tmp_path / "templates")


def test_blocks_stand_in_html_in_text_and_in_mjml_as_whole_sections(store: TemplateStore) -> None:
    html = '<body>{% include "outer" with name=client.first_name %}</body>'
    text = 'Hi {{ client.first_name }}!\n{% include "sign" %}'
    template = store.parse("t", {"medium": "email", "subject": "s", "html": html, "text": text})
    message = Compiled(template, ENGLISH).render({"client": {"first_name": "<Anna>"}})
    assert "<div><h1>&lt;Anna&gt;</h1>" in message.html
    assert message.text == "Hi <Anna>!\nYours,\nthe shop"
    mjml = '<mjml><mj-body>\n{% include "card" with title=client.first_name %}\n</mj-body></mjml>'
    template = store.parse("t", {"medium": "email", "subject": "s", "mjml": mjml})
    message = Compiled(template, ENGLISH).render({"client": {"first_name": "<Anna>"}})
    assert "&lt;Anna&gt;</div>" in message.html
    assert message.text == "<Anna>"


def test_the_file_keeps_the_tag_and_a_sending_keeps_the_words(store: TemplateStore, tmp_path: Path) -> None:
    spec = {"medium": "email", "subject": "s", "html": '<body>{% include "plain" %}</body>'}
    saved = store.save("t", spec)
    assert saved.to_data() == spec
    record = store["t"].to_record()
    assert record["html"] == "<body><hr></body>"
    (tmp_path / "templates" / "blocks" / "plain.html").unlink()
    assert Template.parse("t", record).parts()[1].source == "<body><hr></body>"


def test_faults_are_told_when_the_template_is_read(store: TemplateStore) -> None:
    with pytest.raises(SpecError, match="line 2: there is no block 'crad' for mjml; did you mean 'card'"):
        store.parse("t", {"medium": "email", "subject": "s", "mjml": '<mjml>\n{% include "crad" %}</mjml>'})
    with pytest.raises(SpecError, match="text: line 1: there is no block"):
        store.parse("t", {"medium": "sms", "text": '{% include "hero" %}'})


def test_what_is_too_long_with_its_blocks_is_refused_when_it_is_read_and_not_when_it_is_sent(
    store: TemplateStore, tmp_path: Path
) -> None:
    (tmp_path / "templates" / "blocks" / "long.txt").write_text("x" * 9_000)
    with pytest.raises(SpecError, match="at most 10,000 are meant"):
        store.parse("t", {"medium": "sms", "text": '{% include "long" %}' * 2})
    with pytest.raises(SpecError, match="with its blocks, is larger than 256 kB"):
        store.parse("t", {"medium": "email", "subject": "s", "html": '{% include "big" %}' + "y" * 100_000})


def test_a_value_that_looks_like_a_block_stays_a_value(store: TemplateStore) -> None:
    template = store.parse("t", {"medium": "sms", "text": "{{ client.first_name }}"})
    name = '{% include "sign" %}'
    assert Compiled(template, ENGLISH).render({"client": {"first_name": name}}).text == name
