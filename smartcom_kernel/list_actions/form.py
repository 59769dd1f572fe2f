"""The forms of list actions as plain data, and what is wrong with how one was filled in, by the names of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from smartcom_kernel.conditions.forms import fields_of
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.family import validated
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, ListAction
from smartcom_kernel.workbench import Workbench

OFFERED = 200
"""Values that a field offers: all tags of most shops, and the commonest of the others."""


def forms(wb: Workbench, kinds: Iterable[str], lang: Lang) -> list[dict[str, Any]]:
    """What the forms of some actions are drawn from.

    Args:
        wb: Where values to choose from are looked up.
        kinds: Which actions.
        lang: Language of the labels.

    Returns:
        For each its `kind`, `label` and `fields`, in the order of their places; of each field what
        `smartcom_kernel.conditions.forms.fields_of` says, and the values that are `offered`.
    """
    actions = sorted((LIST_ACTIONS[kind] for kind in kinds), key=lambda action: (action.place, action.kind))
    drawn = {action: list(_fields(action, lang)) for action in actions}
    sources = {field["source"] for fields in drawn.values() for field in fields if field["source"]}
    offered = {source: [offer.value for offer in wb.segments.suggest(source, limit=OFFERED)] for source in sources}
    return [
        {
            "kind": action.kind,
            "label": action.form.label(action.kind, lang),
            "fields": [{**field, "offered": offered.get(field["source"], [])} for field in fields],
        }
        for action, fields in drawn.items()
    ]


def filled_in(kind: str, fields: Mapping[str, Any], lang: Lang) -> ListAction:
    """An action from what stands in the fields of its form.

    Raises:
        UnknownName: There is no such action.
        SpecError: With every fault, each at its field and in both languages.
    """
    action = LIST_ACTIONS[kind]
    return validated(action, fields, what=action.form.label(kind, lang))


def told(error: SpecError, kind: str, lang: Lang) -> str:
    """What is wrong, a line each, with fields called as in the form."""
    labels = {field["name"]: field["label"] for field in _fields(LIST_ACTIONS[kind], lang)}
    of_fields = [labels.get(str(fault.path[0]), "") if fault.path else "" for fault in error.faults]
    if not any(of_fields):
        return error.describe(lang)
    lines = zip(of_fields, error.faults, strict=True)
    said = ((label or fault.where, fault.describe(lang)) for label, fault in lines)
    return "\n".join(": ".join(filter(None, parts)) for parts in said)


def _fields(action: type[ListAction], lang: Lang) -> Iterator[dict[str, Any]]:
    return fields_of(action, action.form, lang)
