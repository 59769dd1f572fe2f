from __future__ import annotations

from smartcom_kernel.core.text_tables import html_counts, html_matrix, html_table


def test_columns_of_numbers_amounts_and_days_stay_at_the_right_and_text_goes_to_the_left() -> None:
    page = html_table(
        [
            ("name", "share", "amount", "on", "note"),
            ("a < b", "12.3%", "$1.50", "1 Jan 2018", "10"),
            ("c", "—", "−$2.00", "2 Jan 2018", "yes"),
        ]
    )
    left = ' style="text-align: left"'
    assert f"<tr><th{left}>name</th><th>share</th><th>amount</th><th>on</th><th{left}>note</th></tr>" in page
    assert f"<tr><td{left}>a &lt; b</td><td>12.3%</td><td>$1.50</td><td>1 Jan 2018</td><td{left}>10</td></tr>" in page


def test_a_table_without_rows_has_its_head() -> None:
    assert html_table([("a", "b")]) == "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody></tbody></table>"


def test_the_first_row_and_the_first_column_of_a_matrix_are_its_heads() -> None:
    assert html_matrix([("", "F1"), ("R<2", "3")]) == (
        "<table><thead><tr><th></th><th>F1</th></tr></thead><tbody><tr><th>R&lt;2</th><td>3</td></tr></tbody></table>"
    )


def test_counts_stand_at_the_right_of_their_words() -> None:
    assert html_counts([("a", "b < c", "10")]) == (
        '<table><tr><td>a</td><td>b &lt; c</td><td style="text-align: right">10</td></tr></table>'
    )
