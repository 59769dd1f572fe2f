"""Where a call fails decides what it means."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from smartcom_kernel.channels.http_client import LARGEST_ANSWER, HttpClient, accepted
from smartcom_kernel.core.errors import DeliveryError, SetupError
from tests.channels.http.provider import RESET, Provider, answer, provider


def post(told: Provider, *, seconds: float = 5) -> Any:
    client = HttpClient(told.url(), allow_local=True, timeout_seconds=seconds)
    try:
        return accepted(client.post(b"{}", {}))
    finally:
        client.close()


def failure(*answers: bytes, seconds: float = 5) -> DeliveryError:
    with provider(*answers) as told, pytest.raises(DeliveryError) as failed:
        post(told, seconds=seconds)
    assert len(told.requests) == 1
    return failed.value


def test_a_port_where_nobody_listens_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DeliveryError) as failed:
        post(Provider([], port=port))
    assert (failed.value.retryable, failed.value.uncertain) == (True, False)


@pytest.mark.parametrize("last", [RESET, b"", b"HTTP/1.1 200", b"nonsense\r\n\r\n"])
def test_a_request_without_an_answer_is_uncertain(last: bytes) -> None:
    failed = failure(last, seconds=0.3)
    assert (failed.retryable, failed.uncertain) == (False, True)


def test_trouble_of_a_server_is_uncertain_for_it_may_have_accepted() -> None:
    assert failure(answer("500 Internal Server Error")).uncertain


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["Retry-After: 120"], 120),
        (["Date: Sun, 31 Dec 2017 09:30:00 GMT", "Retry-After: Sun, 31 Dec 2017 09:40:00 GMT"], 600),
        (["Retry-After: soon"], None),
        ([], None),
    ],
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_being_told_to_wait_is_heeded(status: str, headers: list[str], seconds: float | None) -> None:
    failed = failure(answer(status, b"", *headers))
    assert (failed.retryable, failed.uncertain, failed.retry_after_seconds) == (True, False, seconds)


def test_what_the_request_is_blamed_for_is_not_tried_again() -> None:
    failed = failure(answer("422 Unprocessable Entity"))
    assert (failed.code, failed.retryable, failed.uncertain, failed.quality) == ("422", False, False, 0)


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "410 Gone"])
def test_a_provider_that_refuses_us_stops_the_channel(status: str) -> None:
    with provider(answer(status)) as told, pytest.raises(SetupError, match=status[:3]):
        post(told)


def test_a_redirect_is_not_followed() -> None:
    with provider() as inside, provider(answer("307 Temporary Redirect", b"", f"Location: {inside.url()}")) as told:
        with pytest.raises(SetupError, match="redirects are not followed"):
            post(told)
        assert inside.connections == 0


def test_of_an_answer_of_ten_megabytes_one_is_read() -> None:
    with provider(answer("200 OK", b"x" * 10 * 2**20)) as told:
        assert len(post(told).content) == LARGEST_ANSWER


def test_an_answer_that_breaks_off_after_its_status_still_counts() -> None:
    with provider(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf") as told:
        assert post(told, seconds=0.3).status_code == 200


def test_an_answer_that_pretends_to_be_compressed_is_left_as_it_is() -> None:
    with provider(answer("200 OK", b"not gzip", "Content-Encoding: gzip")) as told:
        assert post(told).content == b"not gzip"


def test_a_connection_is_kept_and_cookies_are_not() -> None:
    with provider(answer("200 OK", b"", "Set-Cookie: track=1")) as told:
        client = HttpClient(told.url(), allow_local=True)
        for _ in range(3):
            client.post(b"{}", {})
        client.close()
    assert (told.connections, [r.headers.get("cookie") for r in told.requests]) == (1, [None] * 3)


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with provider() as proxy, provider() as told:
        monkeypatch.setenv("HTTP_PROXY", proxy.url())
        monkeypatch.setenv("ALL_PROXY", proxy.url())
        post(told)
    assert (proxy.connections, len(told.requests)) == (0, 1)


def test_the_certificate_is_held_against_the_name_and_not_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("esp.test").configure_cert(tls)
    names: list[str | None] = []
    tls.sni_callback = lambda _, name, __: names.append(name)
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1", *a, **k))
    with provider(tls=tls) as told:
        for host in ("esp.test", "other.test"):
            client = HttpClient(told.url(host, "https"), allow_local=True)
            if host == "esp.test":
                client.post(b"{}", {})
            else:
                with pytest.raises(SetupError, match="certificate that does not hold"):
                    client.post(b"{}", {})
            client.close()
    assert (names, [r.headers["host"] for r in told.requests]) == (
        ["esp.test", "other.test"],
        [f"esp.test:{told.port}"],
    )
