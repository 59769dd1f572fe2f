"""Small values: money, chance, instants, settings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock, instant
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.hashing import draw, fingerprint, threshold
from smartcom_kernel.core.money import money
from smartcom_kernel.core.settings import load_settings, workspace_of


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "text"),
    [
        (Decimal("1234.5"), "USD", "en", "$1,234.50"),
        (Decimal("1234.5"), "RUB", "ru", "1\u202f234,50\u202f₽"),
        (Decimal("-0.005"), "USD", "en", "−$0.01"),
        (7, "KZT", "en", "₸7.00"),
        (7, "CHF", "en", "CHF 7.00"),
    ],
)
def test_money_follows_the_habits_of_the_language(amount: Decimal, currency: str, lang: str, text: str) -> None:
    assert money(amount, currency, lang) == text  # type: ignore[arg-type]


def test_a_draw_is_what_anybody_computes_with_md5() -> None:
    """``printf 'spring:C0001' | md5sum`` begins with these digits."""
    assert draw("spring", "C0001") == "2f46a022"


def test_a_share_of_all_draws_lies_below_its_threshold() -> None:
    below = sum(draw("s", str(n)) < threshold(0.1) for n in range(20_000))
    assert abs(below / 20_000 - 0.1) < 0.01
    assert not any(draw("s", str(n)) < threshold(0) for n in range(1000))
    assert all(draw("s", str(n)) < threshold(1) for n in range(1000))


def test_a_share_outside_nought_to_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1, not 1\.2"):
        threshold(1.2)


def test_a_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1}) != fingerprint({"a": 1, "b": [3]})


def test_a_naive_moment_belongs_to_the_zone_given() -> None:
    assert instant("2017-12-31", "America/New_York") == datetime(2017, 12, 31, 5, tzinfo=UTC)
    assert instant("2017-12-31T00:00:00Z", "America/New_York") == datetime(2017, 12, 31, tzinfo=UTC)
    assert instant(date(2017, 12, 31)) == datetime(2017, 12, 31, tzinfo=UTC)


def test_text_that_is_no_moment_is_refused_with_an_example() -> None:
    with pytest.raises(ValueError, match="'31/12/2017' is not an ISO date or instant, such as"):
        instant("31/12/2017")


def test_a_fixed_clock_stands_still() -> None:
    clock = FixedClock("2017-12-31")
    assert clock.now() == clock.now() == datetime(2017, 12, 31, tzinfo=UTC)


def write(folder: Path, text: str) -> Path:
    (folder / "smartcom.toml").write_text(text, encoding="utf-8")
    return folder


def test_settings_come_from_the_file_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'name = "Коффи"\ncurrency = "KZT"\n[rfm]\nperiod_days = 90\n')
    monkeypatch.setenv("SMARTCOM_CURRENCY", "USD")
    settings = load_settings(tmp_path)
    assert (settings.name, settings.currency, settings.rfm.period_days) == ("Коффи", "USD", 90)


def test_all_faults_of_the_settings_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, 'curency = "USD"\ntime_zone = "Moscow"\n[rfm]\nperiod_days = 0\n')
    with pytest.raises(SpecError) as caught:
        load_settings(tmp_path)
    assert {fault.where for fault in caught.value.faults} == {"curency", "time_zone", "rfm.period_days"}
    assert "did you mean 'currency'?" in str(caught.value)


@pytest.mark.parametrize(
    "text", ['database_url = "postgresql://me:secret@db/shop"', '[channels.email]\npassword = "x"']
)
def test_secrets_in_the_file_are_refused_without_being_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(SpecError, match="is a secret: set it in the environment") as caught:
        load_settings(write(tmp_path, text))
    assert "secret@db" not in str(caught.value)


def test_secrets_are_not_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTCOM_DATABASE_URL", "postgresql://me:hunter2@db/shop")
    assert "hunter2" not in repr(load_settings(tmp_path))


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="is not valid TOML"):
        load_settings(write(tmp_path, "name = "))


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ('lost = ["1:1-4"]', "no name for R1 F5"),
        ('lost = ["1:1-5", "2:1"]', "cell R2 F1 is both lost and frozen"),
        ('lost = ["1:1-6"]', "names a score outside 1 to 5"),
        ('lost = ["one"]', "is not a pattern"),
        ('lost = ["5-4:1"]', "'5-4:1' runs backwards: write '4-5:1'"),
        ('lost = ["1:3-2"]', "'1:3-2' runs backwards: write '1:2-3'"),
    ],
)
def test_a_map_of_names_must_cover_every_cell_once(tmp_path: Path, names: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        load_settings(write(tmp_path, f"[rfm.names]\n{names}\n"))


@pytest.mark.parametrize("memory", ["4GB", "512 MB", "1.5GiB"])
def test_memory_is_an_amount(tmp_path: Path, memory: str) -> None:
    assert load_settings(tmp_path, engine={"memory": memory}).engine.memory == memory


@pytest.mark.parametrize("memory", ["lots", "4", "0GB", "-1GB", "80%", "4GB'"])
def test_memory_that_is_no_amount_is_refused_with_a_sentence(tmp_path: Path, memory: str) -> None:
    with pytest.raises(SpecError, match=r"engine\.memory: .* is no amount of memory; .* such as '4GB'"):
        load_settings(tmp_path, engine={"memory": memory})


def test_a_folder_lies_in_the_nearest_workspace_above_or_is_one_itself(tmp_path: Path) -> None:
    shop, branch = tmp_path / "shop", tmp_path / "shop" / "branches" / "kazan"
    (branch / "notebooks").mkdir(parents=True)
    (shop / "smartcom.toml").touch()
    assert workspace_of(branch / "notebooks") == shop
    (branch / "smartcom.toml").touch()
    assert workspace_of(branch / "notebooks") == workspace_of(branch) == branch
    (branch / "notebooks" / ".smartcom").mkdir()
    assert workspace_of(branch / "notebooks") == branch / "notebooks"


def test_a_folder_in_no_workspace_stands_for_itself(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "new").mkdir()
    assert workspace_of(tmp_path / "new") == tmp_path / "new"
