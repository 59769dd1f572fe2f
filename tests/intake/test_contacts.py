from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake import contacts, plain
from smartcom_kernel.lake.connect import Lake
from tests.intake.conftest import Take

COUNTRIES = ["RU", "KZ", "US", "GB", "DE", "IT", "UA", "BY", "UZ", "AR", "BR", "CI"]


def kept(lake: Lake, kind: str) -> list[tuple[Any, ...]]:
    columns = f"{kind}_original, {kind}, {kind}_quality"
    return lake.rows(f"SELECT {columns} FROM lake.main.customers ORDER BY customer_id")


def test_addresses_are_normalised_their_original_kept_and_faults_do_not_cost_the_customer(
    lake: Lake, take: Take
) -> None:
    given = ["anna@Mail.RU", " Boris@mail.ru ", "INFO@shop.ru", "иван@почта.рф", "no at sign", "a@b.ru, c@d.ru", ""]
    report = take("customers", "customer_id;email\n" + "".join(f"C{n};{text}\n" for n, text in enumerate(given)))
    assert (report.loaded, report.rejected) == (7, 0)
    assert kept(lake, "email") == [
        ("anna@Mail.RU", "anna@mail.ru", 0),
        (" Boris@mail.ru ", "Boris@mail.ru", 0),
        ("INFO@shop.ru", "info@shop.ru", 0),
        ("иван@почта.рф", "иван@почта.рф", 0),
        ("no at sign", None, 31),
        ("a@b.ru, c@d.ru", None, 31),
        (None, None, 30),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+7 916 123-45-67", "+79161234567"),
        ("8 (916) 123-45-67", "+79161234567"),
        ("89161234567", "+79161234567"),
        ("79161234567", "+79161234567"),
        ("9161234567", "+79161234567"),
        ("тел. 8-916-123-45-67", "+79161234567"),
        ("８９１６１２３４５６７", "+79161234567"),
        ("+7 916 123-45-67 доб. 12", "+79161234567"),
        ("8 800 555-35-35", "+78005553535"),
        ("+1 212 555 2368", "+12125552368"),
        ("+888 12345678901", "+88812345678901"),
        ("7.91612E+10", None),
        ("7,91612e10", None),
        ("+79161234567, +79161234568", None),
        ("89161234567;89161234568", None),
        ("89161234567/89161234568", None),
        ("8916123456O", None),
        ("+7 9161234O67", None),
        ("12345", None),
        ("00000000000", None),
        ("call me", None),
    ],
)
def test_numbers_are_one_good_number_or_none(text: str, number: str | None) -> None:
    assert contacts.phone(text, country="RU") == number


def test_numbers_of_customers_keep_their_original(lake: Lake, take: Take) -> None:
    take("customers", "customer_id;phone\nC1;8 (916) 123-45-67\nC2;7.91612E+10\nC3;\nC4;+888 00000000001\n")
    assert kept(lake, "phone") == [
        ("8 (916) 123-45-67", "+79161234567", 0),
        ("7.91612E+10", None, 31),
        (None, None, 30),
        ("+888 00000000001", "+88800000000001", 0),
    ]


def test_landlines_are_known_as_such(lake: Lake, take: Take) -> None:
    numbers = ["8 (495) 123-45-67", "+7 916 123-45-67", "8 800 555-35-35", "+1 212 555 2368", "call me", ""]
    take("customers", "customer_id;phone\n" + "".join(f"C{n};{number}\n" for n, number in enumerate(numbers)))
    found = lake.rows("SELECT phone_is_landline FROM lake.main.customers ORDER BY customer_id")
    assert [answer for (answer,) in found] == [True, False, False, False, None, None]


def test_the_quality_that_sending_found_stays_until_the_contact_changes(lake: Lake, take: Take) -> None:
    take("customers", "customer_id,email\nC1,a@mail.ru\nC2,b@mail.ru\n")
    lake.run("UPDATE lake.main.customers SET email_quality = 32")
    assert take("customers", "customer_id,email\nC1,a@mail.ru\nC2,b@mail.ru\n").unchanged == 2
    take("customers", "customer_id,email,city\nC1,a@mail.ru,Omsk\nC2,c@mail.ru,Omsk\n")
    assert kept(lake, "email") == [("a@mail.ru", "a@mail.ru", 32), ("c@mail.ru", "c@mail.ru", 0)]
    take("customers", "customer_id,email\nC1,\nC2,none\n")
    assert kept(lake, "email") == [(None, None, 30), ("none", None, 31)]
    take("customers", "customer_id,email\nC1,none\nC2,\n")
    assert kept(lake, "email") == [("none", None, 31), (None, None, 30)]


def test_contacts_that_a_file_does_not_bring_stay(lake: Lake, take: Take) -> None:
    take("customers", "customer_id,email\nC1,a@mail.ru\n")
    take("customers", "customer_id,city\nC1,Omsk\nC2,Omsk\n")
    assert kept(lake, "email") == [("a@mail.ru", "a@mail.ru", 0), (None, None, 30)]
    assert kept(lake, "phone") == [(None, None, 30), (None, None, 30)]


