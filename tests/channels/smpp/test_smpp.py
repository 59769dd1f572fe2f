from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import smpp34

from smartcom_kernel.channels.report import OptOut, Report, Verdict
from smartcom_kernel.channels.smpp import SmppChannel, SmppSender
from smartcom_kernel.channels.smpp_sink import SmppSink
from smartcom_kernel.channels.smpp_text import decoded, without_header
from smartcom_kernel.core.errors import DeliveryError, SetupError
from smartcom_kernel.core.sms import cut_sms
from tests.channels.smpp.conftest import SECRETS, channel_to, heard, sms, soon


def refusal(sender: SmppSender, **changes: object) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        sender.send(sms(**changes))
    return caught.value


def verdict(error: DeliveryError) -> tuple[str, bool, bool, int]:
    return error.code, error.retryable, error.uncertain, error.quality


def test_a_message_arrives_as_it_was_written(sink: SmppSink, sender: SmppSender) -> None:
    accepted = sender.send(sms(text="Привет, 🎁!"))
    got = sink.received[0]
    assert accepted.remote_id == got.message_id
    assert (got.source, got.destination, got.receipt_wanted) == ("MyShop", "79000000000", True)
    assert (decoded(got.octets, got.data_coding), got.data_coding) == ("Привет, 🎁!", 8)


@pytest.mark.parametrize("long_messages", ["parts", "payload"])
def test_naughty_texts_arrive_whole(sink: SmppSink, tmp_path: Path, corpora: Path, long_messages: str) -> None:
    texts = [t for t in json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8")) if t]
    with channel_to(sink, long_messages=long_messages).open(tmp_path, SECRETS) as sender:
        for number, text in enumerate(texts):
            sender.send(sms(key=str(number), text=text))
    rest = iter(sink.received)
    for text in texts:
        parts = 1 if long_messages == "payload" else len(cut_sms(text).parts)
        got = [next(rest) for _ in range(parts)]
        octets = [without_header(g.octets) if g.esm_class & 0x40 else g.octets for g in got]
        assert "".join(decoded(o, g.data_coding) for o, g in zip(octets, got, strict=True)) == text
    assert next(rest, None) is None


def test_a_long_message_leaves_in_parts_that_name_each_other_and_the_last_asks_for_the_receipt(
    sink: SmppSink, sender: SmppSender
) -> None:
    accepted = sender.send(sms(text="я" * 66 + "🎁" + "я" * 66))
    sender.send(sms(text="я" * 66 + "🎁" + "я" * 66))
    headers = [g.octets[:6] for g in sink.received]
    assert [h[4:] for h in headers[:3]] == [b"\x03\x01", b"\x03\x02", b"\x03\x03"]
    assert headers[:3] == headers[3:]
    assert [g.receipt_wanted for g in sink.received[:3]] == [False, False, True]
    assert accepted.remote_id == sink.received[2].message_id


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0x58, ("0x58", True, False, 0)),
        (0x14, ("0x14", True, False, 0)),
        (0x08, ("0x08", True, False, 0)),
        (0x0B, ("0x0B", False, False, 31)),
        (0x01, ("0x01", False, False, 0)),
        (0x62, ("0x62", False, False, 0)),
    ],
)
def test_a_refusal_says_what_it_means_and_the_next_message_still_leaves(
    sink: SmppSink, sender: SmppSender, status: int, expected: tuple[str, bool, bool, int]
) -> None:
    sink.answer(status)
    assert verdict(refusal(sender)) == expected
    sender.send(sms(key="next"))
    assert (sink.messages, sink.connections) == (1, 1)


def test_a_throttled_message_waits_as_long_as_it_should(sink: SmppSink, sender: SmppSender) -> None:
    sink.answer(0x58)
    assert refusal(sender).retry_after_seconds == 5


def test_a_sender_that_the_centre_does_not_know_is_a_matter_of_settings(sink: SmppSink, sender: SmppSender) -> None:
    sink.answer(0x0A)
    with pytest.raises(SetupError, match="check source"):
        sender.send(sms())


