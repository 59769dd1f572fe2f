"""A mailing from the command line: planned, sent, and judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.settings import FILE
from tests.cli.test_commands import smartcom

FILES = {
    "segments/everybody.yml": "condition: {kind: attribute, name: customer_id, is: {exists: true}}\n",
    "templates/hello.yml": "{medium: email, subject: Hello, text: Hello}\n",
    "mailings/spring.yml": (
        "{segment: everybody, control_share: 0.5, variants: [{name: A, templates: {email: hello}}]}\n"
    ),
}


@pytest.fixture
def shop(workspace: Path, tmp_path: Path) -> list[str]:
    """A workspace with a mailing to three people, as the option that names it."""
    where = ["--workspace", str(workspace)]
    assert smartcom("init", str(workspace))[0] == 0
    for name, text in FILES.items():
        (workspace / name).parent.mkdir(exist_ok=True)
        (workspace / name).write_text(text, encoding="utf-8")
    people = tmp_path / "customers.csv"
    people.write_text("customer_id,email\n1,1@example.com\n2,2@example.com\n3,\n", encoding="utf-8")
    assert smartcom("load", "customers", str(people), *where)[0] == 0
    return where


def test_the_report_says_what_became_of_everybody_and_what_it_brought(shop: list[str]) -> None:
    assert smartcom("refresh", *shop)[0] == 0
    volume = json.loads(smartcom("mailing", "volume", "spring", "--occasion", "march", *shop, "--json")[1])
    assert smartcom("mailing", "send", "spring", "--occasion", "march", *shop)[0] == 0
    told = json.loads(smartcom("mailing", "report", "spring", *shop, "--json")[1])
    assert told["report"]["people"] == volume["total"] == 3
    compared = told["effect"]["comparison"]
    assert sum(group["customers"] for group in [*compared["variants"], compared["control"]] if group) == 3
    said = smartcom("mailing", "report", "spring", *shop)[1]
    assert "spring march: sending; everybody is accounted for: 3 of 3" in said
    assert "no receipts are known yet" in " ".join(said.split())


def test_a_rehearsal_on_history_has_to_be_called_one(shop: list[str]) -> None:
    assert smartcom("refresh", "--as-of", "2018-01-01", *shop)[0] == 0
    with pytest.raises(DataError, match="refresh first"):
        smartcom("mailing", "send", "spring", *shop)
    assert smartcom("mailing", "send", "spring", "--replay", *shop)[0] == 0
    assert json.loads(smartcom("mailing", "report", "spring", *shop, "--json")[1])["effect"]["sending"]["replay"]


def test_a_check_tells_what_is_wrong_before_anything_is_planned(shop: list[str]) -> None:
    code, said = smartcom("mailing", "check", "spring", *shop)
    assert (code, "spring: everything is in order" in said) == (0, True)
    (Path(shop[1]) / "templates" / "hello.yml").write_text(
        "{medium: email, subject: '{{ client.frist_name }}', text: Hello}\n", encoding="utf-8"
    )
    code, said = smartcom("mailing", "check", "spring", *shop)
    assert code == 1
    assert "    subject: line 1: there is no variable client.frist_name; did you mean client.first_name?" in said
    told = json.loads(smartcom("mailing", "check", "spring", *shop, "--json")[1])
    assert [(t["variant"], t["medium"], len(t["faults"])) for t in told["templates"]] == [("A", "email", 1)]


def test_a_pause_carries_its_reason_in_the_language_of_the_workspace(shop: list[str]) -> None:
    settings = Path(shop[1]) / FILE
    settings.write_text('language = "ru"\n', encoding="utf-8")
    assert smartcom("refresh", *shop)[0] == 0
    assert smartcom("mailing", "send", "spring", *shop)[0] == 0
    assert "приостановлена (приостановлено вручную)" in smartcom("mailing", "pause", "spring", *shop)[1]


def test_a_test_goes_to_addresses_of_ones_own_and_says_what_became_of_it(shop: list[str]) -> None:
    code, said = smartcom("mailing", "test", "spring", "me@example.com", *shop)
    assert (code, said.strip()) == (0, "A, e-mail, me@example.com: handed over")
    assert len(list((Path(shop[1]) / "mailbox" / "email").rglob("*.eml"))) == 1
    told = json.loads(smartcom("mailing", "test", "spring", "me@example.com", *shop, "--json")[1])
    assert told["messages"] == [{"variant": "A", "medium": "email", "address": "me@example.com", "error": ""}]


def test_a_sending_is_given_up_with_a_reason(shop: list[str]) -> None:
    assert smartcom("refresh", *shop)[0] == 0
    assert smartcom("mailing", "send", "spring", "--occasion", "march", *shop)[0] == 0
    said = smartcom("mailing", "cancel", "spring", "--why", "wrong price", *shop)[1]
    assert "spring march: cancelled (wrong price); everybody is accounted for: 3 of 3" in said


def test_a_mailing_is_scheduled_listed_moved_and_taken_back(shop: list[str]) -> None:
    code, said = smartcom("mailing", "schedule", "spring", "--at", "2126-12-01T10:00", "--zone", "Europe/Moscow", *shop)
    assert (code, said.strip()) == (0, "spring 2126-12-01 will be planned on 1 Dec 2126, 07:00 UTC.")
    assert "Sun 2126-12-01: spring" in smartcom("mailing", "calendar", "--month", "2126-12", *shop)[1]
    [line] = json.loads(smartcom("mailing", "list", *shop, "--json")[1])["lines"]
    assert (line["status"], line["at"]) == ("scheduled", "2126-12-01 07:00:00+00:00")
    assert json.loads(smartcom("schedule", "due", *shop, "--json")[1])["planned"] == []
    assert smartcom("mailing", "unschedule", "spring", *shop)[1].strip() == "spring is a draft again."
    assert smartcom("mailing", "copy", "spring", "summer", *shop)[0] == 0
    assert smartcom("mailing", "rename", "summer", "autumn", *shop)[0] == 0
    assert smartcom("mailing", "delete", "autumn", *shop)[0] == 0
    assert "1 mailing, sent: 0" in smartcom("mailing", "list", *shop)[1]
