"""What is found in a template while it is written."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, in_language
from smartcom_kernel.templates.check import check
from smartcom_kernel.templates.preflight import looked_at
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template


def findings(template: Template, renderer: Renderer, lang: Lang) -> list[dict[str, Any]]:
    """What is wrong with a template, each with its `level`, `part` and `message`; empty where nothing is."""
    try:
        sample = check(template, renderer, lang)
    except SpecError as error:
        return faults(error, lang)
    return [
        {"level": "fault" if one.must else "advice", "part": one.part, "message": in_language(one.words, lang)}
        for one in looked_at(template, sample.message, None)
    ]


def faults(error: SpecError, lang: Lang) -> list[dict[str, Any]]:
    """The faults of a definition as findings."""
    return [{"level": "fault", "part": fault.where, "message": fault.describe(lang)} for fault in error.faults]
