"""Who may know what: engines, drivers, networks, screens and clocks each have one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.house import imports, modules, read

NETWORK = ("smtplib", "httpx", "requests", "urllib.request", "urllib3", "http.client", "socket", "aiohttp", "aiosmtpd")

# What may be imported only in these places.
KEPT_IN = [
    (("duckdb",), ("smartcom_kernel/lake/connect.py",)),
    (("pyspark",), ("smartcom_kernel/lake/spark.py",)),
    (("psycopg", "psycopg_pool", "asyncpg", "sqlalchemy"), ("smartcom_kernel/state/",)),
    (NETWORK, ("smartcom_kernel/channels/", "smartcom_kernel/intake/readers/", "smartcom_kernel/web/")),
    (("ipywidgets", "IPython", "anywidget"), ("widgets/",)),
    (("plotly",), ("smartcom_kernel/figures/",)),
]

# Modules whose answer may depend on their arguments only.
PURE = (
    "smartcom_kernel/consent/rules.py",
    "smartcom_kernel/experiments/assign.py",
    "smartcom_kernel/campaigns/advance.py",
)
ASKS_THE_WORLD = {
    "time.time",
    "time.monotonic",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "uuid.uuid4",
}


@pytest.mark.parametrize(("names", "places"), KEPT_IN)
def test_a_tool_is_imported_only_where_it_belongs(names: tuple[str, ...], places: tuple[str, ...]) -> None:
    strays = [
        f"{module.path}:{line} imports {name}"
        for module in modules()
        if not module.path.startswith(places)
        for name, line in imports(module.tree)
        if any(name == n or name.startswith(f"{n}.") for n in names)
    ]
    assert strays == []


def test_decisions_ask_no_clock_and_no_chance() -> None:
    found = [f"{m.path}: {what}" for m in modules() if m.path in PURE for what in asked(m.tree)]
    assert found == []


def test_only_the_clock_asks_the_machine_for_the_day() -> None:
    """Everything else is told `now` or `as_of`, so that it can be told again."""
    found = [
        f"{m.path}: {what}"
        for m in modules()
        if m.path != "smartcom_kernel/core/clock.py"
        for what in asked(m.tree)
        if what.startswith("date")
    ]
    assert found == []


def asked(tree: ast.Module) -> Iterator[str]:
    yield from (name for name, _ in imports(tree) if name.split(".")[0] in {"random", "secrets"})
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (called := ast.unparse(node.func)) in ASKS_THE_WORLD:
            yield called


def test_every_package_that_ships_stands_on_a_floor() -> None:
    """The contracts of the floors are in .importlinter; a package that it does not name is not checked."""
    packages = {m.path.split("/")[0] for m in modules()}
    named = {line.strip() for line in read(".importlinter").splitlines()}
    assert packages <= named
