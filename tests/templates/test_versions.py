from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.templates.store import TemplateStore
from smartcom_kernel.templates.template import SmsTemplate


def said(text: str) -> dict[str, str]:
    return {"medium": "sms", "text": text}


@pytest.fixture
def store(tmp_path: Path) -> TemplateStore:
    return TemplateStore(tmp_path / "templates")


def test_every_saved_text_stays_and_the_same_twice_is_one_version(store: TemplateStore) -> None:
    for text in ("one", "two", "two", "three"):
        store.save("t", said(text))
    assert [(v.number, v.current) for v in store.history("t")] == [(3, True), (2, False), (1, False)]
    assert store.history("t")[0].fingerprint == fingerprint(said("three"))
    assert store.version("t", 1).parts()[0].source == "one"
    assert list(store) == ["t"]


def test_what_was_written_by_hand_is_kept_before_it_is_replaced(store: TemplateStore, tmp_path: Path) -> None:
    store.save("t", said("one"))
    (tmp_path / "templates" / "t.yml").write_text("medium: sms\ntext: by hand\n")
    assert not any(v.current for v in store.history("t"))
    store.save("t", said("two"))
    assert [store.version("t", v.number).parts()[0].source for v in store.history("t")] == ["two", "by hand", "one"]


def test_a_version_comes_back_as_the_newest_and_the_difference_is_told_line_by_line(store: TemplateStore) -> None:
    store.save("t", said("one\nsame"))
    store.save("t", said("two\nsame"))
    assert [line for line in store.diff("t", 1, 2).splitlines() if line[:1] in "+-"][2:] == ["-  one", "+  two"]
    store.restore("t", 1)
    assert [(v.number, v.current) for v in store.history("t")] == [(3, True), (2, False), (1, False)]
    assert store.diff("t", 1) == ""


def test_versions_outlive_their_template(store: TemplateStore) -> None:
    store.save("t", said("one"))
    store.delete("t")
    assert [v.current for v in store.history("t")] == [False]
    restored = store.restore("t", 1)
    assert isinstance(restored, SmsTemplate)
    assert restored.text == "one"


def test_a_file_that_cannot_be_read_stands_in_the_list_with_its_fault(store: TemplateStore, tmp_path: Path) -> None:
    store.save("good", said("one {{ client.city }}"))
    (tmp_path / "templates" / "bad.yml").write_text("medium: [sms\n")
    bad, good = store.overview()
    assert (bad.name, bad.medium, bad.versions, len(bad.faults)) == ("bad", "", 0, 1)
    assert (good.medium, good.says, good.faults, good.versions) == ("sms", "one {{ client.city }}", (), 1)


def test_what_never_was_is_refused(store: TemplateStore) -> None:
    store.save("winback", said("one"))
    with pytest.raises(UnknownName, match="did you mean 'winback'"):
        store.history("winbakc")
    with pytest.raises(SpecError, match="has no version 7; there are: 1 to 1"):
        store.diff("winback", 7)
    with pytest.raises(SpecError, match="none yet"):
        store.version("../../etc", 1)


def test_of_those_who_save_at_once_nobody_loses_a_text(tmp_path: Path) -> None:
    def save(n: int) -> None:
        TemplateStore(tmp_path / "templates").save("t", said(f"text {n}"))

    with ThreadPoolExecutor(8) as together:
        list(together.map(save, range(24)))
    store = TemplateStore(tmp_path / "templates")
    kept = {store.version("t", v.number).parts()[0].source for v in store.history("t")}
    assert kept == {f"text {n}" for n in range(24)}
    assert len(store.history("t")) <= 2 * 24  # each text once, and again where it was found in the file before another
    assert sum(v.current for v in store.history("t")) == 1
    assert not [p for p in (tmp_path / "templates" / ".versions" / "t").iterdir() if p.suffix != ".yml"]
