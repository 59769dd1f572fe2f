"""Messages to a system of the shop's own."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from smartcom_kernel.channels.attachment import Attachment
from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.http_client import HttpClient
from smartcom_kernel.channels.http_signature import Signatures
from smartcom_kernel.channels.webhook import WebhookChannel, WebhookSender
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SetupError, SpecError
from tests.channels.conftest import hello
from tests.channels.http.provider import Provider, answer, provider

FIRST, SECOND = (f"whsec_{b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))
SECRETS = {"SECRET": FIRST, "NEXT": SECOND}


def channel_to(told: Provider, **more: Any) -> WebhookChannel:
    return WebhookChannel.model_validate({"url": told.url(), "secret_env": "SECRET", "allow_local": True, **more})


def test_a_message_arrives_whole_and_signed(tmp_path: Path) -> None:
    with provider(answer("204 No Content")) as told, channel_to(told).open(tmp_path, SECRETS) as sender:
        assert sender.send(hello(mailing="spring", expires_at=datetime(2018, 1, 1, tzinfo=UTC))).remote_id == "7.anna"
    (request,) = told.requests
    assert Webhook(FIRST).verify(request.body, request.headers) == {
        "key": "7.anna",
        "medium": "email",
        "to": "anna@example.com",
        "subject": "A word for you",
        "text": "Hello, Anna!\n",
        "html": "<p>Hello, Anna!</p>",
        "unsubscribe_url": "https://shop.example/u/7.anna",
        "mailing": "spring",
        "sent_at": "2017-12-31T09:30:00Z",
        "expires_at": "2018-01-01T00:00:00Z",
    }
    assert request.headers["webhook-id"] == "7.anna"


def test_each_of_two_secrets_is_enough_to_verify(tmp_path: Path) -> None:
    with provider() as told, channel_to(told, further_secret_env="NEXT").open(tmp_path, SECRETS) as sender:
        sender.send(hello())
    (request,) = told.requests
    for secret in (FIRST, SECOND):
        Webhook(secret).verify(request.body, request.headers)


def test_a_later_try_has_the_same_key_and_octets_and_a_date_of_its_own() -> None:
    clock = FixedClock("2017-12-31T09:30:00Z")
    with provider() as told, closing(HttpClient(told.url(), allow_local=True)) as client:
        sender = WebhookSender(client, Signatures(SECRETS, ["SECRET"]), clock)
        sender.send(hello())
        clock.advance(timedelta(hours=2))
        sender.send(hello())
    first, second = told.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 7200


def test_files_go_along_in_base64(tmp_path: Path) -> None:
    with provider() as told, channel_to(told).open(tmp_path, SECRETS) as sender:
        sender.send(hello(attachments=(Attachment("a.pdf", "application/pdf", b"%PDF"),)))
    said = json.loads(told.requests[0].body)["attachments"]
    assert said == [{"name": "a.pdf", "type": "application/pdf", "content": "JVBERg=="}]


def test_a_receiver_that_is_gone_stops_the_channel(tmp_path: Path) -> None:
    gone = answer("410 Gone")
    with (
        provider(gone) as told,
        channel_to(told).open(tmp_path, SECRETS) as sender,
        pytest.raises(SetupError) as refused,
    ):
        sender.send(hello())
    assert "takes nothing any more" in str(refused.value)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "not base64 at all", f"whsec_{'A' * 200}"])
def test_a_secret_that_is_none_is_refused_and_not_told(tmp_path: Path, secret: str) -> None:
    opened = channel_to(Provider([], port=9)).open(tmp_path, {"SECRET": secret})
    with pytest.raises(SetupError, match="SECRET") as refused, opened:
        pass
    assert len(secret) <= 6 or secret not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://crm.shop.example/", "https://user:pw@crm.shop.example/", "https://2130706433/"]
)
def test_an_address_of_a_wrong_form_is_refused_when_it_is_written(url: str) -> None:
    with pytest.raises(SpecError, match=r"the address must|neither the name of a host") as refused:
        CHANNELS.parse({"kind": "webhook", "url": url, "secret_env": "SECRET"})
    assert "user:pw" not in str(refused.value)
