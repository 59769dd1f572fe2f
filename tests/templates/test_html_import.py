"""E-mails made elsewhere: what of them becomes a template, and what does not."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.templates.html_import import archive as limits
from smartcom_kernel.templates.html_import.clean import Cleaned
from smartcom_kernel.templates.html_import.importer import decoded, imported
from smartcom_kernel.templates.html_import.merge_tags import with_our_tags
from smartcom_kernel.templates.store import TemplateStore

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
PAGE = "<html><head><title>Spring &amp; you</title></head><body><p>Hello</p></body></html>"


def cleaned(html: str) -> str:
    return Cleaned(html, lambda address: address).html


def body(html: str) -> str:
    return cleaned(html).partition("<body>\n")[2].partition("\n</body>")[0]


def zipped(tmp_path: Path, *members: tuple[str, bytes]) -> Path:
    path = tmp_path / "mail.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<body onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>", "<a href=' java\nscript:alert(1)'>x</a>", "<iframe src=//e></iframe>",
        "<form action=//e><input name=a></form>", "<object data=//e>", "<embed src=//e>", "<base href=//e>",
        "<meta http-equiv=refresh content='0;url=//e'>", "<link rel=stylesheet href=//e>", "<math><mi xlink:href=//e>",
        "<style>@import '//e';a{x:expression(alert(1))}</style>", "<p style='background:url(javascript:alert(1))'>",
        "<p style='width:\\65xpression(alert(1))'>", "<style></style><script>alert(1)</script>",
        "<style><!--</style><img src=x onerror=alert(1)>--></style>", "<!--><img src=x onerror=alert(1)>-->",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<img src='data:text/html,<script>'>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<a href='vbscript:x'>", "<template><script>alert(1)</script></template>", "<textarea><script>1</script>",
        "<body style='behavior:url(x)' bgcolor='\"><script>1</script>'>", "<style>a{}</style ><script>1</script>",
    ],
)  # fmt: skip
def test_nothing_that_runs_loads_or_sends_is_left(html: str) -> None:
    clean = cleaned(html).lower()
    for sign in ("<script", "onerror=", "onload=", "javascript:", "vbscript:", "<iframe", "<form", "<input", "<object",
                 "<embed", "<base", "http-equiv", "<link", "@import", "expression", "behavior", "<svg", "<math",
                 "data:", "<!--", "<template", "<textarea"):  # fmt: skip
        assert sign not in clean.replace("&lt;", ""), sign


def test_what_was_taken_away_is_listed() -> None:
    page = Cleaned("<!-- x --><p onclick=a()>a</p><script></script><a href='javascript:1'>b</a><form></form>", str)
    assert dict(page.removed) == {
        "comments": 1, "onclick=…": 1, "<script>": 1, "href=javascript:…": 1, "<form>": 1,
    }  # fmt: skip


def test_styles_stay_without_what_loads_and_cannot_begin_a_tag_of_the_template() -> None:
    page = cleaned("<style>a{color:red}@media print{#x{width:1px}} b{background:url('file:///x')}</style>")
    assert "<style>\na{color:red}@media print{ #x{width:1px}} b{}\n</style>" in page
    assert body('<p style="color:red;background:url(//e)">x</p>') == '<p style="color:red;">x</p>'


def test_our_own_tags_stay_where_they_are_also_between_the_rows_of_a_table() -> None:
    html = (
        "<table><tbody>{% for l in client.cart %}<tr><td>{{ l.name|default('<b>') }}</td></tr>{% endfor %}"
        '</tbody></table><a href="{{ client.custom.link }}">x</a>{# a note #}'
    )
    assert body(html) == html


def test_a_word_that_looks_like_our_mark_is_a_word() -> None:
    assert body("<p>tag0x tagq1x {{ shop.name }}</p>") == "<p>tag0x tagq1x {{ shop.name }}</p>"


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("*|FNAME|*", "{{ client.first_name }}"), ("%%First Name%%", "{{ client.first_name }}"),
        ("${Recipient.FirstName}", "{{ client.first_name }}"), ("[Name]", "{{ client.first_name }}"),
        ("[Имя]", "{{ client.first_name }}"), ("%LASTNAME%", "{{ client.last_name }}"),
        ("*|LIST:COMPANY|*", "{{ shop.name }}"), ("%%emailaddr%%", "{{ client.email }}"),
        ("*|REWARDS|*", "{{ foreign.REWARDS }}"), ("${If(x) == 1}", "{{ foreign.If_x_1 }}"),
        ("${///}", "{{ foreign.tag }}"),
        ("[see below]", "[see below]"), ("100% of it, 50% off", "100% of it, 50% off"), ("[1]", "[1]"),
        ("<style>a[name]{}</style>[name]", "<style>a[name]{}</style>{{ client.first_name }}"),
    ],
)  # fmt: skip
def test_places_of_other_programs_become_ours_or_a_fault(written: str, ours: str) -> None:
    assert with_our_tags(f"<p>{written}</p>")[0] == f"<p>{ours}</p>"


def test_a_template_with_an_unknown_place_is_kept_and_cannot_be_sent(tmp_path: Path) -> None:
    file = tmp_path / "mail.html"
    file.write_text("<title>*|FNAME|*</title><p>*|FNAME|* *|REWARDS|* *|REWARDS|*</p>", encoding="utf-8")
    store = TemplateStore(tmp_path / "templates")
    report = store.import_html(file, "mail")
    assert [(tag.written, tag.ours, tag.times) for tag in report.tags] == [
        ("*|FNAME|*", "client.first_name", 2),
        ("*|REWARDS|*", "", 2),
    ]
    assert not report.good
    assert "there is no variable foreign.REWARDS" in report.describe()
    assert "REWARDS|* подставляет другая программа" in report.describe("ru")
    assert store.draft("mail").to_data()["subject"] == "{{ client.first_name }}"
    with pytest.raises(SpecError, match=r"foreign\.REWARDS"):
        store["mail"]
    with pytest.raises(SpecError, match="is there already"):
        store.import_html(file, "mail")


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("<p>Привет</p>".encode(), "utf-8"),
        ("<p>Привет</p>".encode("utf-8-sig"), "utf-8-sig"),
        ("<p>Привет</p>".encode("utf-16"), "utf-16"),
        ("<meta charset=koi8-r><p>Привет</p>".encode("koi8-r"), "koi8-r"),
        ("<meta charset=bogus><p>Привет, дорогие покупатели нашего магазина</p>".encode("cp1251"), "cp1251"),
    ],
)
def test_the_encoding_is_told_by_mark_declaration_or_letters(raw: bytes, encoding: str) -> None:
    text, found = decoded(raw)
    assert "Привет" in text
    assert found == encoding


def test_pictures_of_an_archive_are_put_beside_the_template(tmp_path: Path) -> None:
    html = PAGE.replace(
        "Hello", '<img src="img/a.png"><img src="./img/a.png?x"><img src="../b.png"><img src="no.png">'
        '<img src="https://x.test/c.png"><img src="{{ client.cart[0].picture }}">',
    )  # fmt: skip
    pictures = [("mail/img/a.png", PNG), ("b.png", PNG + b"b"), ("mail/evil.png", b"<script>"), ("mail/run.exe", b"MZ")]
    path = zipped(tmp_path, ("mail/index.html", html.encode()), *pictures)
    store = TemplateStore(tmp_path / "templates")
    report = store.import_html(path, "spring", images_at="https://shop.example/mail/")
    assert (report.pictures, report.absent) == (("mail-img-a.png", "b.png"), ("no.png",))
    folder = tmp_path / "templates" / "assets" / "spring"
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"mail-img-a.png": PNG, "b.png": PNG + b"b"}
    source = str(store.draft("spring").to_data()["html"])
    assert source.count("https://shop.example/mail/mail-img-a.png") == 2
    assert "https://x.test/c.png" in source
    assert "{{ client.cart[0].picture }}" in source
    assert store.draft("spring").to_data()["subject"] == "Spring & you"
    assert imported(path, "s").spec["html"].count("assets/s/b.png") == 1


def _archive(*names: str, mode: int = stat.S_IFREG | 0o644, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("index.html", *names):
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16 if name != "index.html" else 0
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content if name != "index.html" else PAGE)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_archive("../evil.png"), "leads out of the archive"),
        (_archive("/etc/evil.png"), "leads out of the archive"),
        (_archive("a/../../evil.png"), "leads out of the archive"),
        (_archive("..\\evil.png"), "leads out of the archive"),
        (_archive("c:evil.png"), "leads out of the archive"),
        (_archive("link.png", mode=stat.S_IFLNK | 0o777, content=b"/etc/passwd"), "a link to somewhere else"),
        (_archive(*(f"{n}.png" for n in range(500))), "501 files; at most 500"),
        (_archive("bomb.png", content=bytes(11 * 1024 * 1024)), "larger than 10 MB"),
        (_archive("a.html", "b.html").replace(b"index.html", b"other.html"), "holds 3 HTML files"),
        (_archive("a.png")[:-30] + b"x" * 30, "neither an HTML file"),
        (b"plain words", "neither an HTML file nor a ZIP archive"),
    ],
)
def test_an_archive_that_wishes_us_ill_is_refused_and_nothing_is_written(
    tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / "mail.zip"
    path.write_bytes(content)
    store = TemplateStore(tmp_path / "templates")
    with pytest.raises(DataError, match=why):
        store.import_html(path, "mail")
    assert not (tmp_path / "templates").exists()


def test_a_member_that_lies_about_its_size_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    raw = bytearray(_archive("big.png", content=b"\x89PNG\r\n\x1a\n" + bytes(limits.LARGEST_MEMBER)))
    place = raw.rfind(b"PK\x01\x02")
    raw[place + 24 : place + 28] = (100).to_bytes(4, "little")
    path = tmp_path / "mail.zip"
    path.write_bytes(raw)
    with pytest.raises(DataError):
        imported(path, "mail")


def test_a_file_that_is_too_large_or_not_there_or_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    with pytest.raises(DataError, match="there is no file"):
        imported(path, "mail")
    path.write_bytes(b"x" * (limits.LARGEST_HTML + 1))
    with pytest.raises(DataError, match="larger than 2,048 kB"):
        imported(path, "mail")
    path.write_bytes(b"<p>" + b"x" * 300_000)
    with pytest.raises(DataError, match="larger than 256 kB"):
        imported(path, "mail")
    for address in ("http://shop.example/", "https://shop.example", 'https://x/"><script>/'):
        with pytest.raises(SpecError, match="no https address that ends in /"):
            imported(path, "mail", images_at=address)
