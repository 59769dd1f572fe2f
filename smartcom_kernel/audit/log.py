"""The audit log as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import day_and_time, number, plural, spoken
from smartcom_kernel.state import audit
from smartcom_kernel.state.audit import Audited, Entry
from smartcom_kernel.state.connect import State

HEADS: dict[Lang, list[str]] = {
    "en": ["when", "who", "what", "segment", "customers", "columns", "personal data", "where to"],
    "ru": ["когда", "кто", "что", "сегмент", "клиентов", "столбцы", "личные данные", "куда"],
}
DONE: dict[Lang, dict[Audited, str]] = {
    "en": {
        Audited.EXPORT: "export",
        Audited.ERASURE: "erasure",
        Audited.PERSON_EXPORT: "export of a person",
        Audited.BLACKLIST: "blacklist",
        Audited.CONTACT_QUALITY: "contact quality",
        Audited.CONFIRMATION: "confirmed addresses",
        Audited.MAILING: "mailing",
    },
    "ru": {
        Audited.EXPORT: "выгрузка",
        Audited.ERASURE: "уничтожение",
        Audited.PERSON_EXPORT: "выгрузка о человеке",
        Audited.BLACKLIST: "чёрный список",
        Audited.CONTACT_QUALITY: "качество контакта",
        Audited.CONFIRMATION: "подтверждённые адреса",
        Audited.MAILING: "рассылка",
    },
}
YES: dict[Lang, dict[bool, str]] = {"en": {True: "yes", False: "no"}, "ru": {True: "да", False: "нет"}}
EMPTY: dict[Lang, str] = {
    "en": "Nothing has left the workspace yet: every export writes an entry here.",
    "ru": "Из рабочей папки пока ничего не выгружали: каждая выгрузка оставит здесь запись.",
}
SHOWN = 50
"""The newest entries that a notebook shows; `AuditLog.table` has all."""


@dataclass(frozen=True)
class AuditLog:
    """Who took what out of the workspace, the newest first.

    Args:
        entries: All of them.
        zone: IANA zone in which people say when a moment was.
    """

    entries: Sequence[Entry]
    zone: str = "UTC"

    @classmethod
    def read(cls, state: State, *, zone: str) -> AuditLog:
        """The log of a workspace as it is now."""
        with state.transaction() as connection:
            return cls(tuple(audit.entries(connection)), zone)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def table(self) -> pd.DataFrame:
        """A row per entry, with the fields of `smartcom_kernel.state.audit.Entry`."""
        return pd.DataFrame([asdict(entry) for entry in self.entries], columns=list(Entry.__dataclass_fields__))

    def rows(self, lang: Lang) -> list[list[str]]:
        """The entries as people read them; the first row is the head."""
        return [HEADS[lang], *(self._cells(entry, lang) for entry in self.entries)]

    def describe(self, lang: Lang | None = None) -> str:
        """How many entries there are, in one sentence; the workspace's language when None."""
        lang = lang or spoken()
        if not self.entries:
            return EMPTY[lang]
        many = number(len(self), lang)
        if lang == "ru":
            return f"В журнале аудита {many} {plural(len(self), 'запись', 'записи', 'записей')}"
        return f"{many} {'entry' if len(self) == 1 else 'entries'} in the audit log"

    def line(self, entry: Entry, lang: Lang) -> str:
        """An entry in one sentence, without a full stop."""
        when, what = day_and_time(entry.happened_at, self.zone, lang), DONE[lang][entry.what]
        if lang == "ru":
            people = plural(entry.customers, "клиент", "клиента", "клиентов")
        else:
            people = "customer" if entry.customers == 1 else "customers"
        told = f"{number(entry.customers, lang)} {people} ({', '.join(entry.columns)})"
        return f"{when}, {entry.who}: {what}, {entry.segment or '–'}, {told} → {entry.path}"

    def _cells(self, entry: Entry, lang: Lang) -> list[str]:
        return [
            day_and_time(entry.happened_at, self.zone, lang), entry.who, DONE[lang][entry.what], entry.segment or "–",
            number(entry.customers, lang), ", ".join(entry.columns), YES[lang][entry.personal], entry.path,
        ]  # fmt: skip

    def _repr_html_(self) -> str:
        lang = spoken()
        said = f"<p>{escape(self.describe(lang))}</p>"
        return said + (html_table(self.rows(lang)[: SHOWN + 1]) if self.entries else "")
