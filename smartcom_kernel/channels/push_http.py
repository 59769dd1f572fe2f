"""One request of a push service: who failed, and whether the push may have left all the same.

A request that never reached the service may be sent again. From the moment its octets may have arrived, only an answer
tells; without one the push is in doubt. HTTP/2 tells more: streams above the last one that a GOAWAY names, and those
reset with REFUSED_STREAM, were not processed (RFC 9113, 6.8 and 8.7).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from smartcom_kernel.core.errors import DeliveryError, SetupError

NO_ANSWER = "no answer"
NO_CONNECTION = "connection"
REFUSED_STREAM = 7
LONGEST_WORDS = 300
LONGEST_WAIT = 24 * 3600.0


def client(*, timeout_seconds: float) -> httpx.Client:
    """A client that speaks HTTP/2 where it is offered and follows nobody elsewhere."""
    return httpx.Client(http2=True, verify=ssl.create_default_context(), timeout=timeout_seconds, trust_env=False)


def answer_to(sender: httpx.Client, url: str, **request: Any) -> httpx.Response:
    """The answer to one POST.

    Args:
        sender: The client.
        url: Where to.
        **request: Headers and content, as httpx takes them.

    Raises:
        SetupError: The certificate of the service does not hold.
        DeliveryError: Retryable where the request was certainly not processed, uncertain where nobody knows.
    """
    try:
        return sender.post(url, **request)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        raise unconnected(httpx.URL(url).host, error) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:  # what it says may hold headers, so only its kind is told
        if _unprocessed(error):
            raise DeliveryError(
                "the service closed the connection before it took the push", code=NO_CONNECTION, retryable=True
            ) from None
        words = f"no answer to a push that may have arrived: {type(error).__name__}"
        raise DeliveryError(words, code=NO_ANSWER, uncertain=True) from None


def refused(response: httpx.Response, reason: str, *, quality: int = 0, default_seconds: float | None = None,
            quality_at: datetime | None = None) -> DeliveryError:  # fmt: skip
    """The error of an answer that is a no: later may help where the service is busy or in trouble.

    Args:
        response: The answer.
        reason: What the service calls it.
        quality: What it means for the address.
        default_seconds: How long to wait where the answer does not say.
        quality_at: As of when the address is so, where the service says.
    """
    status = response.status_code
    said = f"{status} {reason}".strip()
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return DeliveryError(f"a gateway had no answer in time ({said})", code=said, uncertain=True)
    later = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    wait = (retry_after(response) or default_seconds) if later else None
    return DeliveryError(
        f"the service answered {said}", code=said, retryable=later, retry_after_seconds=wait, quality=quality,
        quality_at=quality_at,
    )  # fmt: skip


def retry_after(response: httpx.Response) -> float | None:
    """The seconds ``Retry-After`` asks to wait (RFC 9110, 10.2.3), a day at most; a date counts from the answer's."""
    said = response.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_WAIT)
    try:
        until, since = parsedate_to_datetime(said), parsedate_to_datetime(response.headers.get("date", ""))
        return min(max((until - since).total_seconds(), 0.0), LONGEST_WAIT)
    except (TypeError, ValueError):
        return None


def mapping_in(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty where it is none."""
    try:
        found = response.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def word(value: object) -> str:
    """What a service said, short enough and without line ends, for a code or a sentence."""
    return " ".join(str(value).split())[:LONGEST_WORDS] if isinstance(value, str) else ""


def unconnected(host: str, error: Exception) -> DeliveryError | SetupError:
    """The error of a connection that did not come about: nothing was sent.

    Args:
        host: To whom.
        error: Why not.
    """
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SetupError(f"{host} shows a certificate that does not hold: {cause.verify_message}")
    return DeliveryError(f"{host} cannot be reached: {type(error).__name__}", code=NO_CONNECTION, retryable=True)


def _unprocessed(error: Exception) -> bool:
    for cause in _causes(error):
        event = cause.args[0] if cause.args else None
        if getattr(event, "last_stream_id", None) == 0:  # higher numbers the client library compares itself
            return True
        if hasattr(event, "stream_id") and getattr(event, "error_code", None) == REFUSED_STREAM:
            return True
    return False


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