@pytest.mark.parametrize("logged", [True, False])
def test_a_connection_lost_before_the_answer_leaves_a_doubt(sink: SmppSink, sender: SmppSender, logged: bool) -> None:
    sink.answer(None, logged=logged)
    assert verdict(refusal(sender)) == ("no answer", False, True, 0)
    assert sink.messages == int(logged)
    sender.send(sms(key="next"))


def test_a_connection_that_ended_while_it_was_idle_costs_no_message(sink: SmppSink, sender: SmppSender) -> None:
    sender.send(sms(key="1"))
    sink.hang_up()
    sender.send(sms(key="2"))
    assert (sink.messages, sink.connections) == (2, 2)


def test_a_silent_connection_is_tried_before_a_message_is_trusted_to_it(sink: SmppSink, tmp_path: Path) -> None:
    with channel_to(sink, enquire_link_seconds=1e-9).open(tmp_path, SECRETS) as sender:
        sender.send(sms(key="1"))
        sender.send(sms(key="2"))
    assert (sink.messages, sink.connections) == (2, 1)


def test_a_part_refused_for_now_is_offered_again_and_no_part_leaves_twice(sink: SmppSink, sender: SmppSender) -> None:
    sink.answer(0)
    sink.answer(0x58)
    sender.send(sms(text="я" * 80))
    assert [g.octets[5] for g in sink.received] == [1, 2]


@pytest.mark.parametrize("status", [0x01, None])
def test_a_message_of_which_only_a_part_was_taken_is_in_doubt(
    sink: SmppSink, sender: SmppSender, status: int | None
) -> None:
    sink.answer(0)
    sink.answer(status)
    assert verdict(refusal(sender, text="я" * 80)) == ("partly", False, True, 0)
    assert sink.messages == 1


def test_a_first_part_that_is_refused_leaves_no_doubt(sink: SmppSink, sender: SmppSender) -> None:
    sink.answer(0x58)
    assert verdict(refusal(sender, text="я" * 80)) == ("0x58", True, False, 0)
    assert sink.messages == 0


def test_a_wrong_password_is_told_without_it(sink: SmppSink, tmp_path: Path) -> None:
    with channel_to(sink).open(tmp_path, {"SHOP_SMPP": "wr0ng"}) as sender:
        with pytest.raises(SetupError, match="check password_env") as caught:
            sender.send(sms())
        assert "wr0ng" not in str(caught.value)


def test_a_centre_that_lets_nobody_in_now_is_worth_another_try(sink: SmppSink, sender: SmppSender) -> None:
    sink.answer_bind(0x05)
    assert verdict(refusal(sender)) == ("0x05", True, False, 0)
    sender.send(sms())


def test_nobody_listening_is_worth_another_try(tmp_path: Path) -> None:
    with SmppSink() as gone:
        channel = channel_to(gone)
    with channel.open(tmp_path, SECRETS) as sender:
        assert verdict(refusal(sender)) == ("connection", True, False, 0)


@pytest.mark.parametrize("address", ["", "anna@example.com", "8 900", "+0", "+79000000000\n", "٧٩٠٠٠٠٠٠٠٠٠"])
def test_what_is_no_number_is_never_sent(sink: SmppSink, sender: SmppSender, address: str) -> None:
    assert verdict(refusal(sender, address=address)) == ("address", False, False, 31)
    assert sink.connections == 0


@pytest.mark.parametrize("text", ["", "a" * (153 * 255 + 1)])
def test_a_text_that_no_phone_can_show_is_never_sent(sink: SmppSink, sender: SmppSender, text: str) -> None:
    assert verdict(refusal(sender, text=text)) == ("text", False, False, 0)
    assert sink.connections == 0


def test_a_message_that_gets_too_old_says_until_when_it_holds(sink: SmppSink, sender: SmppSender) -> None:
    fields = sender._requests(sms(expires_at=datetime(2026, 11, 23, 21, 30, 5, tzinfo=UTC)))[0]
    assert fields["validity_period"] == "261123213005000+"


