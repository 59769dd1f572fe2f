"""Customers who do not exist, to try templates with: one who has everything, and the nastiest there could be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.templates.variables import Variable, catalogue, nested

LONG_NAME = "Maximiliana-Wolfeschlegelsteinhausenbergerdorffvoralternwaren"
LONG_WORDS = "Höchstgeschwindigkeitsbegrenzungsüberschreitung und noch viel mehr davon auf einer Zeile"
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}", "\u202eabc\u202c 👩‍👩‍👧‍👦",
    "javascript:alert(1)", "Al\r\nBcc: all@shop.example",
)  # fmt: skip
"""Names as somebody types them who means harm: markup, a template in a template, text that turns round, a header."""


@dataclass(frozen=True)
class Invented:
    """A customer to try templates with.

    Args:
        en: Who it is.
        ru: The same in Russian.
        value: What stands for a variable; None where nothing is known.
    """

    en: str
    ru: str
    value: Callable[[Variable, int, Lang], Any]

    def label(self, lang: Lang) -> str:
        """Who it is, in a language."""
        return self.ru if lang == "ru" else self.en


def _example(variable: Variable, _n: int, lang: Lang) -> Any:
    return variable.ru if lang == "ru" and variable.example == variable.en else variable.example


def _longest(variable: Variable, n: int, lang: Lang) -> Any:
    if variable.type == "text" and _is_of_customer(variable):
        return LONG_NAME if variable.path.endswith("name") else LONG_WORDS
    return _example(variable, n, lang)


def _empty(variable: Variable, n: int, lang: Lang) -> Any:
    return None if _is_of_customer(variable) else _example(variable, n, lang)


def _hostile(variable: Variable, n: int, lang: Lang) -> Any:
    of_text = variable.type == "text" and _is_of_customer(variable)
    return HOSTILE[n % len(HOSTILE)] if of_text else _example(variable, n, lang)


def _is_of_customer(variable: Variable) -> bool:
    return variable.path.startswith("client.")


INVENTED: dict[str, Invented] = {
    "example": Invented("a customer who has everything", "клиент, о котором известно всё", _example),
    "longest": Invented("the longest names", "самые длинные имена", _longest),
    "empty": Invented("nothing is known", "ничего не известно", _empty),
    "hostile": Invented("names that mean harm", "имена со злым умыслом", _hostile),
}


def invented_context(who: str, lang: Lang = "en") -> dict[str, Any]:
    """What a template sees of a customer who does not exist.

    Args:
        who: ``example``, ``longest``, ``empty`` or ``hostile``.
        lang: Language of what stands for text.

    Raises:
        UnknownName: There is no such invented customer.
    """
    if who not in INVENTED:
        raise UnknownName("invented customer", who, INVENTED)
    made = INVENTED[who].value
    values = {v.path: made(v, n, lang) for n, v in enumerate(catalogue().values())}
    return {"client": {}, **nested({path: value for path, value in values.items() if value is not None})}
