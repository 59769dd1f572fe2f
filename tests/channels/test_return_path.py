from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcom_kernel.channels.message import email_address
from smartcom_kernel.channels.return_path import key_of_return_path, return_path
from smartcom_kernel.core.errors import DeliveryError

BOUNCES = "b@bounces.shop.example"
SECRET = "only the shop knows"
KEY = "0123456789abcdef0123456789abcdef.4711"


def key_of(address: str, *, secret: str = SECRET) -> str | None:
    return key_of_return_path(address, bounce_address=BOUNCES, secret=secret)


def test_a_bounce_leads_back_to_its_message() -> None:
    path = return_path(BOUNCES, KEY, SECRET)
    assert path.startswith(f"b+{KEY}.")
    assert path.endswith("@bounces.shop.example")
    assert email_address(path) == path
    assert key_of(path) == KEY


def test_every_try_of_a_message_has_the_same_return_path() -> None:
    assert return_path(BOUNCES, KEY, SECRET) == return_path(BOUNCES, KEY, SECRET)


def test_who_got_one_message_cannot_make_up_the_return_path_of_another() -> None:
    path = return_path(BOUNCES, KEY, SECRET)
    assert key_of(path.replace(".4711.", ".4712.")) is None
    assert key_of(path, secret="of another shop") is None


@pytest.mark.parametrize("spelt", [str.upper, str.lower, lambda path: f" <{path}> "])
def test_the_case_and_brackets_that_servers_change_do_no_harm(spelt: object) -> None:
    assert callable(spelt)
    path = return_path(BOUNCES, "4711", SECRET)
    assert key_of(spelt(path)) == "4711"


@pytest.mark.parametrize(
    "address",
    ["", "@", BOUNCES, "b+@bounces.shop.example", "b+x@bounces.shop.example", "b+.x@bounces.shop.example",
     f"b+{KEY}.goz2vizw@elsewhere.example", f"c+{KEY}.goz2vizw@bounces.shop.example",
     f"b+{KEY}.\u0433\u0434\u0435@bounces.shop.example", "b+x.\r\n@bounces.shop.example"],
)  # fmt: skip
def test_other_addresses_lead_nowhere(address: str) -> None:
    assert key_of(address) is None


@given(st.text(max_size=120))
def test_whatever_stands_before_the_at_is_read_without_trouble(token: str) -> None:
    assert key_of(f"b+{token}@bounces.shop.example") is None


def test_the_longest_key_of_a_sending_fits() -> None:
    longest = f"{'f' * 32}.{10**12 - 1}"
    path = return_path("bouncemsg@bounces.shop.example", longest, SECRET)
    assert len(path.partition("@")[0]) == 64
    assert email_address(path) == path
    with pytest.raises(DeliveryError, match="is too long"):
        return_path(BOUNCES, "k" * 60, SECRET)