def test_a_password_must_not_travel_readable() -> None:
    with pytest.raises(ValueError, match="security: none would send everything readable"):
        SmppChannel(host="sms.example.com", security="none", system_id="a", password_env="B", source="C")


@pytest.mark.parametrize("secrets", [{}, {"SHOP_SMPP": "longer-than-8"}])
def test_a_password_that_cannot_be_sent_is_told_at_once(
    sink: SmppSink, tmp_path: Path, secrets: dict[str, str]
) -> None:
    with pytest.raises(SetupError, match="SHOP_SMPP"), channel_to(sink).open(tmp_path, secrets):
        pass


# receipts -------------------------------------------------------------------------------------------------------------


def test_a_receipt_that_comes_before_the_answer_is_not_lost(sink: SmppSink, sender: SmppSender) -> None:
    sink.answer(0, receipt_first="DELIVRD")
    accepted = sender.send(sms())
    (report,) = heard(sender, until=bool)
    assert isinstance(report, Report)
    assert (report.verdict, report.remote_id) == (Verdict.DELIVERED, accepted.remote_id)


def test_a_receipt_told_twice_is_one_event(sink: SmppSink, sender: SmppSender) -> None:
    sender.send(sms())
    for _ in range(2):
        sink.tell(b"id:1 sub:001 dlvrd:001 submit date:2611230900 done date:2611230901 stat:UNDELIV err:001 text:")
    told = heard(sender, until=lambda t: len(t) == 2)
    assert len(told) == 2
    assert len({t.event_id for t in told}) == 1


def test_a_receipt_of_a_message_that_this_session_did_not_send_is_told(sink: SmppSink, sender: SmppSender) -> None:
    sink.tell(b"id:unknown-7 stat:DELIVRD")
    (report,) = heard(sender, until=bool)
    assert isinstance(report, Report)
    assert report.remote_id == "unknown-7"


def test_a_receipt_is_handed_over_again_unless_it_was_confirmed(sink: SmppSink, tmp_path: Path) -> None:
    with channel_to(sink).open(tmp_path, SECRETS) as sender:
        sink.tell(b"id:1 stat:DELIVRD")
        assert len(heard(sender, until=bool)) == 1
        sender.drop()
    with channel_to(sink).open(tmp_path, SECRETS) as sender:
        sender.send(sms())
        assert sink.acknowledged == 0
        sink.tell(b"id:1 stat:DELIVRD")
        assert len(heard(sender, until=bool)) == 1
        sender.reports()
        assert soon(lambda: sink.acknowledged == 1)


def test_somebody_who_writes_stop_opts_out(sink: SmppSink, sender: SmppSender) -> None:
    sink.tell("Стоп!".encode("utf-16-be"), esm_class=0, data_coding=8, source_addr="79000000001")
    (told,) = heard(sender, until=bool)
    assert isinstance(told, OptOut)
    assert (told.address, told.words) == ("+79000000001", "Стоп!")


def test_what_people_write_is_never_taken_for_a_receipt(sink: SmppSink, sender: SmppSender) -> None:
    sink.tell(b"id:1 stat:UNDELIV err:001", esm_class=0, source_addr="79000000001")
    sink.tell(b"id:2 stat:DELIVRD")
    told = heard(sender, until=bool)
    assert [t.remote_id for t in told if isinstance(t, Report)] == ["2"]


def test_parameters_that_nobody_knows_do_no_harm(sink: SmppSink, sender: SmppSender) -> None:
    tlvs = [smpp34.Tlv(0x1403, b"\xaa\xbb"), smpp34.Tlv(0x001E, b"77\0"), smpp34.Tlv(0x0427, b"\x02")]
    sink.tell(b"", tlvs=tlvs)
    (report,) = heard(sender, until=bool)
    assert isinstance(report, Report)
    assert (report.remote_id, report.verdict) == ("77", Verdict.DELIVERED)
