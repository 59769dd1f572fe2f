"""The parameters a notebook declares: the annotated names of its cell tagged ``parameters``.

    segment: str
    control_share: float = 0.1
    medium: Literal["email", "sms"] = "email"

A name without a default must be given. Values are checked before any kernel starts.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.family import validated

if TYPE_CHECKING:
    from nbformat import NotebookNode

TAG = "parameters"
SCALARS = {"str": str, "int": int, "float": float, "bool": bool}
ALLOWED = "use str, int, float, bool, list[…], dict[str, …], Literal[…] or one of them with | None"


def checked(notebook: NotebookNode, given: Mapping[str, Any], *, what: str) -> dict[str, Any]:
    """The given parameters as the types their notebook declares; text of the command line is read as the type asks.

    Args:
        notebook: The notebook.
        given: Values by name.
        what: How faults call the notebook.

    Raises:
        SpecError: With every parameter that is unknown, missing or ill-typed, or every faulty declaration.
    """
    values = validated(declared(notebook, what=what), dict(given), what=f"parameters of {what}")
    plain = values.model_dump(mode="json", by_alias=True, exclude_unset=True)
    faults = [Fault((n,), "must not contain the character NUL") for n, v in plain.items() if r"\u0000" in json.dumps(v)]
    if faults:
        raise SpecError(f"parameters of {what}", faults)
    return plain


def declared(notebook: NotebookNode, *, what: str) -> type[BaseModel]:
    """A model with one field for each parameter of a notebook.

    Raises:
        SpecError: A declaration has no type, or one that no parameter can have.
    """
    fields: dict[str, Any] = {}
    faults: list[Fault] = []
    for number, statement in enumerate(_statements(notebook, what)):
        name = _name(statement)
        if name is None:
            continue
        try:
            default = ... if isinstance(statement, ast.AnnAssign) and statement.value is None else None
            # the alias leaves every name free, also those pydantic's models use themselves
            fields[f"p{number}"] = (_type(statement), Field(default, alias=name))
        except ValueError as error:
            faults.append(Fault((name,), str(error)))
    if faults:
        raise SpecError(f"the parameters cell of {what}", faults)
    model: type[BaseModel] = create_model("Parameters", __config__=CONFIG, **fields)
    return model


CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False, protected_namespaces=())


def _statements(notebook: NotebookNode, what: str) -> list[ast.stmt]:
    cells = [c for c in notebook.cells if c.cell_type == "code" and TAG in c.metadata.get("tags", [])]
    try:
        return [statement for cell in cells[:1] for statement in ast.parse(cell.source).body]
    except SyntaxError as error:
        raise SpecError.single(f"the parameters cell of {what}", f"is not Python: {error}") from None


def _name(statement: ast.stmt) -> str | None:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return None


def _type(statement: ast.stmt) -> Any:
    if not isinstance(statement, ast.AnnAssign):
        raise ValueError(f"has no type; write it as `name: type = value`, and {ALLOWED}")
    return _annotation(statement.annotation)


def _annotation(node: ast.expr) -> Any:
    match node:
        case ast.Name(id=name) if name in SCALARS:
            return SCALARS[name]
        case ast.Constant(value=None):
            return None
        case ast.Name(id="list" | "dict" as name):
            return _from_text({"list": list[Any], "dict": dict[str, Any]}[name])
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            return _from_text(list[_annotation(item)])  # type: ignore[misc]
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[ast.Name(id="str"), item])):
            return _from_text(dict[str, _annotation(item)])  # type: ignore[misc]
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=choices)) if choices:
            return Literal[tuple(map(_choice, choices))]
        case ast.Subscript(value=ast.Name(id="Literal"), slice=choice):
            return Literal[_choice(choice)]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _annotation(left) | _annotation(right)
    raise ValueError(f"`{ast.unparse(node)}` is not a type a parameter can have: {ALLOWED}")


def _choice(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    raise ValueError(f"`{ast.unparse(node)}` is not a plain value, as the choices of Literal[…] must be")


def _from_text(kind: Any) -> Any:
    return Annotated[kind, BeforeValidator(_read_json)]


def _read_json(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
