"""Everything known of one customer, on a shop of a few rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.wording import speak
from smartcom_kernel.models.model_card import ClusterCard, ClusterNote, PropensityCard, Slice
from smartcom_kernel.models.store import ModelStore
from smartcom_kernel.profiles import show
from smartcom_kernel.profiles.contacts import contact_of
from smartcom_kernel.workbench import Workbench

HOSTILE = "it's; DROP TABLE customers --"
FILES = {
    "customers": f"""customer_id,first_name,last_name,city,email,phone,email_consent,sms_consent
C1,Анна,<b>Ли</b>,Казань,anna@example.com,+79161234567,true,
C2,Борис,,Москва,not-an-address,+74951234567,,true
"{HOSTILE}",Eve,,,,,,
""",
    "cards": "card_number,customer_id,name,status\n001,C1,Gold,active\n002,C2,Blue,active\n",
    "categories": "category_id,name\ncoffee,Coffee\n",
    "products": "product_id,name,category_id\nlatte,Latte,coffee\n",
    "stores": "store_id,name\ns1,On the corner\n",
    "receipts": f"""receipt_id,customer_id,issued_at,total,status,store_id
R1,C1,2017-12-01T10:00:00Z,100.00,paid,s1
R2,C1,2017-12-20T10:00:00Z,300.00,paid,s1
R3,C1,2017-12-30T10:00:00Z,70.00,cancelled,s1
R4,C1,2018-01-05T10:00:00Z,90.00,paid,s1
R5,C2,2017-11-01T10:00:00Z,50.00,paid,
R6,"{HOSTILE}",2017-11-01T10:00:00Z,50.00,paid,
""",
    "receipt_lines": "receipt_id,line_no,product_id,quantity,amount\nR1,1,latte,1,100.00\nR2,1,latte,3,300.00\n",
    "web_events": "event_id,session_id,customer_id,occurred_at,name,product_id\n"
    "w1,s,C1,2017-12-31T10:00:00Z,view,latte\nw2,s,C1,2018-01-01T10:00:00Z,view,latte\n",
    "events": 'event_id,customer_id,occurred_at,name,context\ne1,C1,2017-12-05,complaint,"{""topic"": ""queue""}"\n',
    "points_balances": "customer_id,active\nC1,120.50\n",
    "customer_scores": "customer_id,model,score,as_of\nC1,will_buy,0.7,2017-12-31\n",
}


@pytest.fixture
def wb(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2018-01-02"), name="Лавка", currency="USD") as opened:
        for table, text in FILES.items():
            (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
            assert opened.load(table, tmp_path / f"{table}.csv").rejected == 0
        yield opened


def test_a_profile_holds_what_every_table_knows_as_of_the_refresh(wb: Workbench) -> None:
    wb.refresh(as_of="2018-01-01")
    wb.tags.put("vip", ["C1"], source="test")
    wb.points.accrue(["C1"], 50, occasion="spring")
    anna = wb.profile("C1")
    assert anna.attributes["city"] == "Казань"
    assert [card["card_number"] for card in anna.cards] == ["001"]
    assert (anna.metrics["receipts"], anna.metrics["revenue"]) == (2, Decimal("400.00"))
    assert [(r["receipt_id"], r["status"], r["store"], len(r["lines"])) for r in anna.receipts] == [
        ("R3", "cancelled", "On the corner", 0), ("R2", "paid", "On the corner", 1), ("R1", "paid", "On the corner", 1),
    ]  # fmt: skip
    [line] = anna.receipts[1]["lines"]
    assert (line["product"], line["category"], line["quantity"]) == ("Latte", "Coffee", Decimal(3))
    assert [(e["event_id"], e["product"]) for e in anna.site_events] == [("w1", "Latte")]
    assert [e["name"] for e in anna.events] == ["complaint"]
    assert anna.points is not None
    assert anna.points["active"] == Decimal("120.50")
    assert [(a["occasion"], a["amount"]) for a in anna.accruals] == [("spring", Decimal(50))]
    assert [happened.text for happened in anna.timeline("en") if happened.kind == "accrual"] == ["50 · spring"]
    assert [(s["model"], s["score"]) for s in anna.scores] == [("will_buy", Decimal("0.7000"))]
    assert [(i["name"], i["interest"], i["trend"]) for i in anna.interests] == [("Coffee", Decimal(1), "steady")]
    assert [t["tag"] for t in anna.tags] == ["vip"]
    assert [(c["medium"], c["granted"]) for c in anna.consents] == [("email", True)]
    assert [(r["name"], r["as_of"].date().isoformat()) for r in anna.rfm] == [(anna.rfm[0]["name"], "2018-01-01")]
    assert anna.messages == []


def test_an_abandoned_cart_is_shown_and_another_customer_has_none(wb: Workbench, tmp_path: Path) -> None:
    (tmp_path / "cart.csv").write_text(
        "event_id,session_id,customer_id,occurred_at,name,product_id,quantity,price\n"
        "k1,s,C1,2018-01-01T10:00:00Z,add_to_cart,latte,2,250\n"
        "k2,s,C1,2018-01-01T10:05:00Z,add_to_cart,unheard-of,,\n"
        "k3,s,C2,2018-01-01T10:00:00Z,add_to_cart,latte,1,250\nk4,s,C2,2018-01-01T11:00:00Z,checkout,,,\n",
        encoding="utf-8",
    )
    wb.load("web_events", tmp_path / "cart.csv")
    anna = wb.profile("C1")
    assert [(row["product"], row["category"], row["quantity"], row["price"]) for row in anna.cart] == [
        ("Latte", "Coffee", Decimal(2), Decimal(250)), (None, None, Decimal(1), None),
    ]  # fmt: skip
    assert "<h4>Abandoned cart</h4>" in show.html(anna, "en")
    russian = show.html(anna, "ru")
    assert "<h4>Брошенная корзина</h4>" in russian
    assert "unheard-of" in russian
    assert re.search(r"250,00\s\$|\$\s?250|250\s\$", russian)
    assert wb.profile("C2").cart == []
    assert "Abandoned cart" not in show.html(wb.profile("C2"), "en")


def test_metrics_are_those_of_the_table_whether_stored_or_computed_for_one(wb: Workbench) -> None:
    before = {customer: wb.profile(customer).metrics for customer in ("C1", HOSTILE)}
    wb.refresh(as_of="2018-01-02")
    everybody = {row["customer_id"]: row for row in wb.lake.arrow(wb.metrics).to_pylist()}
    for customer, metrics in before.items():
        stored = wb.profile(customer).metrics
        assert dict(stored) == {name: everybody[customer][name] for name in stored}
        assert dict(metrics) == dict(stored)


def test_a_profile_follows_loads_and_refreshes(wb: Workbench, tmp_path: Path) -> None:
    wb.refresh(as_of="2018-01-01")
    assert wb.profile("C2").metrics["receipts"] == 1
    (tmp_path / "more.csv").write_text(
        "receipt_id,customer_id,issued_at,total\nR9,C2,2017-12-31T10:00:00Z,5\n", encoding="utf-8"
    )
    wb.load("receipts", tmp_path / "more.csv")
    assert wb.profile("C2").metrics["receipts"] == 2
    assert [r["receipt_id"] for r in wb.profile("C2").receipts] == ["R9", "R5"]
    wb.refresh(as_of="2018-01-01")
    assert wb.profile("C2").metrics["receipts"] == 2


def test_contacts_say_how_good_they_are_and_why_we_may_not_write(wb: Workbench) -> None:
    wb.consent.suppress("anna@example.com", reason="complaint")
    told = {
        customer: [
            (c.value or c.original, c.quality_word("en"), c.line, c.why_not and str(c.why_not))
            for c in wb.profile(customer).contacts
        ]
        for customer in ("C1", "C2", HOSTILE)
    }
    assert told == {
        "C1": [("anna@example.com", "good", "", "suppressed"), ("+79161234567", "good", "mobile", "no_consent")],
        "C2": [("not-an-address", "malformed", "", "no_contact"), ("+74951234567", "good", "landline", "no_contact")],
        HOSTILE: [("", "absent", "", "no_contact"), ("", "absent", "", "no_contact")],
    }


def test_a_quality_that_the_program_does_not_know_is_said_by_its_code() -> None:
    row = {"phone": "+12", "phone_original": None, "phone_quality": 7}
    contact = contact_of(row, "sms", None)
    assert (contact.quality_word("en"), contact.quality_word("ru"), contact.line_word("en")) == ("code 7", "код 7", "")


def test_an_id_that_nobody_has_is_refused_with_the_nearest(wb: Workbench) -> None:
    refusals: list[tuple[Any, str]] = [
        ("c1 ", "there is no customer called 'c1 '; did you mean 'C1'?"),
        ("nobody", "there is no customer called 'nobody'; ids are the shop's own, capitals as written"),
        ("", "there is no customer called ''"),
        ("a\0b", "there is no customer called 'a\\x00b'"),
        ("\ud800", "there is no customer called '\\ud800'"),
        ("' OR 1=1 --", "there is no customer called"),
        (None, "there is no customer called 'None'"),
    ]
    for asked, sentence in refusals:
        with pytest.raises(UnknownName) as refused:
            wb.profile(asked)
        assert str(refused.value).startswith(sentence)


def test_a_hostile_id_is_only_an_id(wb: Workbench) -> None:
    eve = wb.profile(HOSTILE)
    assert (eve.name, [r["receipt_id"] for r in eve.receipts]) == ("Eve", ["R6"])
    assert wb.profile("C1").name == "Анна <b>Ли</b>"


def test_messages_come_with_what_became_of_them(wb: Workbench) -> None:
    wb.refresh(as_of="2018-01-01")
    wb.segments.save("everybody", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
    wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>{{ shop.name }}</p>"})
    variants = [{"name": "A", "templates": {"email": "hello"}}]
    wb.mailings.save("new_year", {"segment": "everybody", "control_share": 0.0, "variants": variants})
    wb.mailings.send("new_year")
    wb.deliver()
    [sent], [left_out] = wb.profile("C1").messages, wb.profile("C2").messages
    assert (sent["mailing"], sent["medium"], sent["state"], sent["opened_at"]) == (
        "new_year",
        "email",
        "accepted",
        None,
    )
    assert (left_out["state"], left_out["reason"]) == ("skipped", "no_contact")
    with wb.state.transaction() as connection:
        for hour, robot in ((3, True), (5, False), (4, False)):
            connection.execute(
                "INSERT INTO reactions (message_id, what, happened_at, by_robot) VALUES (%s, 'opened', %s, %s)",
                [sent["message_id"], f"2018-01-02T0{hour}:00:00Z", robot],
            )
    opened = wb.profile("C1").messages[0]["opened_at"]
    assert opened.isoformat() == "2018-01-02T04:00:00+00:00"
    assert [h.text for h in wb.profile("C1").timeline("en") if h.kind == "reaction"] == ["opened: new_year"]
    told = wb.profile("C1")._repr_html_().replace("\u00a0", " ")
    assert ">accepted by the provider</td><td>2 Jan 2018 04:00</td>" in told


def test_a_profile_says_itself_and_is_plain_data(wb: Workbench) -> None:
    wb.refresh(as_of="2018-01-01")
    wb.tags.put("vip", ["C1"], days=1)
    anna = wb.profile("C1")
    said = anna.describe("en")
    assert said.startswith("C1, Анна <b>Ли</b>, Казань; 2 receipts for $400.00, the last on 20 Dec 2017; ")
    assert said.endswith("; interested in Coffee 100%; tags: vip")
    assert "2 чека на 400,00" in anna.describe("ru").replace("\u202f", " ")
    html = anna._repr_html_()
    assert "<b>Ли" not in html
    assert ">anna@example.com</td>" in html
    assert "Latte × 3" in html
    data = json.loads(json.dumps(anna.to_data(), ensure_ascii=False))
    assert data["metrics"]["revenue"] == "400.00"
    assert data["receipts"][0]["issued_at"] == "2017-12-30T10:00:00Z"
    assert data["contacts"][0]["quality"] == 0


def test_a_metric_is_one_row_with_a_column_for_each_window(wb: Workbench) -> None:
    wb.refresh(as_of="2018-01-01")
    page = re.sub(r"<td[^>]*>", "<td>", wb.profile("C1")._repr_html_())
    assert "<td>revenue</td><td>$400.00</td><td>$400.00</td>" in page
    assert "<td>days since the last receipt</td><td>12</td><td></td>" in page
    assert "<td>favourite weekday, Monday is 1</td><td>Wednesday</td>" in page
    assert "<td>favourite hour</td><td>10:00–11:00</td>" in page
    assert "<td>favourite store</td><td>On the corner</td>" in page
    assert "<td>messages received, e-mail</td><td>0</td><td>0</td>" in page
    speak("ru")
    assert "за всё время</th><th>за 365 дней</th>" in re.sub(r"<th[^>]*>", "<th>", wb.profile("C1")._repr_html_())


def test_scores_are_told_as_what_they_stand_for(wb: Workbench, tmp_path: Path) -> None:
    scores = {"lifetime_value": "1234.5", "probability_alive": "0.0004", "types": "2", "will_buy": "0.0034"}
    rows = [f"C1,{model},{score},2017-12-31" for model, score in {**scores, "foreign": "0.0034"}.items()]
    (tmp_path / "scores.csv").write_text("\n".join(["customer_id,model,score,as_of", *rows]), encoding="utf-8")
    wb.load("customer_scores", tmp_path / "scores.csv")
    wb.refresh(as_of="2018-01-01")
    seen = re.sub(r"<td[^>]*>", "<td>", wb.profile("C1")._repr_html_())
    assert "<td>types</td><td>2</td>" in seen
    keep_cards(wb.folder / "models")
    told = {
        lang: re.sub(r"<td[^>]*>", "<td>", show.html(wb.profile("C1"), lang)).replace("\u202f", " ")
        for lang in ("en", "ru")
    }
    for model, en, ru in (
        ("lifetime_value", "$1,234.50", "1 234,50 $"), ("probability_alive", "&lt; 0.1%", "&lt; 0,1 %"),
        ("types", "Long gone (2)", "Давно не покупали (2)"), ("will_buy", "0.3%", "0,3 %"),
        ("foreign", "0.0034", "0,0034"),
    ):  # fmt: skip
        assert f"<td>{model}</td><td>{en}</td>" in told["en"]
        assert f"<td>{model}</td><td>{ru}</td>" in told["ru"]
    (wb.folder / "models" / "types" / "card.json").write_text("{}", encoding="utf-8")
    assert "<td>types</td><td>2</td>" in re.sub(r"<td[^>]*>", "<td>", wb.profile("C1")._repr_html_())


def keep_cards(folder: Path) -> None:
    """Cards of a model of a purchase and of clusters."""
    shared: dict[str, Any] = {
        "as_of": "2018-01-01T00:00:00Z", "zone": "UTC", "snapshot_id": 1, "most_customers": 9, "features": (),
        "versions": {}, "fingerprint": "",
    }  # fmt: skip
    piece = Slice(cut=datetime(2017, 12, 1, tzinfo=UTC), customers=9, positives=3)
    gone = ClusterNote(
        cluster=2, name_en="Long gone", name_ru="Давно не покупали", customers=9, share=1, revenue_share=1, centre={},
        distance={},
    )  # fmt: skip
    store = ModelStore(folder)
    store.save(
        PropensityCard(
            name="will_buy", kind="propensity", within_days=30, learnt_from=piece, calibrated_on=piece,
            calibrated_by="sigmoid", folds=(), asked_folds=3, groups=(), **shared,
        ), None, "",
    )  # fmt: skip
    store.save(
        ClusterCard(
            name="types", method="kmeans", chosen_by="hand", tried={}, silhouette=0.5, customers=9, base={},
            clusters=(gone,), **shared,
        ), None, "",
    )  # fmt: skip


def test_of_whom_nothing_is_known_the_profile_is_short(wb: Workbench, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id\nC9\n", encoding="utf-8")
    wb.load("customers", tmp_path / "customers.csv")
    nobody = wb.profile("C9")
    assert nobody.describe("en") == "C9; no receipts"
    assert nobody.describe("ru") == "C9; покупок нет"
    assert (nobody.rfm, nobody.receipts, nobody.interests, nobody.points) == ([], [], [], None)
    assert "<h4>Last receipts</h4>" not in nobody._repr_html_()


def test_tags_that_have_run_out_are_gone(wb: Workbench) -> None:
    wb.tags.put("vip", ["C1"], days=1)
    assert isinstance(wb.clock, FixedClock)
    wb.clock.advance(timedelta(days=2))
    assert wb.profile("C1").tags == []