def agree(engine: Any, sight: str, texts: Iterable[str], library: Any) -> int:
    """How many texts the SQL rule recognises; each time the library must say the same."""
    engine.raw_sql("CREATE OR REPLACE TEMP TABLE texts AS SELECT unnest(?) AS v", parameters=[sorted(set(texts))])
    found = engine.raw_sql(f"SELECT v, {sight} FROM texts").fetchall()
    assert [(v, said, library(v)) for v, said in found if said is not None and said != library(v)] == []
    return sum(said is not None for _, said in found)


def hostile(corpora: Path) -> list[str]:
    tests = ET.parse(corpora / "addresses" / "isemail-tests.xml").getroot().iter("address")
    strings = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8"))
    return [text for text in [*(t.text or "" for t in tests), *strings] if "\0" not in text]


def test_addresses_good_on_sight_are_what_the_library_makes_of_them(engine: Any, corpora: Path) -> None:
    chance = random.Random(7)
    alphabet = "aaabbxyz0123456789._-+Z@ё' "
    texts = hostile(corpora)
    for _ in range(6000):
        local, domain = ("".join(chance.choices(alphabet, k=chance.randint(1, 6))) for _ in range(2))
        texts.append(chance.choice([f"{local}@mail.ru", f"{local}@{domain}.Ru", f"{local}@{domain}", local + domain]))
    texts += [
        f"a@{domain}"
        for domain in ("x.test", "Local", "a.LOCAL", "xn--80a1acny.xn--p1ai", "ab--c.ru", "a.b-.ru", "1.2")
    ]
    texts += [f"{'a' * n}@{'b' * n}.ru" for n in range(55, 70)] + ["a@" + "b." * 130 + "ru", f"a@{'b' * 64}.ru"]
    recognised = agree(engine, plain.email("v"), texts, contacts.email)
    assert recognised > 500


def dialled(country: str, chance: random.Random) -> str:
    """A number more or less as people of a country write it."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    example = phonenumbers.example_number_for_type(chance.choice([country, "RU"]), chance.choice([0, 1, 3]))
    assert metadata is not None
    digits = str(example.national_number) if example else "9161234567"
    cut = chance.randrange(len(digits))
    national = digits[:cut] + "".join(chance.choices("0123456789", k=len(digits) - cut))
    code = chance.choice([metadata.country_code, example.country_code if example else 7])
    forms = [
        "+{c}{n}",
        "+{c} ({a}) {b}",
        "{c}{n}",
        "{p}{n}",
        "{n}",
        "{p} ({a}) {b}",
        "00{c}{n}",
        "{p}{p}{n}",
        "{c}{c}{n}",
        "{n}1",
    ]
    parts = {"c": code, "p": metadata.national_prefix or "", "n": national, "a": national[:3], "b": national[3:]}
    return chance.choice(forms).format(**parts)


@pytest.mark.parametrize("country", COUNTRIES)
def test_numbers_good_on_sight_are_what_the_library_makes_of_them(country: str, engine: Any, lake: Lake) -> None:
    chance = random.Random(country)
    texts = [dialled(country, chance) for _ in range(700)]
    texts += [
        chance.choice(["", "+", "+7", "8", "+888"]) + "".join(chance.choices("0123456789", k=11)) for _ in range(200)
    ]
    codes = plain.calling_codes(lake, "v", f"SELECT unnest({texts}) AS v")
    assert "7" in codes

    def library(text: str) -> str | None:
        number = contacts.phone(text, country=country)
        return None if number is None or contacts.is_landline(number) else number

    recognised = agree(engine, plain.phone("v", codes, country), texts, library)
    assert recognised > 20


def test_hostile_strings_are_no_numbers_on_sight(engine: Any, corpora: Path) -> None:
    sight = plain.phone("v", ["7", "1", "888"], "RU")
    assert agree(engine, sight, hostile(corpora), lambda v: contacts.phone(v, country="RU")) == 0


def test_the_isemail_addresses_are_taken_or_refused_as_their_category_says(corpora: Path) -> None:
    """Dominic Sayers' isemail tests: valid ones and those with a DNS warning are taken, all others refused.

    One differs: mail to a top-level domain is conceivable there, and no shop's customer has such an address.
    """
    wrong = []
    for test in ET.parse(corpora / "addresses" / "isemail-tests.xml").getroot().iter("test"):
        address = "".join(
            chr(ord(c) - 0x2400) if 0x2400 <= ord(c) <= 0x2420 else c for c in test.findtext("address") or ""
        )
        good = test.findtext("category") in {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}
        if (contacts.email(address) is not None) != good:
            wrong.append(address)
    assert wrong == ["test@io"]


def test_settings_of_another_country_read_local_numbers_anew(lake: Lake, take: Take) -> None:
    text = "customer_id,phone\nC1,0301234567\n"
    take("customers", text, settings=Settings(country="RU"))
    assert kept(lake, "phone") == [("0301234567", None, 31)]
    assert take("customers", text, settings=Settings(country="DE")).loaded == 1
    assert kept(lake, "phone") == [("0301234567", "+49301234567", 0)]
