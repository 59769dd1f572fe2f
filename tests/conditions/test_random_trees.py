"""Random trees of conditions against an oracle: the same question asked in plain Python of the same rows."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings

from smartcom_kernel.conditions.activities.activity import ACTIVITIES
from smartcom_kernel.conditions.comparisons import COMPARISONS
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.measures import MEASURES
from smartcom_kernel.core.family import Family
from smartcom_kernel.lake.columns import Type
from smartcom_kernel.lake.tables import Tables
from tests.conditions.oracle import did
from tests.conditions.oracle.activities import EVERY
from tests.conditions.oracle.comparisons import COMPARED
from tests.conditions.oracle.conditions import ORACLE, expected
from tests.conditions.oracle.shop import SHOP
from tests.conditions.trees.activities import COLUMNS
from tests.conditions.trees.conditions import ATTRIBUTES, JOINTS, LEAVES, trees
from tests.conditions.trees.operators import Asked, Data, operands
from tests.shop import Shop

NOT_ASKED = {"json"}
"""Nothing is compared with JSON as a whole; what stands in it is of one of the other types."""


@pytest.fixture(scope="module")
def tables(shop: Shop) -> Tables:
    """The shop of the oracle, filled once."""
    return shop.fill(**SHOP)


@settings(max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(trees)
def test_a_random_tree_finds_whom_plain_python_finds(shop: Shop, tables: Tables, tree: Data) -> None:
    assert shop.found(tree, tables) == expected(tree)


@pytest.mark.torture
@settings(max_examples=10_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(trees)
def test_ten_thousand_random_trees_find_whom_plain_python_finds(shop: Shop, tables: Tables, tree: Data) -> None:
    assert shop.found(tree, tables) == expected(tree)


def test_no_kind_of_condition_is_forgotten() -> None:
    assert set(LEAVES) | set(JOINTS) == set(ORACLE) == shipped(CONDITIONS)


def test_no_activity_and_no_measure_of_one_is_forgotten() -> None:
    assert set(COLUMNS) == set(EVERY) == shipped(ACTIVITIES)
    assert set(did.MEASURES) == set(MEASURES)


def test_every_operator_is_asked_of_some_attribute() -> None:
    assert {name for column in ATTRIBUTES.values() for name in operands(column)} == set(COMPARISONS)


@pytest.mark.parametrize("type_", sorted({*get_args(Type)} - NOT_ASKED))
def test_no_operator_is_forgotten_for_any_type(type_: Type) -> None:
    suiting = {name for name, comparison in COMPARISONS.items() if type_ in comparison.types}
    assert set(operands(Asked(type_, ["some", "values"]))) == suiting
    assert suiting <= {*COMPARED, "exists"}


def shipped(family: Family[Any]) -> set[str]:
    """The kinds that come with the program, whatever other tests have added."""
    return {kind for kind in family if family[kind].__module__.startswith("smartcom_kernel.")}
