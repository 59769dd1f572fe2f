"""What can be done with a mailing where it stands, and what is said of it."""

from __future__ import annotations

from typing import Literal

from smartcom_kernel.core.block import Lang
from smartcom_kernel.mailings.listing import MailingLine
from smartcom_kernel.mailings.status import MailingStatus

Act = Literal["schedule", "unschedule", "pause", "resume", "cancel", "copy", "rename", "delete"]
PLANNED: dict[MailingStatus, tuple[Act, ...]] = {
    MailingStatus.SCHEDULED: ("pause", "cancel"),
    MailingStatus.SENDING: ("pause", "cancel"),
    MailingStatus.PAUSED: ("resume", "cancel"),
}
DONE: dict[Act, dict[Lang, str]] = {
    "schedule": {"en": "{mailing} will be planned on {at}.", "ru": "{mailing} будет запланирована {at}."},
    "unschedule": {"en": "{mailing} is a draft again.", "ru": "{mailing} снова черновик."},
    "pause": {"en": "{mailing} is paused.", "ru": "{mailing} приостановлена."},
    "resume": {"en": "{mailing} goes on.", "ru": "{mailing} продолжается."},
    "cancel": {
        "en": "{mailing} is cancelled; not written to: {people}.",
        "ru": "{mailing} отменена; сообщение не получат: {people}.",
    },
    "copy": {"en": "{to} begins as a copy of {mailing}.", "ru": "{to} создана как копия {mailing}."},
    "rename": {"en": "{mailing} is called {to} now.", "ru": "{mailing} теперь называется {to}."},
    "delete": {"en": "{mailing} is deleted.", "ru": "{mailing} удалена."},
}
ASKED: dict[Literal["schedule", "cancel", "delete"], dict[Lang, str]] = {
    "schedule": {
        "en": "Send “{title}” on {at}? As of now it would reach:",
        "ru": "Отправить «{title}» {at}? Сейчас она дошла бы до:",
    },
    "cancel": {
        "en": "Give up “{title}” for good? Still to be written to: {people}.",
        "ru": "Отменить «{title}» окончательно? Ещё не отправлено: {people}.",
    },
    "delete": {
        "en": "Delete the draft “{title}”? Its file, {mailing}.yml, goes; nothing was sent.",
        "ru": "Удалить черновик «{title}»? Его файл {mailing}.yml исчезнет; ничего не отправлено.",
    },
}
"""What is asked once more before it is done."""


def offered(line: MailingLine, *, has_file: bool) -> list[Act]:
    """What can be done with a mailing."""
    is_readable, waits = bool(line.segment), line.status is MailingStatus.SCHEDULED
    copy: list[Act] = ["copy"] if has_file and is_readable else []
    if line.sending_id is not None:
        return [*PLANNED.get(line.status, ()), *copy]
    schedule: list[Act] = ["schedule"] if is_readable else []
    if waits:
        return [*schedule, "unschedule", *copy]
    of_draft: list[Act] = [*(["rename"] if is_readable else []), "delete"] if has_file else []  # type: ignore[list-item]
    return [*schedule, *copy, *of_draft]
