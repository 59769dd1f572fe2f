"""A cascade whose senders are killed: nobody gets a leg twice, or the second while the first is in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.state.connect import State
from tests.delivery.posts import planned
from tests.torture.arena import SMS, Arena, chosen_seed, kills

PEOPLE = 300
KILLS = 12


def lose_patience(state: State) -> None:
    """The minutes that the first leg has are over."""
    with state.transaction() as connection:
        connection.execute("UPDATE messages SET fall_back_at = 'epoch' WHERE fall_back_at IS NOT NULL")


@pytest.mark.torture
def test_senders_of_a_cascade_that_are_killed_hand_nothing_over_twice(
    state: State, database: str, tmp_path: Path
) -> None:
    phones = {f"c{n}": f"+7900{n:07}" for n in range(PEOPLE)}
    planned(state, phones, medium="sms")
    folders = [tmp_path / name for name in ("viber", "texts")]
    for folder in folders:
        folder.mkdir()
    with (
        Arena(database, folders[0], medium="sms") as viber,
        Arena(database, folders[1], medium="sms") as texts,
    ):
        sender = (*SMS, f"--then={texts.port}")
        for n, when in enumerate(kills(chosen_seed(), KILLS, PEOPLE)):
            viber.kill(viber.start(*sender), when)
            if n % 3 == 2:
                lose_patience(state)
        for _ in range(4):  # the last leases of the killed end, and whoever waits falls back
            lose_patience(state)
            viber.finish(viber.start(*sender))
        first, second = viber.recipients(), texts.recipients()
    assert max([*first.values(), *second.values()]) == 1
    with state.transaction() as connection:
        rows = connection.execute("SELECT address, state::text AS state, leg FROM messages").fetchall()
    assert len(rows) == PEOPLE
    doubtful = {row["address"]: row["leg"] for row in rows if row["state"] == "uncertain"}
    assert len(doubtful) <= KILLS * 10
    for row in rows:
        phone = row["address"]
        assert row["state"] in ("accepted", "uncertain"), row
        if row["state"] == "accepted":
            assert (first[phone], second[phone], row["leg"]) == (1, 1, 2), row
        elif row["leg"] == 1:
            assert second[phone] == 0, row
        else:
            assert first[phone] == 1, row
