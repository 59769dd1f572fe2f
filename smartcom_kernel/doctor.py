"""Is everything there that the workbench needs, and if not, what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from smartcom_kernel.catalogue import FAMILIES
from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.dns_records import names as dns_records
from smartcom_kernel.channels.dns_records.look import look
from smartcom_kernel.channels.dns_records.names import Names
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SetupError, SmartcomError, in_language
from smartcom_kernel.core.settings import Settings, is_workspace, load_settings
from smartcom_kernel.core.wording import number
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.state import identity, server
from smartcom_kernel.workbench import Workbench

ENOUGH_FREE = 2 * 10**9
COMPONENTS = {
    "python": "Python", "settings": "настройки", "blocks": "блоки", "disk": "диск",
    "workspace": "рабочая папка", "database and lake": "база данных и озеро", "database": "база данных",
    "lake": "озеро", "last refresh": "последний пересчёт", "channels": "каналы", "segments": "сегменты",
    "leftover": "остаток", "sending": "отправка",
}  # fmt: skip
"""What the components are called in Russian."""
WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "free": "{gigabytes} GB free",
        "full": "only {gigabytes} GB free where the workspace is; make room for at least 2 GB",
        "absent": "absent",
        "no_workspace": "no workspace",
        "make_one": "make one with: smartcom init {workspace}",
        "lake": "{tables} tables, snapshot {snapshot_id}",
        "channel": "{medium} by {kind}",
        "saved": "{count} saved",
        "may_leave": "messages may leave",
        "leftover": "{gigabytes} GB of {was}",
        "delete": "if that workspace is deleted and not merely moved, delete {folder}",
        "database": "{version} at {address}",
        "no_refresh": "none yet",
        "refresh": "as of {as_of} UTC, {customers} customers",
    },
    "ru": {
        "free": "свободно {gigabytes} ГБ",
        "full": "на диске с рабочей папкой свободно только {gigabytes} ГБ; освободите не меньше 2 ГБ",
        "absent": "нет",
        "no_workspace": "это не рабочая папка",
        "make_one": "создайте её командой: smartcom init {workspace}",
        "lake": "таблиц: {tables}, снимок {snapshot_id}",
        "channel": "{medium} через {kind}",
        "saved": "сохранено: {count}",
        "may_leave": "сообщения могут уходить",
        "leftover": "{gigabytes} ГБ от {was}",
        "delete": "если эта рабочая папка удалена, а не просто перенесена, удалите {folder}",
        "database": "{version}, адрес {address}",
        "no_refresh": "ещё не было",
        "refresh": "на {as_of} UTC, клиентов: {customers}",
    },
}


@dataclass(frozen=True)
class Finding:
    """What was found of one component, and what to do where it is not well."""

    component: str
    good: bool
    finding: str
    remedy: str = ""

    def label(self, lang: Lang = "en") -> str:
        """What people call the component."""
        return COMPONENTS.get(self.component, self.component) if lang == "ru" else self.component


def examine(workspace: Path, lang: Lang = "en") -> list[Finding]:
    """Every component, one after the other; a fault in one does not keep the next from being looked at."""
    return [
        _look("python", _python),
        _look("settings", lambda: _settings(workspace)),
        _look("blocks", lambda: ", ".join(f"{name}: {len(f)}" for name, f in FAMILIES.items())),
        _look("disk", lambda: _disk(workspace, lang)),
        *_inside(workspace, lang),
        *_leftovers(lang),
    ]


def deliverability(
    settings: Settings, addresses: Sequence[str] = (), *, names: Names | None = None
) -> list[dns_records.Finding]:
    """What the DNS says of the sender of e-mails, record by record.

    Args:
        settings: The workspace's.
        addresses: From which e-mails leave; those of the mail server's name when there are none.
        names: Asks the DNS; the system's resolver when None.

    Raises:
        SetupError: E-mails do not leave by SMTP, or an address is none.
    """
    channel = CHANNELS.parse(settings.channels.get("email", {}))
    if not isinstance(channel, SmtpChannel):
        raise SetupError(f"e-mails leave through {channel.kind!r}: only the records of kind 'smtp' are ours to look at")
    for address in addresses:
        try:
            ip_address(address)
        except ValueError:
            raise SetupError(f"{address!r} is no network address; write one such as 203.0.113.7") from None
    return look(channel, names or Names(), addresses=addresses)


def language(workspace: Path) -> Lang:
    """The language of a workspace; English where its settings cannot be read."""
    try:
        return load_settings(workspace).language
    except SmartcomError:
        return "en"


def _said(key: str, lang: Lang, **gaps: object) -> str:
    return WORDS[lang][key].format(**gaps)


def _look(component: str, find: Callable[[], str]) -> Finding:
    try:
        return Finding(component, good=True, finding=find())
    except (SmartcomError, OSError) as error:
        return Finding(component, good=False, finding=type(error).__name__, remedy=str(error))


def _python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"


def _settings(workspace: Path) -> str:
    settings = load_settings(workspace)
    return f"{settings.name}, {settings.language}, {settings.time_zone}, {settings.currency}"


def _disk(workspace: Path, lang: Lang) -> str:
    there = next(p for p in (workspace.resolve(), *workspace.resolve().parents) if p.exists())
    free = shutil.disk_usage(there).free
    if free < ENOUGH_FREE:
        raise OSError(_said("full", lang, gigabytes=number(free / 10**9, lang, decimals=1)))
    return _said("free", lang, gigabytes=number(free / 10**9, lang))


def _inside(workspace: Path, lang: Lang) -> list[Finding]:
    if not is_workspace(workspace):
        found = _said("no_workspace" if workspace.exists() else "absent", lang)
        remedy = _said("make_one", lang, workspace=workspace)
        return [Finding("workspace", good=False, finding=found, remedy=remedy)]
    try:
        wb = Workbench.open(workspace)
    except SmartcomError as error:
        return [Finding("database and lake", good=False, finding=type(error).__name__, remedy=str(error))]
    with wb:
        return [
            _look("database", lambda: _database(wb, lang)),
            _look("lake", lambda: _said("lake", lang, tables=len(CONTRACTS), snapshot_id=wb.lake.snapshot_id())),
            _look("last refresh", lambda: _refresh(wb, lang)),
            _look("channels", lambda: _channels(wb, lang)),
            _look("sending", lambda: _sending(wb, lang)),
            _look("segments", lambda: _said("saved", lang, count=len(wb.segments))),
        ]


def _leftovers(lang: Lang) -> list[Finding]:
    return [
        Finding(
            "leftover",
            good=True,
            finding=_said("leftover", lang, gigabytes=number(_gigabytes(folder), lang, decimals=2), was=was),
            remedy=_said("delete", lang, folder=folder),
        )
        for folder, was in server.leftovers()
    ]


def _gigabytes(folder: Path) -> float:
    total = 0
    for within, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # a database may live while it is counted
                total += Path(within, name).lstat().st_size
    return total / 10**9


def _database(wb: Workbench, lang: Lang) -> str:
    version = wb.state.rows("health.server")[0]["version"]
    return _said("database", lang, version=version, address=wb.state.address)


def _channels(wb: Workbench, lang: Lang) -> str:
    return ", ".join(_said("channel", lang, medium=m, kind=c.kind) for m, c in wb.channels.items())


def _sending(wb: Workbench, lang: Lang) -> str:
    if wb.is_locked:
        raise SetupError(in_language(identity.locked(), lang))
    return _said("may_leave", lang)


def _refresh(wb: Workbench, lang: Lang) -> str:
    last = wb.last_refresh
    if last is None:
        return _said("no_refresh", lang)
    return _said("refresh", lang, as_of=f"{last.as_of:%Y-%m-%d %H:%M}", customers=number(last.customers, lang))
