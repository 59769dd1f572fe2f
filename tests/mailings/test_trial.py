"""A test goes to addresses of the shop's own, and counts nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DeliveryError, SpecError
from smartcom_kernel.lake.customers import UnknownCustomer
from smartcom_kernel.templates.render import TemplateError
from smartcom_kernel.workbench import Workbench

VARIANTS = [
    {"name": "A", "templates": {"email": "hello", "sms": "short"}},
    {"name": "B", "templates": {"email": "hello"}},
]


@pytest.fixture
def wb(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2018-01-10")) as wb:
        (tmp_path / "1.csv").write_text("customer_id,first_name,email\nC1,Anna,anna@example.com\n", encoding="utf-8")
        wb.load("customers", tmp_path / "1.csv")
        wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
        hello = {"medium": "email", "subject": "For {{ client.first_name }}", "text": "{{ client.first_name }}"}
        wb.templates.save("hello", hello)
        wb.templates.save("short", {"medium": "sms", "text": "{{ client.first_name }}"})
        wb.mailings.save("spring", {"segment": "all", "variants": VARIANTS})
        yield wb


def sent(wb: Workbench, *to: str, **more: Any) -> list[tuple[str, str, str]]:
    """What arrived where: address, subject and text."""
    channel = MemoryChannel()
    assert wb.mailings.test("spring", *to, channels={"email": channel, "sms": channel}, **more).good
    return [(outgoing.address, outgoing.subject, outgoing.text) for outgoing in channel.sent]


def test_every_variant_goes_to_every_address_of_its_medium(wb: Workbench) -> None:
    assert sent(wb, "me@example.com", "8 900 000-00-00", customer_id="C1") == [
        ("me@example.com", "[Test] For Anna", "Anna"), ("+79000000000", "", "Anna"),
        ("me@example.com", "[Test] For Anna", "Anna"),
    ]  # fmt: skip


def test_an_invented_customer_has_everything(wb: Workbench) -> None:
    assert sent(wb, "me@example.com")[0] == ("me@example.com", "[Test] For first name", "first name")


def test_a_test_counts_nowhere(wb: Workbench) -> None:
    sent(wb, "anna@example.com", customer_id="C1")
    with wb.state.transaction() as connection:
        for table in ("sendings", "messages", "audience"):
            assert connection.execute(f"SELECT * FROM {table}".encode()).fetchall() == []


def test_what_the_channel_says_is_told(wb: Workbench) -> None:
    channel = MemoryChannel()
    channel.fail("me@example.com", DeliveryError("no such user", code="550"))
    report = wb.mailings.test("spring", "me@example.com", "you@example.com", channels={"email": channel})
    assert not report.good
    assert report.describe().splitlines() == [
        "A, e-mail, me@example.com: no such user", "A, e-mail, you@example.com: handed over",
        "B, e-mail, me@example.com: handed over", "B, e-mail, you@example.com: handed over",
    ]  # fmt: skip
    assert "передано" in report.describe("ru")


def test_addresses_that_cannot_be_written_to_are_refused_together_and_nothing_leaves(wb: Workbench) -> None:
    wb.consent.suppress("gone@example.com", reason="asked us to")
    with pytest.raises(SpecError) as caught:
        sent(wb, "me@example.com", "me@", "12", "Gone@example.com")
    assert [fault.message for fault in caught.value.faults] == [
        "'me@' is no e-mail address and no phone number", "'12' is no e-mail address and no phone number",
        "'Gone@example.com' is on the suppression list",
    ]  # fmt: skip


@pytest.mark.parametrize("to", [[], [f"a{n}@example.com" for n in range(21)]])
def test_a_test_list_is_no_way_around_consent(wb: Workbench, to: list[str]) -> None:
    with pytest.raises(SpecError, match="a test goes to 1 to 20 addresses"):
        sent(wb, *to)


def test_a_medium_that_the_mailing_does_not_have_is_said(wb: Workbench) -> None:
    wb.mailings.save("spring", {"segment": "all", "variants": VARIANTS[1:]})
    with pytest.raises(SpecError, match="it has no template for the media of these addresses"):
        sent(wb, "+79000000000")


def test_a_customer_nobody_knows_is_refused(wb: Workbench) -> None:
    with pytest.raises(UnknownCustomer, match="did you mean 'C1'"):
        sent(wb, "me@example.com", customer_id="c1")


def test_a_text_that_cannot_be_made_is_said(wb: Workbench) -> None:
    wb.templates.save("hello", {"medium": "email", "subject": "Hello", "text": "{{ client.first_name + 1 }}"})
    with pytest.raises(TemplateError, match="text, line 1"):
        sent(wb, "me@example.com")


def test_without_channels_of_ones_own_those_of_the_settings_are_used(wb: Workbench) -> None:
    assert wb.mailings.test("spring", "me@example.com").good
    assert len(list((wb.folder / "mailbox" / "email").rglob("*.eml"))) == 2
