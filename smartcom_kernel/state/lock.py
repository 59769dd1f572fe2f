"""The lock on a workspace that was restored or copied: nothing leaves before somebody has looked."""

from __future__ import annotations

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state import identity
from smartcom_kernel.state.connect import Connection, count, rows


def is_locked(connection: Connection) -> bool:
    """Whether nothing may leave."""
    return any(row["locked"] for row in rows(connection, "workspace.locked"))


def refuse_locked(connection: Connection) -> None:
    """Say what to do where nothing may leave.

    Raises:
        SetupError: The database was restored or copied since it was last used.
    """
    if is_locked(connection):
        raise SetupError(identity.locked())


def unlock(connection: Connection) -> bool:
    """Let messages leave again; False where they might already."""
    return count(connection, "workspace.unlock") > 0
