from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.templates.library import STARTERS
from smartcom_kernel.templates.render import Compiled
from smartcom_kernel.templates.store import TemplateStore
from smartcom_kernel.templates.usage import usage, users
from smartcom_kernel.templates.variables import example_context
from tests.templates.conftest import ENGLISH, RUSSIAN

LANGS: tuple[Lang, ...] = ("en", "ru")


def starters(lang: Lang) -> list[str]:
    return sorted(path.stem for path in (STARTERS / lang).glob("*.yml"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_starter_begins_a_template_in_order_for_one_who_has_everything_and_one_who_has_nothing(
    tmp_path: Path, lang: Lang
) -> None:
    store = TemplateStore(tmp_path / "templates", lang=lang)
    assert starters(lang) == starters("en") == ["cart", "confirm", "thanks", "welcome", "winback"]
    for name in starters(lang):
        compiled = Compiled(store.start(name, name), RUSSIAN if lang == "ru" else ENGLISH)
        for context in (example_context(lang), {"client": {}, "shop": {"name": "Лавка"}}):
            message = compiled.render(context)
            assert message.html.count("https://shop.example/") >= 2
            assert "{{" not in message.html
            assert "{%" not in message.text
    used = {block for name in store for block in usage(store[name]).uses["block"]}
    assert used == {path.stem for path in (STARTERS / lang / "blocks").iterdir()}


def test_both_languages_have_the_same_blocks_with_the_same_fields() -> None:
    english, russian = (
        {p.name: p.read_text(encoding="utf-8").splitlines()[0].split(", button")[0] for p in folder.iterdir()}
        for folder in (STARTERS / lang / "blocks" for lang in LANGS)
    )
    assert english == russian


def test_a_block_of_the_workspace_goes_before_the_one_that_ships(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "blocks"
    folder.mkdir(parents=True)
    (folder / "footer.mjml").write_text(
        '{# fields: company="", address="", leave_url="" #}'
        "<mj-section><mj-column><mj-text>OURS</mj-text></mj-column></mj-section>"
    )
    store = TemplateStore(tmp_path / "templates")
    assert "OURS" in Compiled(store.start("hello", "welcome"), ENGLISH).render(example_context()).html


def test_a_starter_that_is_not_there_or_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    store = TemplateStore(tmp_path / "templates")
    with pytest.raises(UnknownName, match="did you mean 'welcome'"):
        store.start("hello", "welcom")
    store.start("hello", "welcome")
    with pytest.raises(SpecError, match="is there already"):
        store.start("hello", "welcome")


def test_who_uses_a_constant_a_directory_a_block_or_a_variable_is_told(tmp_path: Path) -> None:
    (tmp_path / "constants.yml").write_text("PHONE: '1'\n")
    (tmp_path / "directories").mkdir()
    (tmp_path / "directories" / "cities.yml").write_text("Kazan: x\n")
    store = TemplateStore(tmp_path / "templates")
    store.start("thanks", "thanks")
    store.save("hi", {"medium": "sms", "text": "{{ const('PHONE') }} {{ directory('cities', client.city) }}"})
    assert (
        users("const:PHONE", store)
        == users("directory:cities", store)
        == users("variable:client.city", store)
        == ["hi"]
    )
    assert users("block:products", store) == ["thanks"]
    assert users("variable:client.last_receipt.lines[].name", store) == ["thanks"]
    assert users("const:PHON", store) == []
    assert usage(store["hi"]).describe("ru") == (
        "hi:\n  константы: PHONE\n  справочники: cities\n  переменные: client.city"
    )
    with pytest.raises(SpecError, match=r"const:CODE, directory:NAME, block:NAME or variable:PATH"):
        users("PHONE", store)
