"""The reference of the guide, drawn from the program itself: ``make docs`` writes ``docs/guide/reference.md``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from smartcom_kernel.catalogue import FAMILIES
from smartcom_kernel.cli import app
from smartcom_kernel.core.section import Section
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.columns import Contract
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.templates.functions import FUNCTIONS
from smartcom_kernel.templates.variables import catalogue as variable_catalogue

INTRODUCTION = """\
# Reference

Made from the program itself by `make docs`; do not edit.
"""


def reference() -> str:
    """The whole page, in Markdown."""
    parts = [*_commands(), *_settings(), *_tables(), *_template_words(), *_families()]
    return "\n".join([INTRODUCTION, *parts]).rstrip() + "\n"


def _commands() -> Iterator[str]:
    yield "## Commands\n"
    yield "Commands in a workspace take `--workspace DIR`: the current folder when absent; for `demo` and `lab`,"
    yield "`workspace`. All but `lab` take `--json`. Only `init` and `demo` make a workspace.\n"
    yield from _table("command", "does", *_walk("smartcom", typer.main.get_command(app)))


def _walk(name: str, command: Any) -> Iterator[tuple[str, str]]:
    children = getattr(command, "commands", None)
    if children is not None:
        for child in sorted(children):
            yield from _walk(f"{name} {child}", children[child])
        return
    words = [_word(p) for p in command.params if p.name not in ("workspace", "as_json")]
    yield f"`{' '.join([name, *words])}`", (command.help or "").split("\n")[0]


def _word(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        word = str(parameter.name).upper() + ("…" if parameter.nargs == -1 else "")
        return word if parameter.required else f"[{word}]"
    value = "" if parameter.is_flag else f" {str(parameter.name).upper()}"
    return f"[{parameter.opts[0]}{value}]"


def _settings() -> Iterator[str]:
    yield "\n## Settings\n"
    yield "In `smartcom.toml` of the workspace, or as `SMARTCOM_…` in the environment, which wins; tables are joined by"
    yield "two underscores: `SMARTCOM_RFM__PERIOD_DAYS`.\n"
    yield from _table("setting", "default", "means", *_fields(Settings, ""))


def _fields(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from _fields(kind, f"{prefix}{name}.")
        elif (of := _named_sections(kind)) is not None:
            yield from _fields(of, f"{prefix}{name}.NAME.")
        else:
            yield f"`{prefix}{name}`", _default(field), field.description or ""


def _named_sections(annotation: Any) -> type[Section] | None:
    """The section of which there is one for each name, where there is."""
    of = get_args(annotation)[1:] if get_origin(annotation) is dict else ()
    return next((kind for kind in of if isinstance(kind, type) and issubclass(kind, Section)), None)


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    return "" if value is None else f"`{json.dumps(value, ensure_ascii=False, default=str)}`"


def _tables() -> Iterator[str]:
    yield "\n## Tables\n"
    yield "A file brings any of a table's columns, under these names; those in bold are required. Those marked"
    yield "*derived* are filled at load and cannot be brought.\n"
    for contract in CONTRACTS.values():
        yield f"### {contract.name}\n"
        yield f"{contract.en}. Key: {', '.join(f'`{k}`' for k in contract.key)}.\n"
        yield from _table("column", "type", "means", *_columns(contract))
        yield ""


def _columns(contract: Contract) -> Iterator[tuple[str, str, str]]:
    for column in contract.columns:
        name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
        kind = column.type if column.origin == "file" else f"{column.type}, *{column.origin}*"
        choices = f": {', '.join(f'`{c}`' for c in column.choices)}" if column.choices else ""
        yield name, kind, f"{column.en} ({column.ru}){choices}"


def _template_words() -> Iterator[str]:
    yield "\n## Variables of templates\n"
    yield "`client.metrics.NAME` is any [metric](#kinds-of-metrics); `[]` stands for each item of a list;"
    yield "under `.custom` stand the fields of your own.\n"
    variables = [v for v in variable_catalogue().values() if not v.path.startswith("client.metrics.")]
    rows = [(f"`{v.path}`", v.type, f"{v.en} ({v.ru})", f"`{v.example}`") for v in variables]
    yield from _table("variable", "type", "means", "such as", *rows)
    yield "\n## Functions of templates\n"
    functions = [(f"`{{{{ {f.signature} }}}}`", f"{f.en} ({f.ru})") for f in FUNCTIONS.values()]
    yield from _table("function", "gives", *functions)


def _families() -> Iterator[str]:
    for name, family in FAMILIES.items():
        yield f"\n## Kinds of {name}\n"
        for entry in family.catalogue():
            yield f"### {entry['kind']}\n"
            yield f"{entry['help']}\n"
            yield f"```yaml\n{json.dumps(entry['example'], ensure_ascii=False)}\n```\n"
            block = family[entry["kind"]]
            rows = [(f"`{f.alias or n}`", f.description or "") for n, f in _offered(block)]
            if rows:
                yield from _table("field", "means", *rows)
                yield ""


def _offered(block: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields that a block may be given: a metric that speaks of the moment itself takes no window."""
    for name, field in block.model_fields.items():
        if name != "within_days" or getattr(block, "windowed", True):
            yield name, field


def _table(*cells: Any) -> Iterator[str]:
    head = [cell for cell in cells if isinstance(cell, str)]
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in cells[len(head) :]:
        yield f"| {' | '.join(str(cell).replace('|', '/').replace(chr(10), ' ') for cell in row)} |"


if __name__ == "__main__":
    sys.stdout.write(reference())
