"""The shops the demo can be told of: a year of real receipts, and a sample of any size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from smartcom_kernel.core.progress import Progress
from smartcom_kernel.demo import journey
from smartcom_kernel.intake.sample import generate
from smartcom_kernel.lake.connect import Lake

SEED = 1


@dataclass(frozen=True)
class Shop:
    """One shop the demo can be told of.

    Args:
        name: What it is called.
        made_from: What decides the content of its files, beside this program.
        settings: The workspace's ``smartcom.toml``.
        as_of: A day in the shop's past: what customers did afterwards is known.
        within_days: How long after it receipts count for the mailing.
        segment: Whom the mailing goes to.
        files: Makes the files to load, by table.
    """

    name: str
    made_from: str
    settings: str
    as_of: str
    within_days: int
    segment: str
    files: Callable[[Lake, Path, Progress], Mapping[str, list[Path]]]


def complete_journey() -> Shop:
    """A year of real receipts of 2,469 households.

    Raises:
        SetupError: The package that brings the data is not installed.
    """

    def files(lake: Lake, folder: Path, progress: Progress) -> Mapping[str, list[Path]]:
        made = journey.prepare(lake, folder, progress=lambda done, of: progress("write the files", done / of))
        return {table: [path] for table, path in made.items()}

    settings = _settings("Complete Journey Grocers", journey.TIME_ZONE, journey.CURRENCY, journey.COUNTRY)
    made_from = f"{journey.PACKAGE} {journey.version()}"
    return Shop("Complete Journey", made_from, settings, "2017-10-01", 28, "slipping", files)


def sample(customers: int) -> Shop:
    """A shop that never was, of any size; the same every time."""

    def files(lake: Lake, folder: Path, progress: Progress) -> Mapping[str, list[Path]]:
        return generate(
            lake, folder, customers=customers, seed=SEED,
            progress=lambda done, of: progress("write the files", done / of),
        )  # fmt: skip

    settings = _settings("Sample shop", "Europe/Moscow", "RUB", "RU")
    made_from = f"{customers} customers, seed {SEED}"
    return Shop(f"sample of {customers:,}", made_from, settings, "2025-10-01", 28, "r2_m3", files)


def _settings(name: str, zone: str, currency: str, country: str) -> str:
    return f"""\
# Settings of the demo's workspace; every one is described in docs/guide/reference.md.
name = "{name}"
time_zone = "{zone}"
currency = "{currency}"
country = "{country}"

[channels]
email = {{ kind = "mailbox" }}   # the demo itself puts a mail server of its own here
sms = {{ kind = "mailbox" }}

[web]
address = "https://mail.example.com"   # where a real shop's `smartcom serve` is reached

[mailing_categories.promotions]   # everybody is subscribed who has not said otherwise
title = "Promotions"
"""
