"""Templates looked at for real and invented customers, and tried out on addresses of the shop's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.lake.customers import UnknownCustomer
from smartcom_kernel.workbench import Workbench

HELLO = {"medium": "email", "subject": "For {{ client.first_name|default('you') }}", "text": "{{ shop.name }}"}


@pytest.fixture(scope="module")
def wb(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    from tests.widgets.shop import database_of

    with database_of(server, tmp_path_factory.mktemp("template_book")) as (folder, url):
        (folder / "smartcom.toml").write_text('name = "Corner shop"\nlanguage = "en"\n', encoding="utf-8")
        with Workbench.open(folder, database_url=url, clock=FixedClock("2018-01-10")) as wb:
            file = folder / "1.csv"
            file.write_text("customer_id,first_name,email\nC1,Anna,anna@example.com\n", encoding="utf-8")
            wb.load("customers", file)
            wb.templates.save("hello", HELLO)
            yield wb


def test_a_saved_template_is_shown_for_a_customer_and_for_invented_ones(wb: Workbench) -> None:
    assert wb.templates.preview("hello", "C1").describe() == "For Anna: Corner shop"
    assert wb.templates.preview("hello").describe() == "For first name: Corner shop"
    assert wb.templates.preview("hello", invented="empty").describe() == "For you: Corner shop"
    assert wb.templates.preview("hello", "C1").who == "C1"


def test_a_template_need_not_be_saved_to_be_shown(wb: Workbench) -> None:
    made = wb.templates.preview({"medium": "sms", "text": "{{ client.first_name }}!"}, "C1")
    assert made.describe() == "1 part, GSM-7, 5 characters, 155 left: Anna!"


def test_what_nobody_knows_is_refused_with_the_nearest(wb: Workbench) -> None:
    with pytest.raises(UnknownCustomer, match="did you mean 'C1'"):
        wb.templates.preview("hello", "c1")
    with pytest.raises(UnknownName, match="did you mean 'hello'"):
        wb.templates.preview("helo")
    with pytest.raises(SpecError, match="no variable nobody"):
        wb.templates.preview({"medium": "sms", "text": "{{ nobody }}"})


def test_a_test_of_a_template_goes_to_the_address_and_counts_nowhere(wb: Workbench) -> None:
    channel = MemoryChannel()
    report = wb.templates.test("hello", "me@example.com", customer_id="C1", channels={"email": channel})
    assert report.describe() == "hello, e-mail, me@example.com: handed over"
    [outgoing] = channel.sent
    assert (outgoing.address, outgoing.subject) == ("me@example.com", "[Test] For Anna")
    with wb.state.transaction() as connection:
        assert connection.execute("SELECT * FROM messages").fetchall() == []


def test_a_test_goes_to_no_address_of_another_medium_and_to_none_that_is_suppressed(wb: Workbench) -> None:
    with pytest.raises(SpecError, match="no template for the media of these addresses"):
        wb.templates.test("hello", "+79000000000")
    wb.consent.suppress("gone@example.com", reason="asked us to")
    with pytest.raises(SpecError, match="is on the suppression list"):
        wb.templates.test("hello", "gone@example.com")
