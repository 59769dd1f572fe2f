"""What became of a wish to be erased, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, spoken

FLAGS = ("log_cleared", "is_dry_run")


@dataclass(frozen=True)
class ErasureReport:
    """What became of a wish to be erased.

    Args:
        customers: How many persons, with those of earlier erasures that were still under way.
        already: How many had been erased before.
        messages: Messages that stay counted and name nobody any more.
        stopped: Those of them that were planned and are not sent.
        in_flight: Messages on the wire, whose senders may yet write something: the erasure waits; run it again.
        shared: Addresses that somebody who stays has too: these may still be written to.
        lake_rows: Rows of the lake that were deleted, or of receipts that are nobody's now.
        state_rows: Rows of the database.
        files: Files that were deleted.
        files_left: Files written by people that name them: take the person out by hand.
        exported_to: Files that personal data were ever exported to: look whether they still lie there.
        acts: The acts, one for each erasure that has come so far.
        log_cleared: Whether the write-ahead log of the database was cleared too.
        is_dry_run: Whether nothing was done.
    """

    customers: int
    already: int = 0
    messages: int = 0
    stopped: int = 0
    in_flight: int = 0
    shared: int = 0
    lake_rows: int = 0
    state_rows: int = 0
    files: tuple[str, ...] = ()
    files_left: tuple[str, ...] = ()
    exported_to: tuple[str, ...] = ()
    acts: tuple[Path, ...] = ()
    log_cleared: bool = True
    is_dry_run: bool = False

    def and_then(self, other: ErasureReport) -> ErasureReport:
        """Both together."""
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.name not in FLAGS}
        return ErasureReport(**sums, log_cleared=self.log_cleared and other.log_cleared, is_dry_run=self.is_dry_run)

    def describe(self, lang: Lang | None = None) -> str:
        """What was done and what is left to do, sentence by sentence; the workspace's language when None."""
        lang = lang or spoken()
        return ". ".join(_sentences(self, lang))

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe())}</p>"


def _sentences(report: ErasureReport, lang: Lang) -> Iterator[str]:
    ru = lang == "ru"
    people = number(report.customers, lang)
    if report.is_dry_run:
        yield f"Будет стёрто клиентов: {people}" if ru else f"Customers that would be erased: {people}"
    elif report.acts:
        acts = ", ".join(map(str, report.acts))
        yield f"Стёрто клиентов: {people}; акт: {acts}" if ru else f"Customers erased: {people}; act: {acts}"
    elif report.customers:
        yield f"Стирание начато, клиентов: {people}" if ru else f"Erasure begun, customers: {people}"
    else:
        yield "Стирать некого" if ru else "There is nobody to erase"
    said = (
        (report.already, "Were erased before", "Были стёрты раньше"),
        (report.messages, "Messages that name nobody now", "Сообщений обезличено"),
        (report.stopped, "Messages that are not sent", "Сообщений не будет отправлено"),
        (report.in_flight, "Messages on the wire, run this again after them", "Сообщений в пути, повторите после них"),
        (report.shared, "Addresses that others have too and that stay", "Адресов, общих с другими, осталось"),
        (report.lake_rows, "Rows of the lake", "Строк озера"),
        (report.state_rows, "Rows of the database", "Строк базы"),
        (len(report.files), "Files that are deleted", "Файлов удаляется"),
    )
    yield from (f"{words[int(ru)]}: {number(count, lang)}" for count, *words in said if count)
    if report.files_left:
        names = ", ".join(report.files_left)
        yield f"Уберите человека вручную из: {names}" if ru else f"Take the person out by hand of: {names}"
    if report.exported_to:
        names = ", ".join(report.exported_to)
        yield f"Проверьте прежние выгрузки: {names}" if ru else f"Look at files that were exported before: {names}"
    if not report.log_cleared:
        yield (
            "Журнал упреждающей записи сервера очистится при его обороте" if ru
            else "The server's write-ahead log is cleared when the server recycles it"
        )  # fmt: skip
