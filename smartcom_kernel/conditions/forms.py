"""All that forms are drawn from, as plain data: what can be asked, how it is called, and what fits where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.conditions.compared import Compared
from smartcom_kernel.conditions.comparisons import COMPARISONS, Comparison
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import GROUPS, Form, FormField, spaced
from smartcom_kernel.conditions.measures import MEASURES
from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.lake.columns import Column, Type
from smartcom_kernel.lake.contracts import CUSTOMERS
from smartcom_kernel.lake.personal import PERSONAL

TYPES: tuple[Type, ...] = ("text", "json", "integer", "number", "money", "boolean", "date", "instant")
SIMPLE = {"integer": "number", "number": "number", "boolean": "flag", "string": "text"}
REFERRED = {"Operators": "operators", "OfColumn": "measure"}
LIMITS = ("minimum", "exclusiveMinimum", "maximum", "maxLength")


def forms(lang: Lang = "en") -> dict[str, Any]:
    """What forms for conditions are drawn from.

    Args:
        lang: Language of the labels, ``"en"`` or ``"ru"``.

    Returns:
        `groups` of a palette in their order, `offers` in them, `conditions` and `activities` by kind with their fields
        and columns, `operators` by the type of what is compared, and `measures` of rows.
    """
    return {
        "groups": {name: labels[lang] for name, labels in GROUPS.items()},
        "offers": [offer for kind in CONDITIONS for offer in _offers(CONDITIONS[kind], lang)],
        "conditions": {kind: _condition(CONDITIONS[kind], lang) for kind in CONDITIONS},
        "activities": {kind: _activity(ACTIVITIES[kind], lang) for kind in ACTIVITIES},
        "operators": {type_: [_operator(c, type_, lang) for c in suiting(type_)] for type_ in TYPES},
        "measures": {name: {"types": list(measure.types), "type": measure.type} for name, measure in MEASURES.items()},
    }


def suiting(type_: Type) -> list[Comparison]:
    """The operators that suit a type; a value inside JSON is of the type that it is compared with, so all do."""
    return [c for c in COMPARISONS.values() if type_ == "json" or type_ in c.types]


def _offers(condition: type[Condition], lang: Lang) -> Iterator[dict[str, Any]]:
    for offer in condition.offers():
        group = offer.group if offer.group in GROUPS else "other"
        yield {"label": offer.en if lang == "en" else offer.ru, "group": group, "data": offer.data}


def _condition(condition: type[Condition], lang: Lang) -> dict[str, Any]:
    return {
        "label": condition.form.label(condition.kind, lang),
        "help": condition.help() if lang == "en" else condition.form.ru_help,
        "fields": list(fields_of(condition, condition.form, lang)),
        "columns": [{**_column(c, lang, _source(c)), "name": name} for name, c in _columns(condition).items()],
    }


def _columns(condition: type[Condition]) -> Mapping[str, Column]:
    return condition.columns() if issubclass(condition, Compared) else {}


def _source(column: Column) -> str:
    """Where values of a column are suggested from: of attributes, what customers have."""
    is_open = column in CUSTOMERS.columns and column.type == "text" and column.name not in PERSONAL
    return column.refers_to or (f"{CUSTOMERS.name}.{column.name}" if is_open else "")


def _activity(activity: type[Activity], lang: Lang) -> dict[str, Any]:
    contract = getattr(activity, "contract", None)
    columns = []
    for column in activity.columns().values():
        own = f"{contract.name}.{column.name}" if contract and column.name in contract and column.type == "text" else ""
        columns.append(_column(column, lang, column.refers_to or own))
    label, told = (activity.en, activity.help()) if lang == "en" else (activity.ru, activity.ru_help)
    return {"label": label, "help": told, "columns": columns}


def _column(column: Column, lang: Lang, source: str) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.en if lang == "en" else column.ru,
        "type": column.type,
        "choices": list(column.choices),
        "source": "" if column.choices else source,
    }


def fields_of(block: type[Block], form: Form, lang: Lang) -> Iterator[dict[str, Any]]:
    """The fields of a block, in their order: what each is called, what it takes, and within which limits.

    Args:
        block: Whose.
        form: What it says of them.
        lang: Language of the labels.
    """
    schema = block.model_json_schema(mode="validation")
    for name, field in schema.get("properties", {}).items():
        own = form.fields.get(name) or FormField(spaced(name), spaced(name))
        yield {
            "name": name,
            "label": own.en if lang == "en" else own.ru,
            "hint": own.hint_en if lang == "en" else own.hint_ru,
            "called": {choice: names[lang == "ru"] for choice, names in own.choices.items()},
            "help": field.get("description", "") if lang == "en" else own.ru_help,
            "required": name in schema.get("required", ()),
            "default": field.get("default"),
            "source": own.refers_to,
            "compares": own.compares,
            **_taken(field),
        }


def _taken(field: Mapping[str, Any]) -> dict[str, Any]:
    """What a field takes, from its JSON Schema: of alternatives the simplest, of a list its items."""
    options = [option for option in field.get("anyOf", [field]) if option.get("type") != "null"]
    one = options[0] if options else field
    several = any(option.get("type") == "array" for option in options)
    one = one.get("items", one) if one.get("type") == "array" else one
    return {
        "takes": _sort(one),
        "several": several,
        "choices": one.get("enum", []),
        "whole": one.get("type") == "integer",
        **{limit: one[limit] for limit in LIMITS if limit in one},
        **{limit: field[limit] for limit in ("minItems", "maxItems") if limit in field},
    }


def _sort(one: Mapping[str, Any]) -> str:
    referred = REFERRED.get(str(one.get("$ref", "")).rpartition("/")[2])
    if referred or one.get("title") in ("condition", "activity"):
        return referred or str(one["title"])
    if one.get("format") == "date":
        return "date"
    return "choice" if "enum" in one else SIMPLE.get(str(one.get("type")), "text")


def _operator(comparison: Comparison, type_: Type, lang: Lang) -> dict[str, str]:
    suited = type_ if type_ in comparison.types else comparison.types[0]
    return {"name": comparison.name, "label": comparison.label(suited, lang), "takes": comparison.operand}
