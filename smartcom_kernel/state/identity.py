"""Which workspace a folder is: its id stands in ``.smartcom/id`` and, once opened, in its database.

Whoever opens a workspace compares the two, so that a folder never works with the customers of another shop. A copy of a
folder carries its id too: a database that is not in the folder also knows which folder last used it.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from contextlib import suppress
from pathlib import Path

from smartcom_kernel.core.errors import Words

RESTORED = "restored"
"""Why nothing leaves: this database is not the one that the workspace was last used with, but made from it."""


def id_file(workspace: Path) -> Path:
    """Where a workspace keeps its id."""
    return workspace / ".smartcom" / "id"


def of_folder(workspace: Path) -> str:
    """The id of a workspace; a new folder gets one, the same for all who ask at once."""
    path = id_file(workspace)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, whole = tempfile.mkstemp(dir=path.parent, prefix=".id.")
        with os.fdopen(handle, "w") as new:
            new.write(uuid.uuid4().hex)
        with suppress(FileExistsError):  # unlike a rename, a link never replaces what another process was first to make
            os.link(whole, path)
        Path(whole).unlink()
    return path.read_text(encoding="utf-8").strip()


def is_same(one: Path, other: Path) -> bool:
    """Whether two folders carry one id."""
    try:
        return is_folder_of(one, id_file(other).read_text(encoding="utf-8").strip())
    except OSError:
        return False


def is_folder_of(workspace: Path, identity: str) -> bool:
    """Whether a folder carries an id."""
    try:
        return id_file(workspace).read_text(encoding="utf-8").strip() == identity
    except OSError:
        return False


def is_copy(workspace: Path, original: Path, identity: str) -> bool:
    """Whether the folder that carried an id first is still there, and another one than this."""
    return is_folder_of(original, identity) and not original.samefile(workspace)


def has_data(workspace: Path) -> bool:
    """Whether the folder's lake holds files."""
    return next((workspace / "lake").rglob("*.parquet"), None) is not None


def foreign(workspace: Path, own: str, owner: str) -> str:
    """What to say where the database belongs to another workspace."""
    return (
        f"the database belongs to the workspace {owner}, but {workspace} is the workspace {own}: unset "
        "SMARTCOM_DATABASE_URL or name another database; if this folder is that workspace, moved or restored, "
        f"write {owner} into {id_file(workspace)}"
    )


def copied(workspace: Path, original: str) -> str:
    """What to say where a workspace and its copy would share a database."""
    return (
        f"{workspace.resolve()} is a copy of {original}, and both would write into one database: unset "
        f"SMARTCOM_DATABASE_URL or name another database, and delete {id_file(workspace)} and {workspace / 'lake'}, to "
        f"give the copy an empty one of its own; if the copy is to take its place, move {original} away"
    )


def locked() -> Words:
    """What to say where something is to leave from a database that was restored."""
    return Words(
        "this workspace was restored or copied, and may not know what has left since: nothing leaves from it. Make "
        "sure that the original does not send any more, look at what it has sent (`smartcom mailing report`), pause or "
        "cancel what must not go on, and run `smartcom unlock`",
        "это рабочее пространство восстановлено или скопировано и может не знать, что с тех пор ушло: отсюда ничего не "
        "отправляется. Убедитесь, что исходное больше ничего не отправляет, посмотрите, что ушло "
        "(`smartcom mailing report`), остановите или отмените лишнее и выполните `smartcom unlock`",
    )


def lost(workspace: Path) -> str:
    """What to say where there are files and the database knows of none."""
    return (
        f"{workspace / 'lake'} holds data, but the database is a new one and knows nothing of them: restore the "
        "workspace's own database, or set SMARTCOM_DATABASE_URL to it; to begin anew, move lake/ away"
    )
