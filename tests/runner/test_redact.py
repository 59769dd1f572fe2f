"""Secrets are blotted out, however they are written, and nothing else is."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest

from smartcom_kernel.runner.redact import BLOT, redactor, variables_named

CANARY = 'c4na"ry & <ключ>\\n'


@pytest.mark.parametrize(
    "name",
    [
        "SMARTCOM_DATABASE_URL", "SMARTCOM_CHANNELS__EMAIL__PASSWORD", "SMTP_PASSWD", "api_key",
        "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS", "STRIPE_APIKEY", "SENTRY_DSN",
        "SMTP_PASS", "MYSQL_PWD", "SIGNING_KEY", "PGPASSWORD", "TOKEN2", "authToken", "SECRET_KEYS",
    ],
)  # fmt: skip
def test_variables_whose_name_says_secret_are_blotted_out(name: str) -> None:
    assert redactor({name: CANARY}).text(f"before {CANARY} after") == f"before {BLOT} after"


def test_a_variable_that_a_channel_names_is_blotted_out() -> None:
    assert redactor({"SMTP_LOGIN": "c4n4ry"}, ["SMTP_LOGIN"]).text("c4n4ry") == BLOT


def test_other_variables_stay() -> None:
    shown = {
        "HOME": "/home/anna", "PWD": "/home/anna/shop", "LANG": "ru_RU.utf8", "KEYMAP": "qwertz", "BYPASS": "gateway",
        "TOKENIZERS_PARALLELISM": "parallel", "SECRETARY": "Margarita", "COMPASS": "northwest", "MONKEY": "gorilla",
    }  # fmt: skip
    assert redactor(shown).data(list(shown.values())) == list(shown.values())


@pytest.mark.parametrize("value", ["false", "False", "none", "12345678", "-1.500.000", "abc12", "default"])
def test_switches_numbers_and_short_values_are_words_like_any(value: str) -> None:
    assert redactor({"API_TOKEN": value}, ["API_TOKEN"]).text(f"it is {value}") == f"it is {value}"


@pytest.mark.parametrize(
    "written",
    [
        repr(CANARY), json.dumps(CANARY), json.dumps(CANARY, ensure_ascii=False), html.escape(CANARY), quote(CANARY),
        quote(CANARY, safe=""),
    ],
)  # fmt: skip
def test_a_secret_is_found_as_python_json_html_and_urls_write_it(written: str) -> None:
    assert "c4na" not in redactor({"TOKEN": CANARY}).text(f"x = {written}")


@pytest.mark.parametrize(
    "address",
    [
        "http://anna:c4n4ry-pass@proxy.example.com:3128",
        "postgresql://anna:c4n4ry-pass@db.example.com/shop",
        "host=db.example.com user=anna password=c4n4ry-pass dbname=shop",
        "host=db.example.com password='c4n4ry-pass' dbname=shop",
    ],
)
def test_the_password_inside_an_address_is_blotted_out_by_itself(address: str) -> None:
    said = 'connection failed: password "c4n4ry-pass" was refused'
    assert (
        redactor({"SMARTCOM_DATABASE_URL": address}).text(said) == f'connection failed: password "{BLOT}" was refused'
    )


def test_of_two_secrets_the_longer_goes_first() -> None:
    assert redactor({"A_TOKEN": "abcdef", "B_TOKEN": "abcdef-gh"}).text("abcdef-gh abcdef") == f"{BLOT} {BLOT}"


def test_plain_data_is_searched_through_and_through() -> None:
    blot = redactor({"TOKEN": "c4n4ry"})
    assert blot.data({"c4n4ry": [{"a": "is c4n4ry"}, 5, None]}) == {BLOT: [{"a": f"is {BLOT}"}, 5, None]}


def test_without_secrets_nothing_changes() -> None:
    assert redactor({"TOKEN": ""}).data({"a": ["b", 1.5]}) == {"a": ["b", 1.5]}


def test_variables_are_found_however_deep_in_the_settings_they_are_named() -> None:
    through = [{"kind": "fcm", "credentials_env": "SHOP_FCM"}, {"kind": "apns", "key_env": "SHOP_APNS"}]
    channels = {"push": {"kind": "push", "through": through}, "email": {"kind": "smtp", "password_env": "SHOP_SMTP"}}
    assert sorted(variables_named(channels)) == ["SHOP_APNS", "SHOP_FCM", "SHOP_SMTP"]
