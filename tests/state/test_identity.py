from __future__ import annotations

import shutil
import threading
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.state import identity
from smartcom_kernel.state.connect import State


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def test_a_workspace_keeps_its_id(tmp_path: Path) -> None:
    one, other = folder(tmp_path, "one"), folder(tmp_path, "other")
    assert identity.of_folder(one) == identity.of_folder(one) != identity.of_folder(other)
    assert [f.name for f in (one / ".smartcom").iterdir()] == ["id"]


def test_all_who_open_a_new_folder_at_once_get_one_id(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(identity.of_folder(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), len(found[0])) == (8, 1, 32)


def test_the_database_of_another_workspace_is_refused_until_its_id_is_put_into_the_folder(
    database: str, tmp_path: Path
) -> None:
    own, other = folder(tmp_path, "own"), folder(tmp_path, "other")
    State.open(own, database).close()
    State.open(own, database).close()
    with pytest.raises(SetupError, match="the database belongs to the workspace") as why:
        State.open(other, database)
    for said in (identity.of_folder(own), identity.of_folder(other), str(identity.id_file(other)), "unset SMARTCOM_"):
        assert said in str(why.value)
    identity.id_file(other).write_text(identity.of_folder(own) + "\n")
    shutil.rmtree(own)
    State.open(other, database).close()


def test_a_copy_of_a_workspace_does_not_share_its_database(database: str, tmp_path: Path) -> None:
    own = folder(tmp_path, "own")
    State.open(own, database).close()
    copy = Path(shutil.copytree(own, tmp_path / "copy"))
    with pytest.raises(SetupError, match=f"{copy} is a copy of {own}, and both would write into one database") as why:
        State.open(copy, database)
    for said in ("unset SMARTCOM_DATABASE_URL", str(identity.id_file(copy)), str(copy / "lake"), f"move {own} away"):
        assert said in str(why.value)
    State.open(own, database).close()


def test_a_workspace_that_has_moved_keeps_its_database_and_what_takes_its_old_place_does_not(
    database: str, tmp_path: Path
) -> None:
    own = folder(tmp_path, "own")
    State.open(own, database).close()
    moved = own.rename(tmp_path / "moved")
    State.open(moved, database).close()
    shutil.copytree(moved, own)
    with pytest.raises(SetupError, match=f"{own} is a copy of {moved}"):
        State.open(own, database)


def test_one_folder_under_two_names_is_no_copy(database: str, tmp_path: Path) -> None:
    own = folder(tmp_path, "own")
    State.open(own, database).close()
    (tmp_path / "link").symlink_to(own)
    State.open(tmp_path / "link", database).close()
    assert not identity.is_copy(tmp_path / "link", own, identity.of_folder(own))


def test_a_copy_may_use_a_copy_of_the_database(server: str, database: str, tmp_path: Path) -> None:
    own = folder(tmp_path, "own")
    State.open(own, database).close()
    copy = Path(shutil.copytree(own, tmp_path / "copy"))
    source = conninfo_to_dict(database)["dbname"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {source}_copy TEMPLATE {source}".encode())
    used_from = []
    for workspace, its_own in ((copy, make_conninfo(database, dbname=f"{source}_copy")), (own, database)):
        state = State.open(workspace, its_own)
        used_from += [row["folder"] for row in state.rows("workspace.folder", {"files": None})]
        state.close()
    assert used_from == [str(copy), str(own)]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {source}_copy WITH (FORCE)".encode())


def test_a_lake_with_files_is_not_opened_on_a_database_that_knows_nothing_of_them(
    database: str, tmp_path: Path
) -> None:
    (tmp_path / "lake" / "main" / "customers").mkdir(parents=True)
    (tmp_path / "lake" / "main" / "customers" / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(SetupError, match="holds data, but the database is a new one"):
        State.open(tmp_path, database)
    with psycopg.connect(database, options="-c search_path=smartcom") as connection:
        assert connection.execute("SELECT count(*) FROM workspace").fetchone() == (0,)
