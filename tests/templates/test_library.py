"""Constants and directories, and the functions that say them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import needed
from smartcom_kernel.templates.constants import constants_of
from smartcom_kernel.templates.directories import MOST_ITEMS, directory_of
from smartcom_kernel.templates.render import Compiled, TemplateError
from smartcom_kernel.templates.store import TemplateStore
from smartcom_kernel.templates.template import Template
from tests.templates.conftest import ENGLISH, RUSSIAN, said, sms

CONSTANTS = """
SHOP_PHONE: {name: Phone, value: "+7 900 000-00-00", help: Round the clock}
FREE_FROM: {type: number, value: 1500}
SALE_ENDS: {type: date, value: "2026-12-31"}
SITE: {type: url, value: "https://shop.example/"}
PLAIN: just words
"""


@pytest.fixture
def store(tmp_path: Path) -> TemplateStore:
    (tmp_path / "constants.yml").write_text(CONSTANTS, encoding="utf-8")
    folder = tmp_path / "directories"
    folder.mkdir()
    (folder / "cities.csv").write_text("city,store,phone\nKazan,Bauman St 1,111\nMoscow,Arbat 2,\n", encoding="utf-8")
    (folder / "greetings.yml").write_text("ru: Привет\nen: Hello\n", encoding="utf-8")
    (folder / "broken.csv").write_text("one\n")
    return TemplateStore(tmp_path / "templates")


def out(store: TemplateStore, text: str, **client: object) -> str:
    return Compiled(store.parse("t", {"medium": "sms", "text": text}), ENGLISH).render({"client": client}).text


def faults(store: TemplateStore, text: str) -> str:
    with pytest.raises(SpecError) as caught:
        store.parse("t", {"medium": "sms", "text": text})
    return str(caught.value)


def test_a_constant_is_said_by_its_code_and_is_of_its_type(store: TemplateStore) -> None:
    text = "{{ const('SHOP_PHONE') }} {{ const('FREE_FROM') - 1 }} {{ const('SALE_ENDS').month }} {{ const('PLAIN') }}"
    assert out(store, text) == "+7 900 000-00-00 1499 12 just words"


def test_a_directory_says_its_first_field_or_the_one_named_and_nothing_of_what_it_does_not_know(
    store: TemplateStore,
) -> None:
    text = "{{ directory('cities', client.city) }}|{{ directory('cities', client.city, 'phone')|default('none') }}"
    assert out(store, text, city="Kazan") == "Bauman St 1|111"
    assert out(store, text, city="Moscow") == "Arbat 2|none"
    assert out(store, text, city="Omsk") == "|none"
    assert out(store, text) == "|none"
    assert out(store, "{{ directory ( code='greetings', item=client.language) }}", language="ru") == "Привет"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ const('SHOP_PHON') }}", "there is no constant SHOP_PHON; did you mean 'SHOP_PHONE'?"),
        ("{{ const(client.city) }}", "const wants the name in quotes: const('CODE')"),
        ("{{ directory(item='x', code='cities') }}", "directory wants the name in quotes: directory('NAME', item, "),
        ("{{ directory('citys', 'x') }}", "there is no directory citys; did you mean 'cities'?"),
        ("{{ directory('cities', 'x', 'fone') }}", "the directory cities has no field fone; did you mean 'phone'?"),
        ("{{ directory('broken', 'x') }}", "broken.csv"),
        ("{{ promocode('A') }}", "there is no variable promocode"),
        ("{{ client.promocode('A') }}", "client.promocode comes with promo codes, which are not there yet"),
        ("{{ client.poll('P-1') }}", "client.poll comes with polls"),
        ("{{ event.context.sum }}", "event.context.sum is what set off a campaign; a mailing has none"),
    ],
)
def test_what_is_not_there_is_refused_when_the_template_is_read(store: TemplateStore, text: str, fault: str) -> None:
    assert fault in faults(store, text)


def test_a_broken_directory_stops_only_those_who_ask_it(store: TemplateStore) -> None:
    assert out(store, "{{ directory('greetings', 'en') }}") == "Hello"


def test_all_faults_of_the_constants_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "constants.yml"
    path.write_text(
        "phone: x\nSUM: {type: number, value: many}\nDAY: {type: date, value: 31.12.2026}\n"
        "SITE: {type: url, value: 'javascript:alert(1)'}\nNAN: {type: number, value: NaN}\nLIST: [1]\nYES: true\n"
    )
    with pytest.raises(SpecError) as caught:
        constants_of(path)
    assert [fault.path[0] for fault in caught.value.faults] == ["phone", "SUM", "DAY", "SITE", "NAN", "LIST", "YES"]


def test_all_faults_of_a_directory_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("id,a\n1,x\n1,y\n,z\n2,x,y\n3," + "x" * 2001 + "\n")
    with pytest.raises(SpecError) as caught:
        directory_of(tmp_path, "d")
    assert [fault.where for fault in caught.value.faults] == ["1", "row 4", "row 5", "3.a"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"id\n1\n",
        b"id,id\n1,2\n",
        b"id,a\n",
        b"id,a\n1,\n",
        b"\xff\xfe\x00,a\n1,2\n",
        b"id,a\n1," + b"x" * 200_000,
    ],
)
def test_a_directory_that_holds_nothing_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.csv").write_bytes(content)
    with pytest.raises(SpecError):
        directory_of(tmp_path, "d")


def test_a_value_of_a_directory_may_have_several_lines(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text('id,a\n1,"Arbat 2\nMoscow"\n')
    assert directory_of(tmp_path, "d").value(1) == "Arbat 2\nMoscow"


def test_a_directory_has_an_end_and_stands_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("id,a\n" + "".join(f"{n},x\n" for n in range(MOST_ITEMS + 1)))
    with pytest.raises(SpecError, match="at most 5,000"):
        directory_of(tmp_path, "d")
    (tmp_path / "d.yml").write_text("1: x\n")
    with pytest.raises(SpecError, match="is there twice"):
        directory_of(tmp_path, "d")


def test_a_sending_keeps_the_constants_and_directories_its_template_says_and_no_others(
    store: TemplateStore, tmp_path: Path
) -> None:
    text = "{{ const('SHOP_PHONE') }} {{ directory('cities', client.city) }}"
    record = store.parse("t", {"medium": "sms", "text": text}).to_record()
    assert (list(record["library"]["constants"]), list(record["library"]["directories"])) == (
        ["SHOP_PHONE"],
        ["cities"],
    )
    (tmp_path / "constants.yml").write_text("SHOP_PHONE: other\n")
    again = Compiled(Template.parse("t", record), ENGLISH).render({"client": {"city": "Kazan"}})
    assert again.text == "+7 900 000-00-00 Bauman St 1"


def test_a_template_that_says_none_keeps_nothing_more_than_its_words(store: TemplateStore) -> None:
    spec = {"medium": "sms", "text": "Hello"}
    assert store.parse("t", spec).to_record() == spec


def test_a_file_cannot_bring_constants_of_its_own(store: TemplateStore) -> None:
    with pytest.raises(SpecError, match="library"):
        store.parse("t", {"medium": "sms", "text": "x", "library": {}})


def test_now_is_the_moment_spoken_of_and_days_are_those_of_the_calendar_of_the_shop() -> None:
    moment = datetime(2018, 1, 1, 22, 30, tzinfo=UTC)  # the second of January in Moscow
    compiled = Compiled(sms("{{ days_between(day, now()) }} {{ now()|date('%d.%m %H:%M') }}"), RUSSIAN)
    assert compiled.render({"moment": moment, "day": date(2018, 1, 1)}).text == "1 02.01 01:30"
    assert needed(sms("{{ now() }}")) == {"moment"}


def test_days_between_days_that_are_missing_are_nothing_and_of_what_is_no_day_an_error() -> None:
    assert said("[{{ days_between(today, client.birth_on) }}]", today=date(2018, 1, 1), client={}) == "[]"
    assert said("{{ days_between(a, b) }}", a=date(2018, 1, 2), b=date(2017, 12, 31)) == "-2"
    with pytest.raises(TemplateError, match="days_between wants two days"):
        said("{{ days_between('1', '2') }}")


def test_a_function_without_its_parentheses_is_an_error_and_not_its_address() -> None:
    with pytest.raises(TemplateError, match="call it with"):
        said("{{ now }}")


def test_elseif_is_elif() -> None:
    assert said("{% if n == 1 %}a{% elseif n == 2 %}b{%- elseif n == 3 %}c{% else %}d{% endif %}", n=2) == "b"
