"""What the subscription page shows is what a claim goes by, whatever was answered before."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from smartcom_kernel.consent.choices import About, Answer, choices, choose
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.links import Linked
from tests.delivery.posts import NOW, address, planned

MEDIA = ("email", "sms")
NAMES = ("news", "sales", "hidden")
boxes = st.frozensets(st.tuples(st.sampled_from(MEDIA), st.sampled_from(("", *NAMES, "forged"))), max_size=6)
media = st.frozensets(st.sampled_from(MEDIA), max_size=2)
answers = st.lists(st.builds(Answer, seen=boxes, was=boxes, on=boxes, leave=media, back=media), max_size=6)
numbers = itertools.count()
REFUSAL = "SELECT refusal(%s, %s, 'a@example.com', 'marketing', %s, %s, %s) AS why"


def of(*, by_default: bool) -> Settings:
    categories = {
        "news": {}, "sales": {"subscribed_by_default": []}, "hidden": {"visible": False},
    }  # fmt: skip
    return Settings.model_validate(
        {"mailing_categories": categories, "delivery": {"consent_default": by_default}}
    )  # fmt: skip


def written_to(state: State, customer: str, about: About, settings: Settings) -> bool:
    """What the database says where a message is claimed."""
    medium, category = about
    default = medium in settings.mailing_categories[category].subscribed_by_default
    with state.transaction() as connection:
        asked = (customer, medium, settings.delivery.consent_default, category, default)
        row = connection.execute(REFUSAL, asked).fetchone()
    assert row is not None
    return row["why"] == ""


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), answers)
def test_the_page_shows_what_a_claim_goes_by(state: State, by_default: bool, story: list[Answer]) -> None:
    number = next(numbers)
    who, settings = f"ann-{number}", of(by_default=by_default)
    planned(state, {who: address(who)}, mailing=f"story-{number}")
    with state.transaction() as connection:
        row = connection.execute("SELECT message_id FROM messages WHERE customer_id = %s", [who]).fetchone()
    assert row is not None
    message = Linked(row["message_id"], who, "email")
    for answer in story:
        before = written_to(state, who, ("email", "hidden"), settings)
        shown = choose(state, message, settings, answer, now=NOW)
        assert shown == choices(state, message, settings)
        assert {c.category for c in shown} == {"news", "sales"}
        assert [c for c in shown if c.active != written_to(state, who, (c.medium, c.category), settings)] == []
        left = {c.medium for c in shown} & answer.leave
        assert not any(c.active for c in shown if c.medium in left)
        if not left and not answer.back and not (answer.on - answer.was):
            assert written_to(state, who, ("email", "hidden"), settings) == before
