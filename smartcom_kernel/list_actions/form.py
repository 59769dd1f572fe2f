"""The forms of list actions as plain data, and what is wrong with how one was filled in, in the form's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from smartcom_kernel.conditions.forms import fields_of
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.wording import number
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, ListAction
from smartcom_kernel.workbench import Workbench

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "missing": "is to be filled in",
        "fits": "does not fit; what does: {hint}",
        "number": "must be a number",
        "whole": "must be a whole number",
        "minimum": " from {}",
        "exclusiveMinimum": " above {}",
        "maximum": " up to {}",
        "text": "must be text of at most {} characters",
        "choice": "must be one of {}",
        "date": "must be a date",
        "flag": "must be yes or no",
        "extra": "is no field of this action",
    },
    "ru": {
        "missing": "нужно заполнить",
        "fits": "не подходит; подходит: {hint}",
        "number": "нужно число",
        "whole": "нужно целое число",
        "minimum": " от {}",
        "exclusiveMinimum": " больше {}",
        "maximum": " до {}",
        "text": "нужен текст не длиннее {} знаков",
        "choice": "нужно одно из: {}",
        "date": "нужна дата",
        "flag": "нужно да или нет",
        "extra": "такого поля у этого действия нет",
    },
}


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
    offered = {source: [suggestion.value for suggestion in wb.segments.suggest(source)] for source in sources}
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
        SpecError: With every fault, each at its field and in the language asked for.
    """
    action = LIST_ACTIONS[kind]
    try:
        return action.model_validate(fields)
    except ValidationError as error:
        drawn = {field["name"]: field for field in _fields(action, lang)}
        faults = [Fault((str(item["loc"][0]),), _fault(item, drawn, lang)) for item in error.errors(include_url=False)]
        raise SpecError(action.form.label(kind, lang), faults) from None


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


def _fault(item: Any, drawn: Mapping[str, Mapping[str, Any]], lang: Lang) -> str:
    """Of one fault that pydantic found: what would be right."""
    words, field = WORDS[lang], drawn.get(str(item["loc"][0]))
    if field is None:
        return words["extra"]
    if item["type"] == "missing" or item["input"] is None or not str(item["input"]).strip():
        return words["missing"]
    if item["type"] == "value_error":
        return Fault.of(item["ctx"]["error"]).describe(lang)
    if item["type"] == "string_pattern_mismatch" and field["hint"]:
        return words["fits"].format(hint=field["hint"])
    return _wanted(field, lang)


def _wanted(field: Mapping[str, Any], lang: Lang) -> str:
    words, takes = WORDS[lang], field["takes"]
    if takes == "number":
        limits = (limit for limit in ("minimum", "exclusiveMinimum", "maximum") if limit in field)
        wanted = words["whole" if field["whole"] else "number"]
        return wanted + "".join(words[limit].format(number(field[limit], lang)) for limit in limits)
    if takes == "choice":
        return words[takes].format(", ".join(field["called"].get(choice, choice) for choice in field["choices"]))
    return words[takes].format(field.get("maxLength", ""))
