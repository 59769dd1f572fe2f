"""The promises that every condition keeps towards forms: a widget draws it without knowing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import GROUPS
from smartcom_kernel.conditions.forms import TYPES, forms
from smartcom_kernel.core.block import Lang
from tests.conformance.blocks import example_of

FORMS: dict[Lang, dict[str, Any]] = {"en": forms("en"), "ru": forms("ru")}
TAKES = {"text", "number", "flag", "choice", "date", "operators", "measure", "activity", "condition"}
SAME = {"RFM", "e-mail"}
"""What has one name in both languages."""

every_condition = pytest.mark.parametrize("kind", CONDITIONS)


def labels(kind: str) -> Iterator[tuple[str, str]]:
    english, russian = (FORMS[lang]["conditions"][kind] for lang in ("en", "ru"))
    yield english["label"], russian["label"]
    for part in ("fields", "columns"):
        yield from ((e["label"], r["label"]) for e, r in zip(english[part], russian[part], strict=True))


@every_condition
def test_it_and_its_fields_and_columns_are_called_something_in_both_languages(kind: str) -> None:
    assert [pair for pair in labels(kind) if not all(pair) or (pair[0] == pair[1] and pair[0] not in SAME)] == []
    assert [russian for _, russian in labels(kind) if russian not in SAME and not re.search("[а-я]", russian)] == []


@every_condition
def test_its_hint_is_in_russian_where_the_form_is(kind: str) -> None:
    english, russian = (FORMS[lang]["conditions"][kind] for lang in ("en", "ru"))
    assert english["help"] == CONDITIONS[kind].help()
    hints = [russian["help"], *(field["help"] for field in russian["fields"] if field["help"])]
    assert [hint for hint in hints if not re.search("[а-я]", hint)] == []


def test_so_are_those_of_activities() -> None:
    activities = FORMS["ru"]["activities"].values()
    assert [drawn["label"] for drawn in activities if not re.search("[а-я]", drawn["help"])] == []


@every_condition
def test_its_fields_are_those_of_its_schema_and_take_something_a_form_has(kind: str) -> None:
    fields = FORMS["en"]["conditions"][kind]["fields"]
    assert [f["name"] for f in fields] == list(CONDITIONS[kind].model_json_schema()["properties"])
    assert {f["takes"] for f in fields} <= TAKES
    assert set(example_of(CONDITIONS[kind])) - {"kind"} <= {f["name"] for f in fields}


@every_condition
def test_a_palette_offers_it_in_a_group(kind: str) -> None:
    offers = [offer for offer in FORMS["en"]["offers"] if offer["data"]["kind"] == kind]
    assert offers
    assert {offer["group"] for offer in offers} <= set(GROUPS) - {"other"}


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_operator_that_suits_a_type_has_a_name_of_its_own(lang: Lang) -> None:
    for type_ in TYPES:
        named = [operator["label"] for operator in FORMS[lang]["operators"][type_]]
        assert all(named)
        assert len(named) == len(set(named))


def test_a_condition_that_says_nothing_of_forms_has_one_all_the_same() -> None:
    class Bare(Condition):
        """Is bare of any words."""

        kind = "very_bare"

        so_many: int = 1
        """How many."""

    CONDITIONS.register(Bare)
    try:
        drawn: Mapping[str, Any] = forms("ru")
    finally:
        CONDITIONS._kinds.pop("very_bare")
    field = drawn["conditions"]["very_bare"]["fields"][0]
    assert (field["label"], field["takes"], field["whole"]) == ("so many", "number", True)
    assert {"label": "very bare", "group": "other", "data": {"kind": "very_bare"}} in drawn["offers"]
