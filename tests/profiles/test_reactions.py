"""What a profile knows besides purchases: promo codes, polls, campaigns, subscriptions, fields of the shop's own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.profiles import show
from smartcom_kernel.workbench import Workbench

FILES = {
    "customers": "customer_id,first_name,email,custom\n"
    'C1,Anna,anna@example.com,"{""tier"": ""gold"", ""children"": 2, ""vip"": true, ""sizes"": [38, 40]}"\nC2,,,\n',
    "receipts": "receipt_id,customer_id,issued_at,total\n"
    "R1,C1,2017-12-01T10:00:00Z,100\nR2,C1,2018-01-05T10:00:00Z,9\n",
    "web_events": "event_id,session_id,customer_id,occurred_at,name,page\nw1,s,C1,2017-12-02T09:00:00Z,view,/coffee\n",
    "events": "event_id,customer_id,occurred_at,name\ne1,C1,2017-12-03T09:00:00Z,call\n",
    "promo_codes": """code,customer_id,promo_group,issued_at,used_at,receipt_id
SPRING1,C1,spring,2017-11-01T10:00:00Z,2017-12-01T10:00:00Z,R1
SPRING2,C1,spring,2017-11-02T10:00:00Z,2018-01-05T10:00:00Z,R2
LATE,C1,summer,2018-01-03T10:00:00Z,,
OTHER,C2,spring,2017-11-01T10:00:00Z,,
""",
    "poll_answers": "answer_id,customer_id,poll,question,option,score,answered_at\n"
    "a1,C1,quality,How was it?,good,4.5,2017-12-04T10:00:00Z\n",
    "campaign_entries": "campaign,customer_id,entered_at\nwelcome,C1,2017-12-05T10:00:00Z\n",
    "subscriptions": "customer_id,category,medium,active,changed_at\n"
    "C1,news,sms,false,2017-12-06T10:00:00Z\nC1,news,email,true,\n",
}


@pytest.fixture
def wb(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2018-01-02"), name="Shop", currency="USD") as opened:
        for table, text in FILES.items():
            (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
            assert opened.load(table, tmp_path / f"{table}.csv").rejected == 0
        opened.refresh(as_of="2018-01-01")
        yield opened


def test_promo_codes_come_with_their_use_once_it_has_happened(wb: Workbench) -> None:
    codes = [(c["code"], c["used_at"] and c["used_at"].day, c["receipt_id"]) for c in wb.profile("C1").promo_codes]
    assert codes == [("SPRING2", None, None), ("SPRING1", 1, "R1")]
    assert [c["code"] for c in wb.profile("C2").promo_codes] == ["OTHER"]


def test_answers_entries_and_subscriptions_are_those_of_the_customer(wb: Workbench) -> None:
    anna, nobody = wb.profile("C1"), wb.profile("C2")
    assert [(a["poll"], a["option"], a["score"]) for a in anna.poll_answers] == [("quality", "good", Decimal("4.5"))]
    assert [entry["campaign"] for entry in anna.campaign_entries] == ["welcome"]
    assert [(s["medium"], s["active"]) for s in anna.subscriptions] == [("email", True), ("sms", False)]
    assert [nobody.poll_answers, nobody.campaign_entries, nobody.subscriptions, dict(nobody.custom)] == [[], [], [], {}]


def test_fields_of_the_shop_are_told_one_by_one(wb: Workbench) -> None:
    anna = wb.profile("C1")
    assert anna.custom == {"tier": "gold", "children": 2, "vip": True, "sizes": [38, 40]}
    page = show.html(anna, "ru").replace(' style="text-align: left"', "")
    assert "<td>vip</td><td>да</td>" in page
    assert "<td>sizes</td><td>[38, 40]</td>" in page
    assert "{&quot;tier" not in page


def test_the_timeline_holds_every_kind_in_one_order(wb: Workbench) -> None:
    wb.tags.put("called", ["C1"])
    wb.consent.forbid("C1", "email", source="call centre")
    told = [(h.kind, h.text) for h in wb.profile("C1").timeline("en")]
    now = {("consent", "e-mail, news: subscribed"), ("tag", "called"), ("consent", "e-mail: refused")}
    assert set(told[:3]) == now  # of the first the file does not say when: as it was loaded
    assert told[3][0] == "rfm"
    assert told[4:] == [
        ("consent", "SMS, news: unsubscribed"), ("campaign", "entered: welcome"),
        ("poll", "quality · How was it? · good · 4.5"), ("event", "call"), ("site", "view · /coffee"),
        ("receipt", "$100.00"), ("promo_code", "used: SPRING1 · spring"),
        ("promo_code", "issued: SPRING2 · spring"), ("promo_code", "issued: SPRING1 · spring"),
    ]  # fmt: skip
    assert "вход: welcome" in [h.text for h in wb.profile("C1").timeline("ru")]


def test_a_page_in_a_notebook_shows_the_new_tables(wb: Workbench) -> None:
    page = show.html(wb.profile("C1"), "en")
    for title in ("Promo codes", "Answers in polls", "Campaigns", "Subscriptions", "Fields of the shop&#x27;s own"):
        assert f"<h4>{title}</h4>" in page


def test_a_contact_that_is_missing_bears_a_sign(wb: Workbench) -> None:
    email, phone = wb.profile("C1").contacts
    assert (email.fault, phone.fault) == ("", "useless")
    assert "⚠ absent" in show.html(wb.profile("C1"), "en")
