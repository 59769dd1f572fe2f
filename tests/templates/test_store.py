from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.templates.store import TemplateStore

WINBACK = {"medium": "email", "subject": "Возвращайтесь, {{ client.first_name }}!", "html": "<p>Ждём\nвас</p>\n"}


def test_what_is_saved_is_found_again(tmp_path: Path) -> None:
    store = TemplateStore(tmp_path)
    saved = store.save("winback", WINBACK)
    assert (list(store), store["winback"], len(store)) == (["winback"], saved, 1)
    assert "<p>Ждём\n" in saved.parts()[1].source
    store.delete("winback")
    assert "winback" not in store


def test_a_file_written_by_hand_is_read(tmp_path: Path) -> None:
    (tmp_path / "hello.yml").write_text(
        "medium: sms\ntext: |\n  Привет,\n  {{ client.first_name }}\n", encoding="utf-8"
    )
    assert TemplateStore(tmp_path)["hello"].parts()[0].source == "Привет,\n{{ client.first_name }}\n"


def test_an_unknown_name_comes_with_the_nearest(tmp_path: Path) -> None:
    store = TemplateStore(tmp_path)
    store.save("winback", WINBACK)
    with pytest.raises(UnknownName, match="did you mean 'winback'"):
        store["winbakc"]


def test_a_faulty_template_is_neither_saved_nor_loaded(tmp_path: Path) -> None:
    store = TemplateStore(tmp_path)
    with pytest.raises(SpecError, match=r"there is no variable client\.nmae"):
        store.save("broken", {"medium": "sms", "text": "{{ client.nmae }}"})
    assert list(store) == []
    (tmp_path / "broken.yml").write_text("medium: sms\ntext: '{{ client.nmae }}'\n")
    with pytest.raises(SpecError, match=r"there is no variable client\.nmae"):
        store["broken"]
