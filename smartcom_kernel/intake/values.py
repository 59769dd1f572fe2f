"""How a value of a file becomes a value of the lake, or a fault with its reason: one SQL expression of each per column.

Text
    Kept as it is, byte for byte; ids lose the blanks around them. An empty value is no value.
Numbers
    Digits, a sign, groups of three, the decimal sign of the load. More decimals than the column holds are a fault,
    except zeros; binary floats of Parquet are rounded, halves away from zero.
Dates and instants
    See `moments`.
Booleans
    true, false, 1, 0, yes, no, y, n, да, нет in capitals or not.
"""

from __future__ import annotations

from collections.abc import Callable

from smartcom_kernel.intake import moments, phrases
from smartcom_kernel.intake.convention import SPACE, Settled
from smartcom_kernel.lake.columns import Column, Contract, Type
from smartcom_kernel.lake.sql import SQL_TYPES, identifier, literal

LONGEST_ID, LONGEST_TEXT, LONGEST_JSON = 200, 10_000, 100_000
BLANKS = " \t\r\n\u00a0\u2009\u202f\u200b\ufeff"
YES, NO = ("true", "1", "yes", "y", "да"), ("false", "0", "no", "n", "нет")
SHORTENED = r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+"
SHORTENED_ID = r"\d+(?:[.,]\d+)?[eE]\+\d+"

INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
FLOATS = {"FLOAT", "DOUBLE"}


def raw(contract: Contract, column: Column, source: str, kind: str) -> str:
    """SQL of a value as the file has it, null where it is empty.

    Args:
        contract: Whose column it is.
        column: The column.
        source: SQL of the file's own column.
        kind: The engine's type of `source`.
    """
    return source if keeps_type(column, kind) else _as_text(contract, column, source, kind)


def parsed(contract: Contract, column: Column, kind: str, rules: Settled) -> tuple[str, str]:
    """SQL of a value as the lake has it, null where it is faulty, and of the reason why; both from `raw` by name.

    Args:
        contract: Whose column it is.
        column: The column.
        kind: The engine's type of the file's own column.
        rules: The convention of the load.
    """
    x = identifier(column.name)
    return _typed(column, kind, x, rules) or PARSERS[column.type](x, contract, column, rules)


def keeps_type(column: Column, kind: str) -> bool:
    """Whether a column of this type is taken as it is, not by way of text."""
    return _typed(column, kind, "x", Settled("UTC")) is not None


def is_id(contract: Contract, column: Column) -> bool:
    """Whether a column holds ids, which blanks around them must not tell apart."""
    return column.name in contract.key or column.name in contract.parents or column.name.endswith("_id")


def _as_text(contract: Contract, column: Column, source: str, kind: str) -> str:
    text = f"CAST({source} AS VARCHAR)"
    if kind in FLOATS:  # data frames turn ids and phones with gaps into floats: 123.0 was 123
        whole = f"{source} = trunc({source}) AND abs({source}) < 9e15"
        text = f"CASE WHEN {whole} THEN CAST(CAST({source} AS BIGINT) AS VARCHAR) ELSE {text} END"
    elif kind == "VARCHAR":
        text = source
    elif column.type == "json" and kind != "JSON":
        text = f"CAST(to_json({source}) AS VARCHAR)"
    free = column.type in {"text", "json"} and not column.choices and not is_id(contract, column)
    return f"nullif({text}, '')" if free else without_blanks(text)


def without_blanks(text: str) -> str:
    """SQL of a text without the blanks around it, null where nothing is left; plain ASCII is seen at a glance."""
    solid = " AND ".join(f"{end}({text}, 1) BETWEEN '!' AND '~'" for end in ("left", "right"))
    return f"CASE WHEN {solid} THEN {text} ELSE nullif(trim({text}, {literal(BLANKS)}), '') END"


def _typed(column: Column, kind: str, x: str, rules: Settled) -> tuple[str, str] | None:
    """Value and reason for a column whose type needs no way through text."""
    if column.type == "integer" and kind in INTEGERS:
        return f"TRY_CAST({x} AS BIGINT)", phrases.TOO_LARGE.sql(rules.lang)
    exact = f"TRY_CAST({x} AS {SQL_TYPES[column.type]})"
    if column.type in {"number", "money"} and kind in INTEGERS | FLOATS:
        return exact, phrases.TOO_LARGE_OR_NO_NUMBER.sql(rules.lang)
    if column.type in {"number", "money"} and kind.startswith("DECIMAL("):
        return (
            f"CASE WHEN {exact} = {x} THEN {exact} END",
            phrases.TOO_LARGE_OR_FINE.filled(scale=scale_of(column)).sql(rules.lang),
        )
    if column.type == "boolean" and kind == "BOOLEAN":
        return x, "NULL"
    return moments.typed(column, kind, x, rules)


# text to value: each returns the SQL of the value and of the reason why there is none ---------------------------------


