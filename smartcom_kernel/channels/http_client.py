"""One guarded way to call a provider over HTTP. Where a failure happens decides what it means."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from smartcom_kernel.channels.http_address import address_of, checked_url
from smartcom_kernel.channels.push_http import NO_ANSWER, retry_after, unconnected
from smartcom_kernel.core.errors import DeliveryError, SetupError

LARGEST_ANSWER = 2**20
"""Octets of an answer that are read; the connection is given up behind them."""
AT_ONCE = httpx.Limits(max_connections=50, max_keepalive_connections=50)
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)  # addresses may hold tokens
HASTE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class HttpClient:
    """Posts to one address of a provider: only to the public internet, without redirects, proxies and cookies.

    Connections are kept between messages. Each message looks the host's name up anew and goes to an address that was
    judged, while TLS and the header ``Host`` keep the name. Safe to use from several threads.

    Args:
        url: Where to.
        allow_local: Whether it may be this machine, which is for rehearsals.
        timeout_seconds: How long to wait for a connection, for each piece of an answer, and for its body as a whole.
    """

    def __init__(self, url: str, *, allow_local: bool = False, timeout_seconds: float = 10) -> None:
        self._url = checked_url(url, allow_local=allow_local)
        self._allow_local = allow_local
        self._seconds = timeout_seconds
        self._http = httpx.Client(
            verify=ssl.create_default_context(), trust_env=False, follow_redirects=False, timeout=timeout_seconds,
            limits=AT_ONCE, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )  # fmt: skip

    def close(self) -> None:
        """Close the connections that are kept."""
        self._http.close()

    def post(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """The answer to one request, whatever its status, with at most a megabyte of its body.

        Raises:
            SetupError: The address lies inside our own network, or its certificate does not hold.
            DeliveryError: Retryable where no connection came about; uncertain where something may have been sent and
                no answer arrived.
        """
        host = self._url.raw_host.decode("ascii")
        request = httpx.Request(
            "POST",
            self._url.copy_with(host=address_of(self._url, allow_local=self._allow_local)),
            content=body,
            headers={"Host": self._url.netloc.decode("ascii"), "Accept-Encoding": "identity", **headers},
            extensions={"sni_hostname": host.rstrip("."), "timeout": httpx.Timeout(self._seconds).as_dict()},
        )
        try:
            answer = self._http.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise unconnected(host, error) from None
        except httpx.TransportError as error:  # what it says may hold headers, so only its kind is told
            words = f"{host} took the request and did not answer: {type(error).__name__}"
            raise DeliveryError(words, code=NO_ANSWER, uncertain=True) from None
        return _shortened(answer, self._seconds)


def _shortened(answer: httpx.Response, seconds: float) -> httpx.Response:
    """The answer with what came of its body: once the status is there, a body that breaks off changes nothing."""
    until = time.monotonic() + seconds
    body = b""
    try:
        for piece in answer.iter_raw():
            body += piece
            if len(body) > LARGEST_ANSWER or time.monotonic() > until:
                break
    except httpx.TransportError:
        body = b""
    finally:
        answer.close()
    kept = {name: value for name, value in answer.headers.items() if name in ("retry-after", "date")}
    return httpx.Response(answer.status_code, headers=kept, content=body[:LARGEST_ANSWER])


def accepted(answer: httpx.Response) -> httpx.Response:
    """The answer, if it says that the message was taken.

    Being told to wait (429, 503) means that nothing was done. Other trouble of a server (5xx) may have come after it
    took the message. What it blames the request for is not tried again.

    Raises:
        SetupError: It refuses us, is gone for good, or answers elsewhere: so it would for every message.
        DeliveryError: It did not take the message, or nobody knows.
    """
    if answer.is_success:
        return answer
    status = answer.status_code
    said = f"the provider answered {status} {answer.reason_phrase}".strip()
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise SetupError(f"{said}: check the secret of this channel")
    if status == HTTPStatus.GONE:
        raise SetupError(f"{said}: this address takes nothing any more; give another, or stop using the channel")
    if answer.is_redirect:
        raise SetupError(f"{said}: redirects are not followed; give the address that answers itself")
    if status in HASTE:
        raise DeliveryError(said, code=str(status), retryable=True, retry_after_seconds=retry_after(answer))
    raise DeliveryError(said, code=str(status), uncertain=answer.is_server_error)
