"""Who is at work: the user of the machine whose process this is."""

from __future__ import annotations

import os
import pwd


def user() -> str:
    """The login name of this process's user; its number where it has no name. No variable of the environment counts."""
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
