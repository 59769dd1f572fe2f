"""Templates filled in for people they are meant for before anybody is written to: some by chance, and the nastiest."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.templates.check import needed
from smartcom_kernel.templates.contexts import Contexts
from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.variables import example_context

BY_CHANCE = 100
NASTIEST = 10
"""How many with the longest names, and how many of whom the least is known."""
MOST_FAULTY = 0.01
"""The share of people from which on a sending would pause, see `smartcom_kernel.delivery.breaker`."""
PIECE = 20
PATIENCE_SECONDS = 20.0
OF_THEIR_OWN = ("first_name", "last_name", "middle_name", "birth_on", "city", "email", "phone")
HOSTILE = (
    "", "{{ 7*7 }}", "{% for x in y %}", "${7*7}", "%s%n%x", "<script>alert(1)</script>", '"><img src=x onerror=1>',
    "'; DROP TABLE customers; --", "a\r\nBcc: all@example.com", "\u202eevil\u202c\u200b\ufeff", "Z\u0351" * 40,
    "\x00\x1b[31m", "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20, "W" * 2000,
)  # fmt: skip
"""What customers have been called, or might be."""
WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "good": "made for {people} people of the segment, {nasty} of them the nastiest, and {invented} invented ones",
        "faulty": "cannot be made for {faulty} of {people} people of the segment, such as {who}: {why}",
        "invented": "cannot be made for someone invented: {why}",
        "late": "the rest was not tried in {seconds} seconds",
    },
    "ru": {
        "good": "собран для людей сегмента: {people}, из них самых неудобных: {nasty}, и для вымышленных: {invented}",
        "faulty": "не собирается для {faulty} из {people} человек сегмента, например {who}: {why}",
        "invented": "не собирается для вымышленного человека: {why}",
        "late": "остальное за {seconds} с не успели",
    },
}


@dataclass(frozen=True)
class DryRun:
    """How the words of a template came out.

    Args:
        people: For how many people of the segment they were tried.
        nasty: How many of these were chosen because they are.
        faulty: For whom of these they cannot be made, with the reason.
        invented: For how many invented people they were tried.
        invented_faults: Why they cannot be made for some of those.
        complete: Whether there was time for all.
    """

    people: int
    nasty: int
    faulty: Mapping[str, str]
    invented: int
    invented_faults: tuple[str, ...]
    complete: bool = True

    @property
    def good(self) -> bool:
        """Whether a sending would go on: at most one in a hundred people is left out."""
        return len(self.faulty) <= MOST_FAULTY * self.people

    def describe(self, lang: Lang = "en") -> str:
        """A sentence for what was found."""
        words = WORDS[lang]
        counts = {"people": number(self.people, lang), "nasty": self.nasty, "invented": self.invented}
        said = []
        if self.faulty:
            who, why = next(iter(self.faulty.items()))
            said.append(words["faulty"].format(**counts, faulty=len(self.faulty), who=who, why=why))
        said += [words["invented"].format(why=why) for why in self.invented_faults[:1]]
        said = said or [words["good"].format(**counts)]
        return "; ".join(said if self.complete else [*said, words["late"].format(seconds=f"{PATIENCE_SECONDS:.0f}")])


def dry_run(
    template: Template, people: ir.Table, tables: Tables, renderer: Renderer, *, shop: str, salt: str,
    patience_seconds: float = PATIENCE_SECONDS,
) -> DryRun:  # fmt: skip
    """Fill a template in for a hundred people by chance, for the nastiest, and for invented ones.

    Args:
        template: A template without faults.
        people: Whom it is meant for: `customer_id`.
        tables: What is known of customers.
        renderer: Fills it in.
        shop: The shop's name.
        salt: What chance depends on, besides the customers.
        patience_seconds: After how long the rest is not tried.
    """
    deadline = time.monotonic() + patience_seconds
    nasty, chosen = _chosen(people, tables, salt)
    contexts = Contexts(tables, needed(template), shop=shop).of(chosen) if chosen else {}
    invented = list(_invented(shop, tables.as_of))
    made: list[Rendered | TemplateError] = []
    waiting: list[Mapping[str, Any]] = [*invented, *contexts.values()]
    while len(made) < len(waiting) and time.monotonic() < deadline:
        made += renderer.render_many(template, waiting[len(made) : len(made) + PIECE])
    theirs = made[len(invented) :]
    return DryRun(
        people=len(theirs), nasty=sum(who in nasty for who in list(contexts)[: len(theirs)]),
        faulty={w: str(m) for w, m in zip(contexts, theirs, strict=False) if isinstance(m, TemplateError)},
        invented=min(len(invented), len(made)),
        invented_faults=tuple(dict.fromkeys(str(m) for m in made[: len(invented)] if isinstance(m, TemplateError))),
        complete=len(made) == len(waiting),
    )  # fmt: skip


def _chosen(people: ir.Table, tables: Tables, salt: str) -> tuple[set[str], Sequence[str]]:
    """The nastiest, and everybody chosen, each once; the same ones whenever it is asked."""
    known = tables.customers.semi_join(people, "customer_id")
    named = ibis.literal("")
    for column in ("first_name", "middle_name", "last_name"):
        named = named + known[column].fill_null("")
    missing = sum((known[column].isnull().cast("int64") for column in OF_THEIR_OWN), ibis.literal(0))
    by_chance = (ibis.literal(f"{salt}:") + known.customer_id).hexdigest("md5")
    keyed = known.select("customer_id", length=named.length(), missing=missing, chance=by_chance)
    orders = (("nasty", ibis.desc("length"), NASTIEST), ("nasty", ibis.desc("missing"), NASTIEST),
              ("chance", ibis.asc("chance"), BY_CHANCE))  # fmt: skip
    parts = [
        keyed.order_by([order, "customer_id"]).limit(most).select("customer_id", why=ibis.literal(why))
        for why, order, most in orders
    ]
    rows = tables.lake.arrow(ibis.union(*parts, distinct=True).order_by("why", "customer_id")).to_pylist()
    nasty = {row["customer_id"] for row in rows if row["why"] == "nasty"}
    return nasty, list(dict.fromkeys(row["customer_id"] for row in rows))


def _invented(shop: str, moment: datetime) -> Iterator[dict[str, Any]]:
    """One of whom nothing is known, one who has everything, and some whose every text is hostile."""
    yield {"client": {}, "shop": {"name": shop}, "today": moment.date(), "moment": moment}
    yield example_context()
    for text in HOSTILE:
        yield _with(example_context(), text)


def _with(value: Any, text: str) -> Any:
    match value:
        case dict():
            return {key: _with(inner, text) for key, inner in value.items()}
        case list():
            return [_with(inner, text) for inner in value]
        case str():
            return text
    return value
