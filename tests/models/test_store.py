from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import sklearn

from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.errors import SetupError, UnknownName
from smartcom_kernel.models.model_card import ClusterCard, versions
from smartcom_kernel.models.store import ModelStore

CARD = ClusterCard(
    name="types", as_of="2018-01-01T00:00:00Z", zone="UTC", snapshot_id=3, most_customers=100, features=(),
    versions=versions(), fingerprint="abc", method="kmeans", chosen_by="hand", tried={}, silhouette=0.5, customers=0,
    base={}, clusters=(),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    made = ModelStore(tmp_path / "models")
    made.save(CARD, {"centres": [1, 2]}, "# types\n")
    return made


def change(store: ModelStore, **card: Any) -> None:
    path = store.folder / "types" / "card.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **card}))


def test_a_model_comes_back_with_its_card(store: ModelStore) -> None:
    card, model = store.load("types")
    assert model == {"centres": [1, 2]}
    assert card == store["types"]
    assert card.model_dump(exclude={"file", "sha256"}) == CARD.model_dump(exclude={"file", "sha256"})
    assert list(store) == ["types"]


def test_the_model_is_its_owners_alone_and_the_card_is_everybodys(store: ModelStore) -> None:
    modes = {p.suffix: stat.S_IMODE(p.stat().st_mode) for p in (store.folder / "types").iterdir()}
    assert modes == {".pickle": 0o600, ".md": 0o644, ".json": 0o644}


def test_a_model_of_another_scikit_learn_is_refused_before_it_is_read(store: ModelStore) -> None:
    next((store.folder / "types").glob("*.pickle")).write_bytes(b"not a pickle of this version")
    change(store, versions={**versions(), "scikit-learn": "0.24.2"})
    with pytest.raises(SetupError) as caught:
        store.load("types")
    assert str(caught.value) == (
        f"model 'types' was made by scikit-learn 0.24.2, and this is {sklearn.__version__}, which may read it wrongly: "
        "fit it again under this name"
    )


def test_a_file_that_is_not_the_one_of_the_card_is_never_unpickled(store: ModelStore) -> None:
    next((store.folder / "types").glob("*.pickle")).write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(SetupError, match="is missing or is not the model that its card speaks of"):
        store.load("types")


def test_a_card_cannot_name_a_file_elsewhere(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.pickle").write_bytes(b"")
    change(
        store, file="../../elsewhere.pickle", sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b854"
    )
    (store.folder / "types" / "elsewhere.pickle").unlink(missing_ok=True)
    with pytest.raises((SetupError, EOFError)) as caught:
        store.load("types")
    assert isinstance(caught.value, SetupError)


def test_a_new_model_takes_the_place_of_the_old_one(store: ModelStore) -> None:
    store.save(CARD, {"centres": [3]}, "# types\n")
    assert store.load("types")[1] == {"centres": [3]}
    assert len(list((store.folder / "types").glob("*.pickle"))) == 1


def test_a_crash_before_the_card_leaves_the_old_model(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def until_the_card(path: Path, content: bytes, **more: Any) -> None:
        if path.name == "card.json":
            raise OSError("the power went out")
        write_atomically(path, content, **more)

    monkeypatch.setattr("smartcom_kernel.models.store.write_atomically", until_the_card)
    with pytest.raises(OSError, match="power"):
        store.save(CARD, {"centres": [3]}, "# types\n")
    assert store.load("types")[1] == {"centres": [1, 2]}


@pytest.mark.parametrize("name", ["type", "../types", "types/", "", "..", "Types"])
def test_an_unknown_model_is_refused_by_its_name(store: ModelStore, name: str) -> None:
    with pytest.raises(UnknownName, match="there is no model called"):
        store.load(name)
    with pytest.raises(UnknownName):
        store.delete(name)
    assert list(store) == ["types"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind": "clusters"}', '{"kind": "oracle"}', "\x00"])
def test_a_card_that_is_none_says_what_to_do(store: ModelStore, text: str) -> None:
    (store.folder / "types" / "card.json").write_text(text)
    with pytest.raises(SetupError, match="the card of model 'types' cannot be read"):
        store.load("types")


def test_a_card_of_a_later_format_is_refused(store: ModelStore) -> None:
    change(store, format=2)
    with pytest.raises(SetupError, match="fit it again under this name"):
        store.load("types")


def test_a_deleted_model_is_gone(store: ModelStore) -> None:
    store.delete("types")
    assert list(store) == []
    with pytest.raises(UnknownName, match="there are none yet"):
        store["types"]
