"""Why messages did not arrive, counted by what is to be done about it."""

from __future__ import annotations

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.mailings.error_report import ErrorReport
from smartcom_kernel.state import mailings
from smartcom_kernel.state.connect import State
from tests.delivery.posts import address, go, planned


def test_errors_are_counted_by_the_quality_of_the_address_the_code_and_the_domain(state: State) -> None:
    planned(state, 4)
    channel = MemoryChannel()
    for number in (0, 1):
        channel.fail(address(f"c{number}"), DeliveryError("no such user", code="5.1.1", quality=32))
    channel.fail(address("c2"), DeliveryError("<b>refused</b>", code="5.7.1"))
    go(state, channel)
    with state.transaction() as connection:
        found = ErrorReport(tuple(mailings.errors(connection, 1)))
    assert (found.people, found.by("quality"), found.by("code")) == (3, {32: 2, 0: 1}, {"5.1.1": 2, "5.7.1": 1})
    assert found.by("domain") == {address("c0").partition("@")[2]: 3}
    assert found.describe().splitlines()[:2] == [
        "Did not arrive: 3",
        f"  e-mail, refused by the provider, 32 does not exist, 5.1.1, {address('c0').partition('@')[2]}: 2",
    ]
    assert found.frame["people"].tolist() == [2, 1]
    assert "Не дошло: 3" in found.describe("ru")


def test_where_everything_arrived_it_says_so() -> None:
    assert ErrorReport(()).describe() == "No message has come back"
    assert ErrorReport(())._repr_html_() == "<p>No message has come back</p>"
