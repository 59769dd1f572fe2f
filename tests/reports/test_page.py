from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.page import MOST_BYTES, Table, policy, save
from tests.reports.pages import HOSTILE, page


def test_a_hostile_name_is_text_wherever_it_stands() -> None:
    html = page()
    assert "<script>window.hacked" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;/script&gt;&lt;script&gt;window.hacked=1") > 20


def test_the_page_names_no_address_to_fetch_from() -> None:
    markup = re.sub(r"<script.*?</script>", "", page(), flags=re.DOTALL)
    assert not re.search(r"(src|href|url\(|@import)\s*=?\s*[\"']?(https?:)?//", markup)
    assert "<link" not in markup


def test_the_policy_forbids_everything_but_two_known_scripts() -> None:
    assert policy().startswith("default-src 'none'; script-src 'sha256-")
    assert policy().count("'sha256-") == 2
    assert "unsafe-eval" not in policy()
    assert f'content="{policy()}"'.replace("'", "&#39;") in page()


def test_a_page_fits_into_a_letter() -> None:
    assert len(page().encode()) < 3_000_000


def test_a_page_that_outgrew_browsers_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="aggregate what it draws"):
        save("x" * (MOST_BYTES + 1), tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


def test_a_long_table_says_how_much_of_it_is_shown() -> None:
    table = Table(("name",), [(str(n),) for n in range(300)])
    assert len(table.shown) == 200
    assert table.cut("en") == "200 of 300 rows are shown"
    assert table.cut("ru") == "показаны строки: 200 из 300"
    assert Table(("name",), [("a",)]).cut("en") == ""
    assert Table(("name",), [("a",)], total=5).cut("en") == "1 of 5 rows are shown"


def test_every_chart_is_a_named_group_with_its_numbers_in_a_table() -> None:
    html = page()
    charts = re.findall(r'<div class="plot" id="(\w+)"', html)
    assert charts == ["effect", "course", "delivery", "sizes"]
    for name in charts:
        assert f'<figure role="group" aria-labelledby="{name}-title">' in html
        assert f'<h3 id="{name}-title">' in html
    assert html.count("<details>") == len(charts)


def test_the_page_says_its_language() -> None:
    assert '<html lang="ru">' in page("ru")
    assert "Насколько мы уверены" not in page("en")


def test_hostile_text_is_what_it_was() -> None:
    """The other tests look for this text; were it empty they could not fail."""
    assert "onerror" in HOSTILE
