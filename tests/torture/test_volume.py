"""The block before a sending equals what then happens, in many worlds drawn by chance."""

from __future__ import annotations

import pytest

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.volume import Volume
from smartcom_kernel.state.connect import State
from tests.mailings.worlds import World
from tests.torture.arena import chosen_seed

WORLDS = 150


@pytest.mark.torture
def test_in_many_worlds_everybody_is_where_the_block_foretold(lake: Lake, state: State) -> None:
    """Every reason must have come up, or the worlds would show nothing."""
    first, seen = chosen_seed() * WORLDS, set[str]()
    for seed in range(first, first + WORLDS):
        world = World(lake, state, seed)
        foretold = world.foretold()
        assert foretold == world.happened(), f"world {seed}"
        seen |= {name for name in Volume.__dataclass_fields__ if getattr(foretold, name)}
    assert seen == set(Volume.__dataclass_fields__)
