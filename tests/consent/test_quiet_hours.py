from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Json

from smartcom_kernel.consent.quiet_hours import quiet_until
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import load_settings
from smartcom_kernel.state.connect import State

ZONES = ("UTC", "Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
         "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia")  # fmt: skip
HOURS = [("21:00", "09:00"), ("00:00", "06:00"), ("13:00", "14:30"), ("22:00", "02:30"), ("01:30", "02:15")]
CHANGES = [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC),
           datetime(2026, 10, 4, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC),
           datetime(2026, 11, 1, tzinfo=UTC)]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "zone", "hours", "until"),
    [
        ("2026-03-01T12:00", "Europe/Moscow", ("21:00", "09:00"), None),
        ("2026-03-01T17:59", "Europe/Moscow", ("21:00", "09:00"), None),
        ("2026-03-01T18:00", "Europe/Moscow", ("21:00", "09:00"), "2026-03-02T06:00"),
        ("2026-03-02T05:59", "Europe/Moscow", ("21:00", "09:00"), "2026-03-02T06:00"),
        ("2026-03-02T06:00", "Europe/Moscow", ("21:00", "09:00"), None),
        ("2026-03-01T12:00", "Asia/Vladivostok", ("21:00", "09:00"), "2026-03-01T23:00"),
        ("2026-10-24T23:30", "Europe/Berlin", ("01:00", "02:30"), "2026-10-25T01:30"),
        ("2026-03-29T00:30", "Europe/Berlin", ("01:00", "02:30"), "2026-03-29T01:30"),
    ],
)
def test_a_message_waits_for_the_morning_of_the_customer(
    at: str, zone: str, hours: tuple[str, str], until: str | None
) -> None:
    expected = None if until is None else datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert quiet_until(datetime.fromisoformat(at).replace(tzinfo=UTC), zone, *hours) == expected


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(CHANGES), st.integers(-2 * 1440, 2 * 1440), st.sampled_from(ZONES), st.sampled_from(HOURS)
)  # fmt: skip
def test_the_database_waits_as_long_as_python_also_where_clocks_change(
    state: State, day: datetime, minutes: int, zone: str, hours: tuple[str, str]
) -> None:
    at = day + timedelta(minutes=minutes)
    with state.transaction() as connection:
        row = connection.execute(
            "SELECT quiet_until(%s, %s, 'sms', %s::jsonb) AS until",
            [at, zone, Json({"sms": hours, "push": ["00:00", "23:59"]})],
        ).fetchone()
    assert row == {"until": quiet_until(at, zone, *hours)}


def test_where_no_hours_are_given_it_is_never_quiet(state: State) -> None:
    with state.transaction() as connection:
        row = connection.execute(
            "SELECT quiet_until(now(), 'UTC', 'email', '{\"sms\": [\"00:00\", \"23:59\"]}') AS until"
        )
        assert row.fetchone() == {"until": None}


def test_a_zone_that_nobody_knows_is_the_workspaces(state: State) -> None:
    names = ["Asia/Vladivostok", "", "Moscow Time", "Europe/Atlantis", "'; DROP TABLE messages; --"]
    with state.transaction() as connection:
        found = [
            connection.execute("SELECT known_zone(%s, 'Europe/Moscow') AS zone", [name]).fetchone() for name in names
        ]  # fmt: skip
    assert [row and row["zone"] for row in found] == ["Asia/Vladivostok", *["Europe/Moscow"] * 4]


@pytest.mark.parametrize("hours", ["21-9", "21:00", "24:00-09:00", "21:00-09:60", "09:00-09:00", "٢١:٠٠-٠٩:٠٠"])
def test_hours_that_make_no_sense_are_refused_with_their_place(tmp_path, hours: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "smartcom.toml").write_text(f'[delivery.quiet_hours]\nsms = "{hours}"\n', encoding="utf-8")
    with pytest.raises(SpecError, match=r"delivery\.quiet_hours\.sms: .*21:00-09:00|end when they begin"):
        load_settings(tmp_path)


def test_every_zone_of_the_test_exists() -> None:
    assert all(ZoneInfo(zone) for zone in ZONES)
