"""Who left by the links of which mailing, of what, and why."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.state.consents import Left

HEADS: dict[Lang, list[str]] = {
    "en": ["mailing", "medium", "category", "reason", "people"],
    "ru": ["рассылка", "вид связи", "категория", "причина", "человек"],
}
ALL: dict[Lang, str] = {"en": "everything", "ru": "всё"}
UNSAID: dict[Lang, str] = {"en": "not said", "ru": "не указана"}
NOBODY: dict[Lang, str] = {"en": "Nobody left by a link.", "ru": "По ссылкам никто не отписался."}


@dataclass(frozen=True)
class Departures:
    """Opt-outs by links of messages.

    Args:
        groups: How many people left by which mailing, most first.
    """

    groups: tuple[Left, ...]

    def rows(self, lang: Lang) -> list[list[str]]:
        """The groups as people read them; the first row is the head."""
        return [HEADS[lang], *(_row(group, lang) for group in self.groups)]

    def describe(self, lang: Lang = "en") -> str:
        """A line for each group."""
        lines = [f"{', '.join(row[:-1])}: {row[-1]}" for row in self.rows(lang)[1:]]
        return "\n".join(lines) or NOBODY[lang]

    def _repr_html_(self) -> str:
        lang = spoken()
        return html_table(self.rows(lang)) if self.groups else f"<p>{escape(NOBODY[lang])}</p>"


def _row(group: Left, lang: Lang) -> list[str]:
    return [
        group.mailing, medium_word(group.medium, lang), group.category or ALL[lang], group.reason or UNSAID[lang],
        number(group.people, lang),
    ]  # fmt: skip