def _text(x: str, contract: Contract, column: Column, rules: Settled) -> tuple[str, str]:
    if column.choices:
        options = " ".join(f"WHEN {literal(c.lower())} THEN {literal(c)}" for c in column.choices)
        none = phrases.NO_CHOICE.filled(options=", ".join(column.choices))
        return f"CASE lower({x}) {options} END", none.sql(rules.lang)
    longest = LONGEST_ID if is_id(contract, column) else LONGEST_TEXT
    bad = {
        f"contains({x}, chr(0))": phrases.NUL,
        f"length({x}) > {longest}": phrases.TOO_LONG.filled(most=longest),
    }
    if is_id(contract, column):
        bad[f"(contains({x}, '+') AND regexp_full_match({x}, {literal(SHORTENED_ID)}))"] = phrases.SHORTENED
    whys = " ".join(f"WHEN {test} THEN {why.sql(rules.lang)}" for test, why in bad.items())
    return f"CASE WHEN NOT ({' OR '.join(bad)}) THEN {x} END", f"CASE {whys} END"


def _json(x: str, _: Contract, __: Column, rules: Settled) -> tuple[str, str]:
    bare = rf"""regexp_replace({x}, '"(?:[^"\\]|\\.)*"', '""', 'g')"""
    sound = f"json_valid({x}) AND NOT regexp_matches({bare}, '(?i)nan|inf')"
    size = f"length({x}) <= {LONGEST_JSON} AND NOT contains({x}, chr(0))"
    too_long = phrases.JSON_TOO_LONG.filled(most=LONGEST_JSON).sql(rules.lang)
    why = f"CASE WHEN {size} THEN {phrases.NO_JSON.sql(rules.lang)} ELSE {too_long} END"
    return f"CASE WHEN {size} AND {sound} THEN {x} END", why


def _integer(x: str, _: Contract, __: Column, rules: Settled) -> tuple[str, str]:
    shape = f"regexp_full_match({x}, '[+-]?\\d+')"
    return (
        f"CASE WHEN {shape} THEN TRY_CAST({x} AS BIGINT) END",
        f"CASE WHEN {shape} THEN {phrases.TOO_LARGE.sql(rules.lang)} ELSE {phrases.NOT_WHOLE.sql(rules.lang)} END",
    )


def _number(x: str, _: Contract, column: Column, rules: Settled) -> tuple[str, str]:
    sign, group = (".", ",") if rules.decimal == "." else (",", ".")
    scale = scale_of(column)
    grouped = rf"\d{{1,3}}(?:{SPACE}\d{{3}})+|\d{{1,3}}(?:[{group}]\d{{3}})+"
    exact, simple, loose = (
        rf"[+-]?(?:(?:{whole})(?:[{sign}]{decimals})?|[{sign}]\d{decimals})"
        for whole, decimals in (
            (rf"\d+|{grouped}", rf"\d{{0,{scale}}}0*"),
            (r"\d+", rf"\d{{0,{scale}}}0*"),
            (rf"\d+|{grouped}", r"\d*"),
        )
    )
    digits = f"regexp_replace({x}, {literal(f'{SPACE[:-1]}{group}]')}, '', 'g')"
    value = " ".join(
        f"WHEN {_matches(x, shape)} THEN TRY_CAST({_pointed(text, sign)} AS {SQL_TYPES[column.type]})"
        for shape, text in ((simple, x), (exact, digits))
    )
    whys = {
        _matches(x, SHORTENED): phrases.SHORTENED,
        _matches(x, exact): phrases.TOO_LARGE,
        _matches(x, loose): phrases.TOO_FINE.filled(scale=scale),
    }
    why = " ".join(f"WHEN {test} THEN {said.sql(rules.lang)}" for test, said in whys.items())
    return f"CASE {value} END", f"CASE {why} ELSE {phrases.NO_NUMBER.filled(sign=sign).sql(rules.lang)} END"


def _boolean(x: str, _: Contract, __: Column, rules: Settled) -> tuple[str, str]:
    yes, no = (f"lower({x}) IN ({', '.join(map(literal, words))})" for words in (YES, NO))
    options = ", ".join(word for pair in zip(YES, NO, strict=True) for word in pair)
    why = phrases.NO_CHOICE.filled(options=options).sql(rules.lang)
    return f"CASE WHEN {yes} THEN true WHEN {no} THEN false END", why


def scale_of(column: Column) -> int:
    """How many decimals a number or an amount of money keeps."""
    return int(SQL_TYPES[column.type].rstrip(")").split(",")[1])


def _pointed(digits: str, sign: str) -> str:
    return digits if sign == "." else f"replace({digits}, '{sign}', '.')"


def _matches(x: str, pattern: str) -> str:
    return f"regexp_full_match({x}, {literal(pattern)})"


PARSERS: dict[Type, Callable[[str, Contract, Column, Settled], tuple[str, str]]] = {
    "text": _text,
    "json": _json,
    "integer": _integer,
    "number": _number,
    "money": _number,
    "boolean": _boolean,
    "date": moments.date,
    "instant": moments.instant,
}
