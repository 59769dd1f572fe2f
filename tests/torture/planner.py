"""Plans a mailing to everybody as a process of its own: ``python -m tests.torture.planner FOLDER DSN OCCASION``."""

from __future__ import annotations

import sys
from pathlib import Path

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.state.connect import State
from tests.mailings.shop import EVERYBODY, NOW, TEMPLATES, mailing
from tests.torture.good_sender import say


def main() -> None:
    """Plan once; says ``ready`` before."""
    folder, dsn, occasion = sys.argv[1:4]
    state = State.open(Path(folder), dsn)
    lake = Lake(state.dsn, Path(folder) / "lake")
    tables = Tables(lake, NOW, segments={"everybody": EVERYBODY})
    say("ready")
    plan(lake, state, tables, mailing(), occasion=occasion, templates=TEMPLATES, now=NOW)


if __name__ == "__main__":
    main()
