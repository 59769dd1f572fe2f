from __future__ import annotations

import json
from pathlib import Path

import pytest

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.push import PushChannel
from smartcom_kernel.channels.push_sink import PushSink
from smartcom_kernel.core.errors import DeliveryError, SetupError, SpecError
from tests.channels.push.conftest import IPHONE, apns_channel, fcm_channel, push, secrets_of


def both(sink: PushSink) -> PushChannel:
    return PushChannel(through=(fcm_channel(sink), apns_channel(sink)))


def test_each_push_goes_to_the_service_of_its_device(sink: PushSink) -> None:
    with both(sink).open(Path(), secrets_of(sink)) as sender:
        sender.send(push("fcm:t1"))
        sender.send(push(f"apns:{IPHONE}", key="8"))
    assert [asked.path for asked in sink.received] == ["/v1/projects/shop-example/messages:send", f"/3/device/{IPHONE}"]


def test_a_push_is_in_the_log_when_it_is_answered(sink: PushSink, tmp_path: Path) -> None:
    with both(sink).open(Path(), secrets_of(sink)) as sender:
        sender.send(push("fcm:t1"))
        assert json.loads((tmp_path / "push.log").read_text())["device"] == "t1"


def test_a_device_of_a_service_that_is_not_set_gets_nothing_and_keeps_its_quality(sink: PushSink) -> None:
    with (
        both(sink).open(Path(), secrets_of(sink)) as sender,
        pytest.raises(DeliveryError, match="no service for devices of 'web'") as caught,
    ):
        sender.send(push("web:{}"))
    assert (caught.value.quality, caught.value.retryable) == (0, False)


def test_a_secret_of_any_service_that_is_missing_is_told_before_anything_is_sent(sink: PushSink) -> None:
    with pytest.raises(SetupError, match="set APNS"), both(sink).open(Path(), {"FCM": secrets_of(sink)["FCM"]}):
        pass


@pytest.mark.parametrize(
    ("through", "why"),
    [
        ([], "through"),
        ([{"kind": "smtp", "host": "h", "sender": "a@example.com"}], "smtp is no service for pushes"),
        ([{"kind": "fcm", "credentials_env": "A"}, {"kind": "fcm", "credentials_env": "B"}], "names a service twice"),
        ([{"kind": "fmc"}], "did you mean 'fcm'"),
        ([{"kind": "fcm", "credentials_env": "A", "url": "http://localhost"}], "url"),
    ],
)
def test_a_faulty_list_of_services_is_refused(through: list[dict[str, str]], why: str) -> None:
    with pytest.raises(SpecError, match=why):
        CHANNELS.parse({"kind": "push", "through": through})
