"""Customers are found by whatever somebody remembers of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smartcom_kernel.profiles.search import COLUMNS
from smartcom_kernel.workbench import Workbench
from tests.widgets.shop import database_of

FILES = {
    "customers": """customer_id,first_name,middle_name,last_name,city,email,phone
C1,Анна,,Ли,Казань,anna@example.com,+79161234567
C10,Борис,Ильич,Аннин,Москва,boris@shop.example,+74951234567
"x' OR 1=1 --",Eve,,O'Hara,,broken,
D1,,,,,,
D2,Пётр,,Семенов,,,
""",
    "cards": "card_number,customer_id\n9001,D1\n",
}


@pytest.fixture(scope="module")
def wb(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with (
        database_of(server, tmp_path_factory.mktemp("search")) as (folder, url),
        Workbench.open(folder, database_url=url, country="RU") as opened,
    ):
        for table, text in FILES.items():
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
            assert opened.load(table, folder / f"{table}.csv").rejected == 0
        yield opened


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C1", [("C1", "id"), ("C10", "id")]),
        (" c10 ", [("C10", "id")]),
        ("9001", [("D1", "card")]),
        ("900", [("D1", "card")]),
        ("8 (916) 123-45-67", [("C1", "phone")]),
        ("+7 916 123 45 67", [("C1", "phone")]),
        ("1234567", [("C1", "phone"), ("C10", "phone")]),
        ("567", []),
        ("ANNA@", [("C1", "email")]),
        ("broken", [("x' OR 1=1 --", "email")]),
        ("ли анна", [("C1", "name")]),
        ("анн", [("C1", "name"), ("C10", "name")]),
        ("петр семёнов", [("D2", "name")]),
        ("ПЁТР", [("D2", "name")]),
        ("o'hara", [("x' OR 1=1 --", "name")]),
        ("' OR 1=1", []),
        ("%", []),
        ("  ", []),
        ("a\0b", []),
    ],
)
def test_a_text_finds(wb: Workbench, text: str, found: list[tuple[str, str]]) -> None:
    table = wb.profile.search(text)
    assert list(table.columns) == COLUMNS
    assert list(zip(table["customer_id"], table["found_by"], strict=True)) == found


def test_only_the_first_are_told(wb: Workbench) -> None:
    assert wb.profile.search("1234567", most=1)["customer_id"].tolist() == ["C1"]


def test_what_is_found_says_who_it_is(wb: Workbench) -> None:
    [row] = wb.profile.search("c10").to_dict("records")
    assert row == {
        "customer_id": "C10", "name": "Борис Ильич Аннин", "city": "Москва", "email": "boris@shop.example",
        "phone": "+74951234567", "found_by": "id",
    }  # fmt: skip
