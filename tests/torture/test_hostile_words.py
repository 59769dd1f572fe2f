"""Names that are code, on every surface people look at: e-mails, results in notebooks, reports, pages for customers.

A surface is good when the browser builds the same elements from it as with a harmless name, runs nothing and asks for
nothing. 223 payloads of DOMPurify and the big list of naughty strings go the whole way, from a file to the e-mail.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.trial import Trial, TrialReport
from smartcom_kernel.web.pages import page as web_page
from smartcom_kernel.workbench import Workbench
from tests.reports import pages

pytestmark = pytest.mark.torture
HARMLESS = "Anna"
DOMPURIFY = Path(__file__).parents[1] / "hostile" / "dompurify.json"
HTML = (
    '<html><body><p title="{{ client.first_name }}">Dear {{ client.first_name }}</p>'
    '<a href="https://shop.example/?n={{ client.first_name|urlencode }}">shop</a>'
    "<img alt='{{ client.first_name }}'></body></html>"
)
CATCH = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => { window.hacked = name }
"""
SHAPE = """() => [...document.querySelectorAll("*")].map(e =>
    [e.tagName, ...[...e.attributes].map(a => a.name).filter(name => name !== "style")].join(" ")).join("\\n")"""


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context(offline=True)
    context.add_init_script(CATCH)
    opened = context.new_page()
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    context.close()


@pytest.fixture(scope="module")
def payloads(corpora: Path) -> list[str]:
    naughty = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8"))
    return [*json.loads(DOMPURIFY.read_text(encoding="utf-8")), *naughty]


def shape(tab: Any, html: str) -> str:
    """The elements and attributes a browser makes of it; nothing may run and nothing be asked for."""
    tab.asked.clear()
    tab.set_content(html, wait_until="load")
    assert tab.evaluate("window.hacked") is None, html[:2000]
    assert tab.asked == [], html[:2000]
    return str(tab.evaluate(SHAPE))


def faults(tab: Any, payloads: list[str], surface: Callable[[str], str]) -> list[str]:
    """The payloads that change a surface."""
    harmless = shape(tab, surface(HARMLESS))
    return [payload for payload in payloads if shape(tab, surface(payload)) != harmless]


def test_the_check_sees_a_surface_that_does_not_escape(tab: Any) -> None:
    assert faults(tab, ["<b>x</b>", "Bob"], lambda name: f"<p>{name}</p>") == ["<b>x</b>"]
    with pytest.raises(AssertionError, match="onerror"):
        shape(tab, "<img src=data:x onerror=alert(1)><script>alert(1)</script>")


def test_a_name_goes_from_a_file_into_an_e_mail_and_stays_a_name(
    tab: Any, payloads: list[str], workspace: Path, tmp_path: Path
) -> None:
    people = {f"C{n:04}": name for n, name in enumerate([HARMLESS, *payloads])}
    with (tmp_path / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL)
        rows.writerow(["customer_id", "first_name", "email", "email_consent"])
        rows.writerows([id_, name, f"{id_.lower()}@example.com", "true"] for id_, name in people.items())
    with Workbench.open(workspace, clock=FixedClock("2018-01-10")) as wb:
        wb.load("customers", tmp_path / "customers.csv")
        wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
        wb.templates.save(
            "hello", {"medium": "email", "subject": "For {{ client.first_name|truncate(300) }}!", "html": HTML}
        )
        variants = [{"name": "A", "templates": {"email": "hello"}}]
        wb.mailings.save("spring", {"segment": "all", "variants": variants, "control_share": 0})
        wb.mailings.send("spring")
        report = wb.deliver()
        known = wb.tables.customers.select("customer_id", "first_name").to_pyarrow().to_pylist()
        profiles = [wb.profile(id_)._repr_html_() for id_ in ("C0000", *list(people)[1:224:9])]
    letters = [
        message_from_bytes(path.read_bytes(), policy=SMTP) for path in (workspace / "mailbox" / "email").rglob("*.eml")
    ]

    stored = {row["customer_id"]: row["first_name"] or "" for row in known}
    assert (report.accepted, len(letters)) == (len(people), len(people))
    assert len({tuple(letter.keys()) for letter in letters}) == 1
    shapes = set()
    for letter in letters:
        assert isinstance(letter, EmailMessage)
        html, id_ = letter.get_body(("html",)), str(letter["To"]).partition("@")[0].upper()
        assert html is not None
        shapes.add(shape(tab, html.get_content()))
        said = tab.evaluate("document.querySelector('p').title")
        assert said.split() == stored[id_].split()
    assert len(shapes) == 1
    assert len({shape(tab, f"<html><body>{profile}</body></html>") for profile in profiles}) == 1


@pytest.mark.parametrize(
    "surface",
    [
        lambda name: Mailing.parse(
            "m", {"title": name, "segment": name or "x", "variants": [{"name": "A", "templates": {"email": "t"}}]}
        )._repr_html_(),
        lambda name: TrialReport(name, (Trial("A", "email", name, name or "x"),))._repr_html_(),
        lambda name: web_page("ask", shop=name, lang="en", medium=name),
    ],
    ids=["a mailing", "a test of it", "a page for customers"],
)
def test_a_name_in_a_result_or_on_a_page_stays_a_name(
    tab: Any, payloads: list[str], surface: Callable[[str], str]
) -> None:
    assert faults(tab, payloads, surface) == []


def test_names_in_a_report_stay_names(tab: Any, payloads: list[str], tmp_path: Path) -> None:
    def elements(names: list[str], path: Path) -> str:
        path.write_text(pages.page(hostile=names[0], rows=names), encoding="utf-8")
        tab.goto(path.as_uri())
        tab.wait_for_selector("body[data-state=drawn]", timeout=60_000)
        assert tab.evaluate("window.hacked") is None
        assert [url for url in tab.asked if url != path.as_uri() and not url.startswith(("data:", "blob:"))] == []
        tab.asked.clear()
        return str(tab.evaluate("document.querySelectorAll('td, th').length"))

    harmless = elements([HARMLESS] * len(payloads), tmp_path / "harmless.html")
    assert elements(payloads, tmp_path / "hostile.html") == harmless
