"""A form of every sort of field, and what is said of each that is filled in wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from pydantic import Field, field_validator

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, UnknownName, Words
from smartcom_kernel.list_actions.form import filled_in, forms, told
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, Line, ListAction, Name, name_field
from smartcom_kernel.list_actions.save_segment import SaveSegment
from smartcom_kernel.workbench import Workbench


class Everything(ListAction):
    """Has a field of every sort."""

    kind = "everything"
    example: ClassVar[dict[str, Any]] = {"amount": 5, "reason": "spring"}
    form = Form(
        "Everything",
        "Всё",
        fields={
            "amount": FormField("Points", "Баллов"),
            "reason": FormField("Reason", "Причина"),
            "until": FormField("Until", "До какого дня"),
            "how": FormField("How", "Как", choices={"all": ("at once", "сразу"), "each": ("one by one", "по одному")}),
            "tell": FormField("Tell them", "Сообщить"),
            "name": name_field("Name", "Имя"),
        },
    )

    amount: Decimal = Field(gt=0, le=1000)
    """How many."""
    reason: Line
    """Why."""
    until: date | None = None
    """Until when."""
    how: Literal["all", "each"] = "all"
    """In what way."""
    tell: bool = False
    """Whether they are told."""
    name: Name | None = None
    """Under which name."""

    @field_validator("until")
    @classmethod
    def _ahead(cls, until: date | None) -> date | None:
        if until == date(2000, 1, 1):
            raise ValueError("lies in the past")
        return until


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    LIST_ACTIONS.register(Everything)
    yield
    LIST_ACTIONS._kinds.pop("everything")


def test_each_field_says_how_it_is_drawn(workspace: Path) -> None:
    with Workbench.open(workspace) as wb:
        [form] = forms(wb, ["everything"], "ru")
    drawn = {field["name"]: field for field in form["fields"]}
    assert {name: field["takes"] for name, field in drawn.items()} == {
        "amount": "number", "reason": "text", "until": "date", "how": "choice", "tell": "flag", "name": "text",
    }  # fmt: skip
    assert (drawn["how"]["choices"], drawn["how"]["called"]) == (["all", "each"], {"all": "сразу", "each": "по одному"})
    assert (drawn["amount"]["whole"], drawn["amount"]["exclusiveMinimum"], drawn["reason"]["maxLength"]) == (
        False,
        0,
        100,
    )
    assert (drawn["tell"]["default"], drawn["until"]["default"], drawn["name"]["hint"]) == (
        False,
        None,
        "a–z, 0–9, - и _",
    )


@pytest.mark.parametrize(
    ("fields", "english", "russian"),
    [
        ({"amount": 0}, "Points: must be above 0, not 0", "Баллов: должно быть больше 0, а не 0"),
        ({"amount": "x"}, "Points: must be a number, not 'x'", "Баллов: нужно число, а не 'x'"),
        ({"reason": "\n"}, "Reason: is required", "Причина: нужно заполнить"),
        (
            {"reason": "\0"},
            "Reason: does not fit; what does: one line without control characters",
            "Причина: не подходит; подходит: одна строка без управляющих знаков",
        ),
        (
            {"until": "soon"},
            "Until: must be a date such as 2026-01-31",
            "До какого дня: нужна дата, например 2026-01-31",
        ),
        ({"until": "2000-01-01"}, "Until: lies in the past", "До какого дня: lies in the past"),
        ({"how": "never"}, "How: must be 'all' or 'each'", "Как: подходит: 'all' или 'each'"),
        ({"tell": "perhaps"}, "Tell them: must be true or false", "Сообщить: нужно true или false"),
        ({"name": "Я"}, "Name: does not fit; what does: a–z, 0–9", "Имя: не подходит; подходит: a–z, 0–9"),
        ({"more": 1}, "more: is not a field here", "more: здесь нет такого поля"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_in_both_languages(
    fields: dict[str, Any], english: str, russian: str
) -> None:
    given = {"amount": 1, "reason": "x", **fields}
    assert english in said_of(given, "en")
    assert russian in said_of(given, "ru")


def said_of(given: dict[str, Any], lang: Lang) -> str:
    with pytest.raises(SpecError) as refused:
        filled_in("everything", given, lang)
    return told(refused.value, "everything", lang)


def test_all_faults_are_told_at_once() -> None:
    assert said_of({"tell": 7}, "en").splitlines() == [
        "Points: is required", "Reason: is required", "Tell them: must be true or false, not 7",
    ]  # fmt: skip


def test_what_is_filled_in_rightly_is_the_action() -> None:
    assert filled_in("everything", {"amount": 1.5, "reason": " x ", "until": "2030-01-02"}, "en") == Everything(
        amount=Decimal("1.5"), reason="x", until=date(2030, 1, 2)
    )


def test_an_action_that_does_not_exist_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="there is no list action called 'save_segmnt'; did you mean 'save_segment'"):
        filled_in("save_segmnt", {}, "en")


def test_a_fault_that_is_no_field_s_keeps_its_words_beside_one_that_is() -> None:
    both = SpecError("segment 'a'", [Fault((), "all is wrong"), Fault(("name",), "is taken")])
    assert told(both, SaveSegment.kind, "ru") == "all is wrong\nИмя сегмента: is taken"
    error = SpecError.single("segment 'a'", Words("a circle: a → a", "по кругу: a → a"))
    assert told(error, SaveSegment.kind, "ru") == "по кругу: a → a"
