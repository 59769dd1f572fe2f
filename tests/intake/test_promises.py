"""What holds for every load whatever is in the file: rows add up, and the same file again changes nothing."""

from __future__ import annotations

import csv
import io

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.intake.convention import Convention
from smartcom_kernel.lake.connect import Lake
from tests.intake.conftest import Take

COLUMNS = ["customer_id", "first_name", "birth_on", "email", "phone", "email_consent"]
CELLS = st.one_of(
    st.sampled_from(
        ["", "C1", "C2", " C1", "1990-02-13", "13.02.1990", "31.02.1990", "a@mail.ru", "+79161234567", "да", "x"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)
ROWS = st.lists(st.lists(CELLS, min_size=6, max_size=6) | st.lists(CELLS, max_size=7), min_size=1, max_size=12)


def as_csv(rows: list[list[str]], delimiter: str, end: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([COLUMNS, *rows])
    return text.getvalue()


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, delimiter=st.sampled_from(",;\t"), end=st.sampled_from(["\n", "\r\n"]))
@example(rows=[["C1", "", "", "", "", ""]] * 3, delimiter=",", end="\n")
@example(rows=[["C1", "a", "", "", "", ""], ["C1", "b", "", "", "", ""]], delimiter=";", end="\r\n")
def test_rows_add_up_and_the_same_file_again_changes_nothing(
    rows: list[list[str]], delimiter: str, end: str, lake: Lake, take: Take
) -> None:
    content, convention = as_csv(rows, delimiter, end), Convention(date="DMY")
    before = lake.snapshot_id()
    try:
        first = take("customers", content, convention=convention)
    except DataError:
        assert lake.snapshot_id() == before
        return
    assert first.rows_in == len([row for row in rows if row])
    assert first.rows_in == first.loaded + first.unchanged + first.rejected
    stored = lake.rows("SELECT count(*), count(DISTINCT customer_id) FROM lake.main.customers")
    assert len(set(stored[0])) == 1
    again = take("customers", content, convention=convention)
    assert (again.rows_in, again.loaded, again.rejected) == (first.rows_in, 0, first.rejected)
    assert again.snapshot_id == first.snapshot_id
    assert lake.rows("SELECT count(*), count(DISTINCT customer_id) FROM lake.main.customers") == stored
