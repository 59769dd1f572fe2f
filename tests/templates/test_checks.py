"""What each check of a finished message finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from smartcom_kernel.channels.mailbox import MailboxChannel
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.templates.checks.specimen import Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS
from smartcom_kernel.templates.preflight import looked_at, preflight
from smartcom_kernel.templates.render import Rendered
from smartcom_kernel.templates.template import Template

WORDS = "Dear Anna, spring is here, and so is the coffee you like best. Come and try it, we are glad to see you! "
GOOD = f"<p>{WORDS}</p><p><a href='https://shop.example/sale'>To the sale</a></p>"
LEAVE = '<p><a href="{{ unsubscribe_url() }}">Leave</a></p>'
URL = "https://mail.shop.example/u/1"
SMTP: dict[str, Any] = {"host": "smtp.shop.example", "sender": "news@shop.example"}
DKIM = {"dkim_domain": "shop.example", "dkim_selector": "s", "dkim_key_env": "KEY"}


def email(html: str = GOOD, *, subject: str = "For Anna", text: str = WORDS, **source: str) -> Specimen:
    """An e-mail whose template is what came out of it."""
    fields = {"medium": "email", "subject": subject, "html": html or "x", "text": text, "preheader": "Coffee", **source}
    template = Template.parse("spring", {name: value for name, value in fields.items() if value})
    return Specimen(template, Rendered(subject, html, text))


def sms(text: str) -> Specimen:
    return Specimen(Template.parse("short", {"medium": "sms", "text": text}), Rendered("", "", text))


def push(title: str, text: str) -> Specimen:
    template = Template.parse("tap", {"medium": "push", "title": title, "text": text})
    return Specimen(template, Rendered(title, "", text))


def said(kind: str, specimen: Specimen) -> list[str]:
    """What one check says of it."""
    check = TEMPLATE_CHECKS.parse({"kind": kind})
    return [finding.describe() for finding in check.look(specimen)] if check.speaks_of(specimen) else []


def wired(content: bytes, **more: Any) -> Specimen:
    return replace(email(), content=content, leaves=True, **more)


def test_a_good_e_mail_has_nothing_to_be_mended() -> None:
    assert preflight(email()) == ()


def test_what_keeps_a_message_back_comes_before_advice() -> None:
    found = preflight(email(f"{GOOD}<img src='http://shop.example/a.png'>", subject="SPRING IS HERE"))
    assert [finding.must for finding in found] == sorted((f.must for f in found), reverse=True)
    assert {finding.check for finding in found} == {"secure_addresses", "alternative_texts", "subject_line"}
    assert found[0].describe("ru").startswith("html: строка 1: http://shop.example/a.png без шифрования")


def test_headers_stand_once() -> None:
    assert said("headers_once", wired(b"From: a@shop.example\r\nTo: b@example.com\r\nTo: c@example.com\r\n\r\n")) == [
        "To: stands 2 times, not once", "Subject: stands 0 times, not once", "Date: stands 0 times, not once",
        "Message-ID: stands 0 times, not once", "MIME-Version: stands 0 times, not once",
    ]  # fmt: skip


def test_lines_are_whole_and_not_too_long() -> None:
    assert said("wire_form", wired(b"From: a\r\n\r\nfine\r\n")) == []
    assert said("wire_form", wired(b"From: a\n\r\n")) == ["a line end is not CRLF"]
    assert said("wire_form", wired(b"x" * 999 + b"\r\n")) == ["a line has more than 998 octets"]


def test_there_is_a_plain_text_that_says_what_the_html_says() -> None:
    assert said("text_part", email(text=" ")) == ["text: came out empty: write `text`"]
    long = f"<p>{WORDS * 3}</p>"
    assert said("text_says_the_same", email(long, text="See the web page")) != []
    assert said("text_says_the_same", email(long, text=WORDS * 2)) == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (b"", ["List-Unsubscribe: has no https link"]),
        (b"List-Unsubscribe: <mailto:leave@shop.example>\r\n", ["List-Unsubscribe: has no https link"]),
        (b"List-Unsubscribe: <https://a.example/u>\r\n", ["List-Unsubscribe-Post: must be List-Unsubscribe=One-Click"]),
        (
            b"List-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", [],
        ),
    ],
)  # fmt: skip
def test_marketing_can_be_left_with_one_click(headers: bytes, expected: list[str]) -> None:
    specimen = wired(b"From: a@shop.example\r\n" + headers + b"\r\n")
    assert [words.partition(":")[0] for words in said("one_click_unsubscribe", specimen)] == [
        words.partition(":")[0] for words in expected
    ]
    assert said("one_click_unsubscribe", replace(specimen, purpose="service")) == []
    assert said("one_click_unsubscribe", replace(specimen, leaves=False)) == []


def test_marketing_that_leaves_says_in_its_words_how_to_leave() -> None:
    silent = replace(email(), leaves=True)
    assert len(said("unsubscribe_in_body", silent)) == 1
    assert said("unsubscribe_in_body", replace(silent, leaves=False)) == []
    assert said("unsubscribe_in_body", replace(silent, template=email(GOOD + LEAVE).template)) == []


def test_a_signature_covers_the_headers_for_leaving() -> None:
    leaving = b"List-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    signature = b"DKIM-Signature: v=1; d=shop.example; h=From:Subject:\r\n List-Unsubscribe; b=x\r\n"
    head = b"From: a@shop.example\r\n"
    assert said("signed", wired(head + leaving + signature + b"\r\n")) == [
        "DKIM-Signature: does not cover List-Unsubscribe-Post"
    ]
    assert said("signed", wired(head + leaving + b"\r\n")) == []  # who carries it signs it
    assert said("signed", wired(head + leaving + b"\r\n", signs=False))[0].startswith("DKIM-Signature: nobody signs")


@pytest.mark.parametrize(
    ("sender", "signer", "aligned"),
    [
        ("news@shop.example", "shop.example", True), ("news@mail.shop.example", "shop.example", True),
        ("news@shop.example", "mail.shop.example", True), ("news@shop.example", "provider.example", False),
        ("news@othershop.example", "shop.example", False),
    ],
)  # fmt: skip
def test_the_domain_of_the_sender_signs(sender: str, signer: str, aligned: bool) -> None:
    content = f"From: Shop <{sender}>\r\nDKIM-Signature: v=1; d={signer}; h=From; b=x\r\n\r\n".encode()
    assert (said("aligned_domain", wired(content)) == []) is aligned


def test_links_and_pictures_are_encrypted() -> None:
    assert len(said("secure_addresses", email("<a href='HTTP://a.example'>a</a><img src='http://b.example/c'>"))) == 2
    assert said("secure_addresses", email("<a href='https://a.example/?to=http://b.example'>a</a>")) == []


def test_gmail_shows_all_of_it() -> None:
    assert said("clipping", email("x" * 102 * 1024)) == []
    assert said("clipping", email("я" * 52 * 1024)) != []


@pytest.mark.parametrize(
    "words",
    ["Dear {{ name }}", "Dear None!", "for nan rubles", "Hi *|FNAME|*", "Hi %%first_name%%", "${name}", "undefined,"],
)
def test_no_mark_is_left_over(words: str) -> None:
    assert said("left_over", email(text=words)) != []
    assert said("left_over", sms(words)) != []


@pytest.mark.parametrize("words", ["Nonetheless, Nancy", "100 % of it", "a nan-bread", "[sale] now", "Null-Bock"])
def test_words_that_only_look_like_marks_are_left_alone(words: str) -> None:
    assert said("left_over", sms(words)) == []


@pytest.mark.parametrize(
    "address",
    ["", "#", "javascript:alert(1)", "/sale", "https://localhost/x", "https://10.0.0.1/", "https://a b.example/",
     "https://printer.local", "data:text/html,x", "https://[::1]/", "http://[bad"],
)  # fmt: skip
def test_links_lead_somewhere(address: str) -> None:
    assert len(said("links_lead_somewhere", email(f'<a href="{address}">x</a>'))) == 1


@pytest.mark.parametrize("address", ["https://shop.example/a?b=c#d", "mailto:a@shop.example", "tel:+79000000000"])
def test_links_that_lead_somewhere_are_left_alone(address: str) -> None:
    assert said("links_lead_somewhere", email(f'<a href="{address}">x</a>')) == []


def test_links_lead_where_their_words_say() -> None:
    lying = "<a href='https://evil.example/'>www.shop.example</a>"
    honest = "<a href='https://mail.shop.example/c/1'>shop.example</a><a href='https://evil.example/'>To the shop</a>"
    assert said("honest_links", email(lying)) == ["html: line 1: the link says shop.example and leads to evil.example"]
    assert said("honest_links", email(honest)) == []


def test_pictures_have_words() -> None:
    assert len(said("alternative_texts", email("<img src='a'><img src='b' alt=''><img src='c' alt='Coffee'>"))) == 1
    assert len(said("words_beside_pictures", email("<img src='a' alt='Sale'>"))) == 1
    assert said("words_beside_pictures", email(f"<img src='a' alt='Sale'>{GOOD}")) == []


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("For Anna", 0), ("x" * 71, 1), ("Re: your order", 1), ("ОТВ: заказ", 1), ("SPRING SALE TODAY", 1),
        ("SALE", 0), ("Now!!!", 1), ("Only $$$", 1), ("Really?", 0), ("Reading: ten books", 0),
    ],
)  # fmt: skip
def test_a_subject_is_short_calm_and_honest(subject: str, found: int) -> None:
    assert len(said("subject_line", email(subject=subject))) == found


def test_an_e_mail_has_a_preheader() -> None:
    assert len(said("preview_line", email(preheader=""))) == 1
    assert said("preview_line", email()) == []


@pytest.mark.parametrize("html", ["<form></form>", "<script></script>", "<iframe></iframe>", "<p onclick='x'>a</p>"])
def test_nothing_runs_or_asks(html: str) -> None:
    assert len(said("nothing_active", email(html))) == 1


def test_beside_the_preheader_nothing_is_hidden() -> None:
    preheader = "<div style='display:none'>Coffee</div>"
    assert said("nothing_hidden", email(preheader + GOOD)) == []
    assert len(said("nothing_hidden", email(preheader + "<p style='font-size: 0'>cheap pills</p>"))) == 1
    assert said("nothing_hidden", email("<p style='font-size: 0.9em; opacity: 0.5'>a</p>" * 3)) == []


def test_words_of_a_size_inside_cells_without_one_are_seen() -> None:
    """So MJML closes the gaps between columns."""
    cell = "<td style='font-size:0px'><div style='font-size:13px'>{}<b>c</b></div>{}</td>"
    assert said("nothing_hidden", email("<table><tr>" + cell.format("a", "") * 3 + "</tr></table>")) == []
    hidden = said("nothing_hidden", email("<table><tr>" + cell.format("a", "<i>pills</i>") * 2 + "</tr></table>"))
    assert [("pills" in one, "'a" in one) for one in hidden] == [(True, False)]


def test_colours_can_be_read_on_a_dark_screen() -> None:
    dark_words = "<p style='color: #000'>a</p>"
    assert len(said("dark_mode", email(dark_words))) == 1
    assert said("dark_mode", email("<p style='color: #000; background: #fff'>a</p>")) == []
    assert said("dark_mode", email(f"<meta name='color-scheme' content='light dark'>{dark_words}")) == []


def test_an_sms_is_not_dear() -> None:
    assert said("sms_length", sms("x" * 459)) == []
    assert said("sms_length", sms("x" * 460)) == ["text: has 4 parts (460 characters in GSM-7)"]
    assert said("sms_alphabet", sms("Sale — today" + "x" * 80)) == ["text: without — it would have 1 parts, not 2"]
    assert said("sms_alphabet", sms("Распродажа сегодня" + "х" * 80)) == []


def test_a_push_is_short() -> None:
    assert said("push_length", push("Sale", "Come!")) == []
    assert len(said("push_length", push("x" * 51, "y" * 151))) == 2


def chat(text: str, button: str) -> Specimen:
    link = "https://shop.example/"
    template = Template.parse("chat", {"medium": "messenger", "text": text, "link_url": link, "link_text": button})
    return Specimen(template, Rendered("", "", text, link_url=link, link_text=button))


def test_a_messenger_takes_the_message() -> None:
    assert said("messenger_length", chat("x" * 4094 + "😀", "y" * 64)) == []
    assert said("messenger_length", chat("x" * 4095 + "😀", "y" * 65)) == [
        "text: has 4,097 characters; messengers take 4,096", "link_text: has 65 characters; messengers take 64",
    ]  # fmt: skip


def key() -> str:
    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_an_e_mail_is_looked_at_as_its_channel_would_send_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", key())
    template = email(GOOD + LEAVE).template
    words = Rendered("For Anna", GOOD + f'<a href="{URL}">Leave</a>', WORDS)
    signing, silent = SmtpChannel.model_validate({**SMTP, **DKIM}), SmtpChannel.model_validate(SMTP)
    assert looked_at(template, words, signing, unsubscribe_url=URL) == ()
    assert {f.check for f in looked_at(template, words, silent, unsubscribe_url=URL)} == {"signed"}
    assert {f.check for f in looked_at(template, words, signing)} == {"one_click_unsubscribe"}
    assert looked_at(template, words, signing, purpose="service") == ()
    assert looked_at(template, words, MailboxChannel()) == ()
    monkeypatch.delenv("KEY")
    (found,) = looked_at(template, words, signing, unsubscribe_url=URL)
    assert (found.must, "set KEY" in found.describe()) == (False, True)
