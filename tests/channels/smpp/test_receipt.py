from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smartcom_kernel.channels.report import Report, Verdict
from smartcom_kernel.channels.smpp_receipt import ReceiptIds, opt_out_of, own_id, report_of
from smartcom_kernel.channels.smpp_session import Incoming
from smartcom_kernel.channels.smpp_status import refusal
from smartcom_kernel.channels.smpp_text import decoded, encoded
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.core.sms import cut_sms
from smartcom_kernel.templates.sms import sms_size

HEARD_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RECEIPT = Incoming(esm_class=4, source="79000000000", source_ton=1, data_coding=0, octets=b"")


def report(text: str, *, ids: ReceiptIds = "same", zone: str = "UTC", **fields: object) -> Report | None:
    incoming = replace(RECEIPT, octets=text.encode(), **fields)  # type: ignore[arg-type]
    return report_of(incoming, ids=ids, zone=zone, no_such_number=("001",), heard_at=HEARD_AT)


@pytest.mark.parametrize(
    ("text", "verdict", "quality"),
    [
        ("id:7 sub:001 dlvrd:001 submit date:2611230900 done date:2611230901 stat:DELIVRD text:x", "delivered", 0),
        ("ID:7 STAT:delivrd ERR:000", "delivered", 0),
        ("id:7 stat:Delivered", "delivered", 0),
        ("id: 7 done_date: 261123090100 stat: EXPIRED", "bounced", 1),
        ("id:7 stat:UNDELIV err:042", "bounced", 1),
        ("id:7 stat:UNDELIV err:001", "bounced", 32),
        ("id:7 stat:REJECTD err:000", "bounced", 0),
        ("id:7 stat:DELETED", "bounced", 0),
    ],
)
def test_receipts_are_read_in_their_many_forms(text: str, verdict: str, quality: int) -> None:
    found = report(text)
    assert found is not None
    assert (found.remote_id, found.verdict.value, found.quality) == ("7", verdict, quality)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id:7",
        "stat:DELIVRD",
        "id:7 stat:ACCEPTD",
        "id:7 stat:UNKNOWN",
        "id:7 stat:ENROUTE",
        "text:id:7 stat:DELIVRD",
    ],
)
def test_what_names_no_message_or_no_end_says_nothing(text: str) -> None:
    assert report(text) is None


def test_a_code_of_the_vendors_own_is_for_good_and_no_fault_of_the_number() -> None:
    error = refusal(0x402, where="here")
    assert isinstance(error, DeliveryError)
    assert (error.code, error.retryable, error.quality) == ("0x402", False, 0)


def test_the_words_of_a_message_cannot_change_its_receipt() -> None:
    found = report("id:7 stat:DELIVRD err:000 text:id:8 stat:UNDELIV err:001")
    assert found is not None
    assert (found.remote_id, found.verdict) == ("7", Verdict.DELIVERED)


@pytest.mark.parametrize(
    ("ids", "answered", "told"), [("hex_to_decimal", "00ff", "255"), ("decimal_to_hex", "255", "00FF")]
)
def test_ids_are_compared_as_the_numbers_they_are(ids: ReceiptIds, answered: str, told: str) -> None:
    found = report(f"id:{told} stat:DELIVRD", ids=ids)
    assert found is not None
    assert found.remote_id == own_id(answered, ids) == "255"


def test_the_id_beside_the_text_is_written_as_in_the_answer() -> None:
    found = report("id:16 stat:DELIVRD", ids="hex_to_decimal", receipted_id="10")
    assert found is not None
    assert found.remote_id == "16"


def test_a_receipt_is_dated_in_the_zone_of_the_centre_and_never_after_it_came() -> None:
    moscow = report("id:7 done date:2611230901 stat:DELIVRD", zone="Europe/Moscow")
    ahead = report("id:7 done date:2711230901 stat:DELIVRD")
    assert moscow is not None
    assert ahead is not None
    assert (moscow.happened_at, ahead.happened_at) == (datetime(2026, 11, 23, 6, 1, tzinfo=UTC), HEARD_AT)


@pytest.mark.parametrize(("error", "quality"), [(b"\3\0\1", 32), (b"\3\0\x1b", 1), (b"\3\0\x20", 3), (b"\1\0\1", 1)])
def test_what_the_network_of_the_phone_says_is_understood(error: bytes, quality: int) -> None:
    found = report("id:7 stat:UNDELIV", network_error=error)
    assert found is not None
    assert found.quality == quality


@given(some.binary(max_size=200), some.sampled_from([0, 1, 3, 4, 8, 255]), some.sampled_from([0, 4, 0x40, 0x44]))
def test_no_octets_from_outside_can_do_harm(octets: bytes, data_coding: int, esm_class: int) -> None:
    incoming = replace(RECEIPT, octets=octets, data_coding=data_coding, esm_class=esm_class)
    report_of(incoming, ids="hex_to_decimal", zone="UTC", no_such_number=(), heard_at=HEARD_AT)
    opt_out_of(incoming, stop_words=("STOP",), heard_at=HEARD_AT)


@pytest.mark.parametrize(("text", "stops"), [("STOP", True), (" stop. ", True), ("don't stop", False), ("", False)])
def test_only_a_message_that_says_nothing_else_is_an_opt_out(text: str, stops: bool) -> None:
    incoming = replace(RECEIPT, esm_class=0, octets=text.encode())
    assert (opt_out_of(incoming, stop_words=("STOP", "СТОП"), heard_at=HEARD_AT) is not None) == stops


@given(some.text(alphabet=some.one_of(some.sampled_from("a€[🎁я@\f"), some.characters()), max_size=400))
def test_a_text_comes_back_whole_from_as_many_parts_as_were_counted(text: str) -> None:
    if not text:
        return
    coded = encoded(text)
    whole = text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")
    assert len(coded.parts) == sms_size(whole).parts
    assert tuple(decoded(part, coded.data_coding) for part in coded.parts) == cut_sms(whole).parts
    assert all(len(part) <= 140 for part in coded.with_headers("k")) or coded.data_coding == 0
    assert "".join(cut_sms(whole).parts) == whole
