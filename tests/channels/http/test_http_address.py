"""No form of an address leads into our own network."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from smartcom_kernel.channels.http_address import address_of, checked_url, is_public
from smartcom_kernel.channels.http_client import HttpClient
from smartcom_kernel.core.errors import DeliveryError, SetupError
from tests.channels.http.provider import provider

NAMES = {
    "internal.test": ["10.0.0.5"],
    "mixed.test": ["93.184.216.34", "127.0.0.1"],
    "localhost": ["127.0.0.1", "::1"],
    "metadata.google.internal": ["169.254.169.254"],
    "xn--80ak6aa92e.test": ["127.0.0.1"],
    "six.test": ["::1"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "nat64.test": ["64:ff9b::7f00:1"],
    "sixtofour.test": ["2002:7f00:1::"],
    "scoped.test": ["fe80::1%eth0"],
}
FORMS = [
    "https://127.0.0.1:{port}/", "https://127.1:{port}/", "https://127.0.1:{port}/", "https://2130706433:{port}/",
    "https://0x7f000001:{port}/", "https://0x7f.0.0.1:{port}/", "https://0x7f.1:{port}/", "https://0177.0.0.1:{port}/",
    "https://017700000001:{port}/", "https://0177.0x0.0.1:{port}/", "https://127.000.000.001:{port}/",
    "https://127.0.0.1.:{port}/", "https://2130706433.:{port}/", "https://0:{port}/", "https://0.0.0.0:{port}/",
    "https://127.127.127.127:{port}/", "https://127.255.255.254:{port}/", "https://00.0.0.0:{port}/",
    "https://[::1]:{port}/", "https://[::]:{port}/", "https://[0:0:0:0:0:0:0:1]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/", "https://[::ffff:7f00:1]:{port}/", "https://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "https://[::127.0.0.1]:{port}/", "https://[64:ff9b::127.0.0.1]:{port}/", "https://[64:ff9b:1::1]:{port}/",
    "https://[2002:7f00:1::]:{port}/", "https://[2001:0:1::1]:{port}/", "https://[fe80::1]:{port}/",
    "https://[fe80::1%25lo]:{port}/", "https://[fc00::1]:{port}/", "https://[fd00:ec2::254]:{port}/",
    "https://[ff02::1]:{port}/", "https://[2001:db8::1]:{port}/", "https://[fec0::1]:{port}/",
    "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://100.100.100.200/", "https://10.0.0.1/",
    "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/", "https://192.0.0.192/", "https://198.18.0.1/",
    "https://192.0.2.1/", "https://192.88.99.1/", "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/",
    "https://localhost:{port}/", "https://localhost.:{port}/", "https://LOCALHOST:{port}/",
    "https://internal.test:{port}/", "https://mixed.test:{port}/", "https://six.test/", "https://mapped.test:{port}/",
    "https://nat64.test/", "https://sixtofour.test/", "https://scoped.test/", "https://metadata.google.internal/",
    "https://xn--80ak6aa92e.test:{port}/", "https://аррӏе.test:{port}/", "https://127。0。0。1:{port}/",
    "https://①②⑦.⓪.⓪.①:{port}/", "https://ｌｏｃａｌｈｏｓｔ:{port}/", "https://esp.example@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}@127.0.0.1:{port}/", "https://esp.example:pw@localhost:{port}/",
    "https://esp.example#@127.0.0.1:{port}/", "https://127.0.0.1:{port}\\@esp.example/",
    "https://esp.example\\@127.0.0.1:{port}/", "https://esp.example %40127.0.0.1:{port}/", "https:127.0.0.1:{port}/",
    "https:///127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://127.0.0.1:{port}/", "HTTP://127.0.0.1:{port}/",
    "https://127%2e0%2e0%2e1:{port}/", "https://%31%32%37.0.0.1:{port}/", "https://127.0.0.1%00.esp.example:{port}/",
    "https://127.0.0.1\n.esp.example:{port}/", "https://127.0.0.1\t:{port}/", "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/", "javascript:alert(1)", "", "https://", "https://:{port}/",
    "https://127.0.0.1:99999/", "https://[::1/", "https://.:{port}/", "https://..localhost:{port}/",
]  # fmt: skip


real_getaddrinfo = socket.getaddrinfo


def rows_of(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
    """Names by the table above; forms of numbers as the machine reads them, so that the listener can be reached."""
    addresses = NAMES.get(host.rstrip(".").lower())
    if addresses is None:
        return real_getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


def test_there_are_at_least_sixty_forms() -> None:
    assert len(set(FORMS)) >= 60


def test_no_form_of_an_address_reaches_a_listener_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", rows_of)
    reached, not_refused = [], []
    with provider() as canary:
        for form in FORMS:
            try:
                client = HttpClient(form.format(port=canary.port), timeout_seconds=2)
            except ValueError:
                continue
            try:
                client.post(b"{}", {})
            except SetupError:
                pass
            except DeliveryError as error:
                if error.code != "dns":
                    not_refused.append(form)
            else:
                reached.append(form)
            finally:
                client.close()
        assert (reached, not_refused, canary.connections) == ([], [], 0)


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere_the_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: what is connected to is an address that was judged, never the name."""
    asked: list[str] = []

    def rebinding(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        address = "93.184.216.34" if host == "rebind.test" and len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[Any] = []

    def no_internet(address: Any, *_: Any, **__: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", no_internet)
    client = HttpClient("https://rebind.test/")
    with pytest.raises(DeliveryError) as failed:
        client.post(b"{}", {})
    client.close()
    assert (asked, connected) == (["rebind.test"], [("93.184.216.34", 443)])
    assert (failed.value.retryable, failed.value.uncertain) == (True, False)


def test_a_name_that_leads_inside_from_the_second_message_on_is_refused_then(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "192.168.0.7"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (next(answers), port))])
    url = checked_url("https://esp.example/")
    assert address_of(url) == "93.184.216.34"
    with pytest.raises(SetupError, match=r"esp\.example leads to an address that is not of the public internet"):
        address_of(url)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4010::8a"])
def test_addresses_of_the_public_internet_may_be_called(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "https://169.254.169.254/", "http://8.8.8.8/", "http://10.0.0.1/"]
)
def test_allowing_this_machine_allows_nothing_else_inside_and_nothing_unencrypted_outside(url: str) -> None:
    with pytest.raises(SetupError):
        address_of(checked_url(url, allow_local=True), allow_local=True)
