from __future__ import annotations

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import Settings
from tests.shop import Shop


def test_only_active_subscriptions_count(shop: Shop) -> None:
    rows = [
        {"customer_id": "anna", "category": "news", "medium": "email", "active": True},
        {"customer_id": "anna", "category": "sales", "medium": "sms", "active": False},
        {"customer_id": "boris", "category": "sales", "medium": "sms", "active": True},
    ]
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], subscriptions=rows)
    for asked, expected in (
        ({"category": "news"}, ["anna"]),
        ({"medium": "sms"}, ["boris"]),
        ({"category": "sales", "medium": "email"}, []),
    ):
        assert shop.found({"kind": "subscribed", **asked}, tables) == expected


def test_who_has_said_nothing_is_subscribed_where_the_category_says_so(shop: Shop) -> None:
    rows = [
        {"customer_id": "anna", "category": "news", "medium": "email", "active": False},
        {"customer_id": "boris", "category": "sales", "medium": "email", "active": True},
    ]
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], subscriptions=rows)
    settings = Settings.model_validate(
        {"mailing_categories": {"news": {"subscribed_by_default": ["email"]}, "sales": {"subscribed_by_default": []}}}
    )
    tables.mailing_categories = settings.mailing_categories
    for asked, expected in (
        ({"category": "news"}, ["boris", "vera"]),
        ({"category": "news", "medium": "sms"}, []),
        ({"category": "sales"}, ["boris"]),
        ({"medium": "email"}, ["boris", "vera"]),
        ({"medium": "sms"}, []),
    ):
        assert shop.found({"kind": "subscribed", **asked}, tables) == expected


def test_who_left_everything_they_had_by_default_is_out_unless_they_chose_something_else(shop: Shop) -> None:
    said = {
        "left all": [("news", "email", False), ("news", "sms", False)],
        "left one": [("news", "email", False)],
        "chose another": [("news", "email", False), ("news", "sms", False), ("closed", "email", True)],
        "left what is none": [("closed", "email", False), ("gone", "sms", False)],
        "said nothing": [],
    }
    rows = [
        {"customer_id": who, "category": category, "medium": medium, "active": active}
        for who, words in said.items()
        for category, medium, active in words
    ]
    tables = shop.fill(customers=[{"customer_id": who} for who in said], subscriptions=rows)
    of = {"news": {"subscribed_by_default": ["email", "sms", "email"]}, "closed": {"active": False}}
    tables.mailing_categories = Settings.model_validate({"mailing_categories": of}).mailing_categories
    for asked, out in (
        ({"category": "news"}, {"left all", "chose another"}),
        ({"medium": "email"}, {"left all", "left one"}),
        ({"medium": "sms"}, {"left all", "chose another"}),
        ({"category": "closed"}, set()),
        ({"category": "closed", "medium": "email"}, {"left what is none"}),
    ):
        assert set(said) - set(shop.found({"kind": "subscribed", **asked}, tables)) == out, asked


def test_a_subscription_to_nothing_in_particular_is_refused() -> None:
    with pytest.raises(SpecError, match="needs at least one of category and medium"):
        CONDITIONS.parse({"kind": "subscribed"})
