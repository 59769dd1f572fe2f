from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pytest

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError, UnknownName
from smartcom_kernel.core.plugins import load_plugins
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.testing import broken_promises, small_shop
from smartcom_kernel.workbench import Workbench

PLUGIN = '''
from smartcom_kernel.conditions.tag import Tag
from smartcom_kernel.conditions.condition import CONDITIONS


@CONDITIONS.register
class Label(Tag):
    """Has a label."""

    kind = "label"
'''
CUSTOMERS = [{"customer_id": "anna", "city": "Казань"}, {"customer_id": "boris", "city": ""}]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a setting and a plug-in, which was never opened."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "plugins").mkdir()
    (folder / "plugins" / "label.py").write_text(PLUGIN, encoding="utf-8")
    (folder / "smartcom.toml").write_text('name = "Corner shop"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shop(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTCOM_DATABASE_URL", "of another workspace")
        with small_shop(home, customers=CUSTOMERS) as wb:
            yield wb
        assert os.environ["SMARTCOM_DATABASE_URL"] == "of another workspace"
    assert not wb.folder.exists()
    load_plugins(tmp_path_factory.mktemp("another"))


def test_it_has_the_rows_the_settings_and_the_plugins_and_leaves_the_workspace_alone(
    home: Path, shop: Workbench
) -> None:
    assert shop.segments.count({"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}) == 1
    assert (shop.settings.name, "label" in CONDITIONS) == ("Corner shop", True)
    assert sorted(path.name for path in home.iterdir()) == ["plugins", "smartcom.toml"]


class Careless(Condition):
    """Breaks the promises."""

    kind = "careless"

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        return (customer.city == "Казань").nullif(ibis.literal(False))

    def describe(self, lang: Lang = "en") -> str:
        return "Is careless." if lang == "en" else ""


def test_each_broken_promise_is_a_sentence(shop: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONDITIONS._kinds, "careless", Careless)
    assert broken_promises({"kind": "careless"}, shop.present.tables) == [
        "its sentence (en) is empty, has blanks too many, or ends with a full stop: 'Is careless.'",
        "its sentence (ru) is empty, has blanks too many, or ends with a full stop: ''",
        "`where` is neither true nor false of boris",
        "it is false of nobody in this shop, so nothing is shown",
    ]


def test_a_condition_that_keeps_its_promises_breaks_none(shop: Workbench) -> None:
    known = {"kind": "attribute", "name": "city", "is": {"exists": True}}
    assert broken_promises(known, shop.present.tables) == []


def test_rows_that_break_their_contract_and_unknown_tables_are_refused(home: Path) -> None:
    unborn: list[dict[str, Any]] = [{"customer_id": "anna", "birth_on": "soon"}]
    with pytest.raises(UnknownName, match="did you mean 'customers'"), small_shop(home, customer=unborn):
        pass
    with pytest.raises(DataError, match="birth_on"), small_shop(home, customers=unborn):
        pass
