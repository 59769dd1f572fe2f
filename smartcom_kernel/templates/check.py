"""What is wrong with a template, found before anybody is written to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

from smartcom_kernel.core.errors import Fault, SpecError, hint, nearest
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.plain_text import without_tag_lines
from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.sandbox import Sandbox, refuse_statements
from smartcom_kernel.templates.sms import SmsSize, sms_size
from smartcom_kernel.templates.template import Part, Template
from smartcom_kernel.templates.used import uses
from smartcom_kernel.templates.variables import catalogue, example_context, groups, variable_at

SANDBOX = Sandbox(Habits(), html=False)
LEFT_OVER = re.compile(r"\{\{|\{%")


@dataclass(frozen=True)
class Sample:
    """A template as an invented customer would get it, and what it costs as an SMS."""

    message: Rendered
    sms: SmsSize | None


def check(template: Template, renderer: Renderer) -> Sample:
    """Look for faults in the source and in what comes out of it.

    Raises:
        SpecError: With every fault found.
    """
    refuse_faulty(template)
    try:
        message = renderer.render(template, example_context())
    except TemplateError as error:
        raise SpecError(f"template {template.name!r}", [_fault(error.part, error.line, error.message)]) from None
    for part, text in vars(message).items():
        if LEFT_OVER.search(text):
            raise SpecError.single(f"template {template.name!r}", "a tag is left over, as it would be sent", part)
    return Sample(message, sms_size(message.text) if template.medium == "sms" else None)


def refuse_faulty(template: Template) -> None:
    """Look for faults in the source only: nothing is filled in.

    Raises:
        SpecError: With every fault found: of syntax, and names of variables, filters and tests nobody knows.
    """
    found = [fault for part in template.parts() if not part.derived for fault in _faults(part)]
    if not found:
        derived = [part for part in template.parts() if part.derived]
        found = [
            Fault((part.name,), f"cannot be made from html, give it: {f.message}")
            for part in derived
            for f in _faults(part)
        ]
    if found:
        raise SpecError(f"template {template.name!r}", found)


def needed(template: Template) -> set[str]:
    """The variables a template without faults uses, by their paths; a group where it only asks whether there is one."""
    known = catalogue()
    paths = {use.path for part in template.parts() for use in uses(_tree(part))}
    return {found.path if (found := variable_at(path, known)) else path for path in paths}


def _tree(part: Part) -> nodes.Template:
    return SANDBOX.parse(part.source if part.html else without_tag_lines(part.source))


def _faults(part: Part) -> Iterator[Fault]:
    try:
        tree = _tree(part)
        refuse_statements(tree)
        yield from _unknown_words(part, tree)
        yield from _unknown_variables(part, tree)
    except TemplateSyntaxError as error:
        yield _fault(part.name, error.lineno, error.message or "is faulty")
    except RecursionError:
        yield _fault(part.name, None, "is nested too deeply")


def _unknown_words(part: Part, tree: nodes.Template) -> Iterator[Fault]:
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        what, known = ("filter", SANDBOX.filters) if isinstance(node, nodes.Filter) else ("test", SANDBOX.tests)
        name = str(getattr(node, "name", ""))
        if name not in known:
            yield _fault(part.name, node.lineno, f"there is no {what} {name!r}{hint(name, known)}")


def _unknown_variables(part: Part, tree: nodes.Template) -> Iterator[Fault]:
    known = catalogue()
    fine = groups(known)
    for use in dict.fromkeys(uses(tree)):
        if use.path not in fine and variable_at(use.path, known) is None:
            near = nearest(use.path, known)
            instead = f"did you mean {near}?" if near else "the variables are listed in the guide"
            yield _fault(part.name, use.line, f"there is no variable {use.path}; {instead}")


def _fault(part: str, line: int | None, message: str) -> Fault:
    return Fault((part,) if part else (), f"line {line}: {message}" if line else message)
