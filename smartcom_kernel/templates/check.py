"""What is wrong with a template, found before anybody is written to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, hint, nearest
from smartcom_kernel.templates.calls import calls
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.functions import FUNCTIONS
from smartcom_kernel.templates.library import Library
from smartcom_kernel.templates.message_links import MESSAGE_LINKS, example_links
from smartcom_kernel.templates.plain_text import without_tag_lines
from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.sandbox import Sandbox, refuse_statements
from smartcom_kernel.templates.sms import SmsSize, sms_size
from smartcom_kernel.templates.template import Part, Template
from smartcom_kernel.templates.used import uses
from smartcom_kernel.templates.variables import catalogue, example_context, groups, variable_at

SANDBOX = Sandbox(Habits(), html=False)
ELSEWHERE: dict[str, tuple[str, str]] = {
    "event": ("is what set off a campaign; a mailing has none", "то, с чего начинается кампания; в рассылке его нет"),
    "client.promocode": ("comes with promo codes, which are not there yet", "появится вместе с промокодами"),
    "client.last_promocode": ("comes with promo codes, which are not there yet", "появится вместе с промокодами"),
    "client.poll": ("comes with polls, which are not there yet", "появится вместе с опросами"),
}
"""What people may know from elsewhere, and why it is not here."""
LEFT_OVER = re.compile(r"\{\{|\{%")
WORDS: dict[str, tuple[str, str]] = {
    "left_over": ("a tag is left over, as it would be sent", "осталась метка шаблона, так она и ушла бы"),
    "give_text": ("cannot be made from html, give it: {why}", "не получается из html, задайте его сами: {why}"),
    "faulty": ("is faulty", "содержит ошибку"),
    "deep": ("is nested too deeply", "слишком глубокая вложенность"),
    "filter": ("there is no filter {name}{hint}", "нет фильтра {name}{hint}"),
    "test": ("there is no test {name}{hint}", "нет проверки {name}{hint}"),
    "variable": ("there is no variable {path}; {instead}", "нет переменной {path}; {instead}"),
    "code": ("{name} wants the name in quotes: {signature}", "{name} ждёт имя в кавычках: {signature}"),
    "const": ("there is no constant {code}{hint}", "нет константы {code}{hint}"),
    "directory": ("there is no directory {code}{hint}", "нет справочника {code}{hint}"),
    "field": ("the directory {code} has no field {field}{hint}", "в справочнике {code} нет поля {field}{hint}"),
    "near": ("did you mean {near}?", "возможно, {near}?"),
    "guide": ("the variables are listed in the guide", "список переменных есть в руководстве"),
    "line": ("line {line}: {message}", "строка {line}: {message}"),
}


@dataclass(frozen=True)
class Sample:
    """A template as an invented customer would get it, and what it costs as an SMS."""

    message: Rendered
    sms: SmsSize | None


def check(template: Template, renderer: Renderer, lang: Lang = "en") -> Sample:
    """Look for faults in the source and in what comes out of it.

    Args:
        template: What to look at.
        renderer: Fills it in.
        lang: Language of the faults, and of the invented customer.

    Raises:
        SpecError: With every fault found.
    """
    refuse_faulty(template, lang)
    try:
        message = renderer.render(template, {**example_context(lang), **example_links()})
    except TemplateError as error:
        made = {part.name for part in template.parts() if part.written}  # its lines are nobody's
        part, line = ("mjml", None) if error.part in made else (error.part, error.line)
        raise SpecError(f"template {template.name!r}", [_fault(part, line, error.message, lang)]) from None
    for part, text in vars(message).items():
        if LEFT_OVER.search(text):
            raise SpecError.single(f"template {template.name!r}", _said("left_over", lang), part)
    return Sample(message, sms_size(message.text) if template.medium == "sms" else None)


def refuse_faulty(template: Template, lang: Lang = "en") -> None:
    """Look for faults in the source only: nothing is filled in.

    Raises:
        SpecError: With every fault found: of syntax, and names of variables, filters and tests nobody knows.
    """
    library = template.library or Library()
    found = [fault for part in template.parts() if not part.derived for fault in _faults(part, library, lang)]
    if not found:
        derived = [part for part in template.parts() if part.derived]
        found = [
            Fault((part.name,), _said("give_text", lang, why=f.message))
            for part in derived
            for f in _faults(part, library, lang)
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


def _faults(part: Part, library: Library, lang: Lang) -> Iterator[Fault]:
    if part.written:
        part = Part(name="mjml", source=part.written, html=part.html)
    try:
        tree = _tree(part)
        refuse_statements(tree)
        yield from _unknown_words(part, tree, lang)
        yield from _unknown_variables(part, tree, lang)
        yield from _unknown_codes(part, tree, library, lang)
    except TemplateSyntaxError as error:
        yield _fault(part.name, error.lineno, error.message or _said("faulty", lang), lang)
    except RecursionError:
        yield _fault(part.name, None, _said("deep", lang), lang)


def _unknown_words(part: Part, tree: nodes.Template, lang: Lang) -> Iterator[Fault]:
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        what, known = ("filter", SANDBOX.filters) if isinstance(node, nodes.Filter) else ("test", SANDBOX.tests)
        name = str(getattr(node, "name", ""))
        if name not in known:
            said = _said(what, lang, name=repr(name), hint=hint(name, known, lang))
            yield _fault(part.name, node.lineno, said, lang)


def _unknown_variables(part: Part, tree: nodes.Template, lang: Lang) -> Iterator[Fault]:
    known = catalogue()
    fine = groups(known)
    for use in dict.fromkeys(uses(tree)):
        if use.path not in fine and variable_at(use.path, known) is None:
            why = next((why for path, why in ELSEWHERE.items() if f"{use.path}.".startswith(f"{path}.")), None)
            if why is not None:
                yield _fault(part.name, use.line, f"{use.path} {why[lang == 'ru']}", lang)
                continue
            near = nearest(use.path, [*known, *(f"{name}()" for name in MESSAGE_LINKS)])
            instead = _said("near", lang, near=near) if near else _said("guide", lang)
            yield _fault(part.name, use.line, _said("variable", lang, path=use.path, instead=instead), lang)


def _unknown_codes(part: Part, tree: nodes.Template, library: Library, lang: Lang) -> Iterator[Fault]:
    known = {"const": list(library.constants), "directory": list(library.known_directories or library.directories)}
    for call in calls(tree):
        if call.name not in known:
            continue
        is_unread = call.name == "directory" and call.first in known["directory"]
        if call.first is None or (is_unread and call.first not in library.directories):
            said = _said("code", lang, name=call.name, signature=FUNCTIONS[call.name].signature)
        elif call.first not in known[call.name]:
            said = _said(call.name, lang, code=call.first, hint=hint(call.first, known[call.name], lang))
        elif call.field and call.field not in (fields := library.directories[call.first].fields):
            said = _said("field", lang, code=call.first, field=call.field, hint=hint(call.field, fields, lang))
        else:
            continue
        yield _fault(part.name, call.line, said, lang)


def _fault(part: str, line: int | None, message: str, lang: Lang) -> Fault:
    return Fault((part,) if part else (), _said("line", lang, line=line, message=message) if line else message)


def _said(key: str, lang: Lang, **gaps: object) -> str:
    return WORDS[key][lang == "ru"].format(**gaps)
