"""What can be done with a mailing where it stands, and what is said of it."""

from __future__ import annotations

from typing import Literal

from smartcom_kernel.core.block import Lang
from smartcom_kernel.mailings.listing import MailingLine
from smartcom_kernel.mailings.status import MailingStatus

Act = Literal["schedule", "unschedule", "pause", "resume", "cancel", "copy"]
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
}
ASKED: dict[Literal["schedule", "cancel"], dict[Lang, str]] = {
    "schedule": {
        "en": "Send “{title}” on {at}? As of now it would reach:",
        "ru": "Отправить «{title}» {at}? Сейчас она дошла бы до:",
    },
    "cancel": {
        "en": "Give up “{title}” for good? Still to be written to: {people}.",
        "ru": "Отменить «{title}» окончательно? Ещё не отправлено: {people}.",
    },
}
"""What is asked once more before it is done."""


def offered(line: MailingLine, *, has_file: bool) -> list[Act]:
    """What can be done with a mailing."""
    copy: list[Act] = ["copy"] if has_file and line.segment else []
    if line.sending_id is not None:
        return [*PLANNED.get(line.status, ()), *copy]
    if not line.segment:  # its file cannot be read
        return ["unschedule"] if line.status is MailingStatus.SCHEDULED else []
    return ["schedule", *(["unschedule"] if line.status is MailingStatus.SCHEDULED else []), *copy]  # type: ignore[list-item]
