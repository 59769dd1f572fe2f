from __future__ import annotations

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.contactable import newest
from smartcom_kernel.consent.imported import sync
from smartcom_kernel.core.clock import FixedClock, SystemClock, instant
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state import consents
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.consents import Consent
from smartcom_kernel.state.messages import Reason


def hear(lake: Lake, state: State) -> int:
    """Take in what the files say, now."""
    return sync(lake, state, now=SystemClock().now())


def load(lake: Lake, *customers: tuple[str, bool | None]) -> None:
    """Put these customers in place of those in the lake: id and what the file says about e-mail."""
    lake.run("DELETE FROM lake.main.customers")
    ids, words = zip(*customers, strict=True)
    rows = pa.table({"customer_id": pa.array(ids, pa.string()), "email_consent": pa.array(words, pa.bool_())})
    lake.insert("customers", lake.temporary(rows))


def says(state: State, customer_id: str) -> bool | None:
    word = ConsentBook(state).of(customer_id).get("email")
    return word.granted if word else None


def test_the_columns_of_a_file_become_words(lake: Lake, state: State) -> None:
    load(lake, ("c1", True), ("c2", False), ("c3", None))
    assert hear(lake, state) == 2
    assert [says(state, c) for c in ("c1", "c2", "c3")] == [True, False, None]
    assert [w.source for w in ConsentBook(state).history("c1")] == ["import"]


def test_the_same_file_again_says_nothing_new(lake: Lake, state: State) -> None:
    load(lake, ("c1", True), ("c2", False))
    hear(lake, state)
    assert hear(lake, state) == 0


def test_the_same_file_again_does_not_resubscribe_who_opted_out_since(lake: Lake, state: State) -> None:
    load(lake, ("c1", True))
    hear(lake, state)
    ConsentBook(state).forbid("c1", "email", source="unsubscribe link")
    assert hear(lake, state) == 0
    assert says(state, "c1") is False


def test_a_yes_that_the_shop_changed_to_no_and_back_is_a_new_yes(lake: Lake, state: State) -> None:
    load(lake, ("c1", True))
    hear(lake, state)
    ConsentBook(state).forbid("c1", "email", source="unsubscribe link")
    load(lake, ("c1", False))
    assert hear(lake, state) == 1
    load(lake, ("c1", True))
    assert hear(lake, state) == 1
    assert says(state, "c1") is True


@pytest.mark.parametrize(("imported", "then"), [(True, False), (False, False)])
def test_a_first_import_does_not_overrule_a_persons_own_no(
    lake: Lake, state: State, imported: bool, then: bool
) -> None:
    ConsentBook(state).forbid("c1", "email", source="call centre")
    load(lake, ("c1", imported))
    hear(lake, state)
    hear(lake, state)
    assert says(state, "c1") is then


def test_a_first_no_overrules_a_persons_own_yes(lake: Lake, state: State) -> None:
    ConsentBook(state).allow("c1", "email", source="sign-up form")
    load(lake, ("c1", False))
    assert hear(lake, state) == 1
    assert says(state, "c1") is False


def test_an_emptied_column_takes_nothing_back(lake: Lake, state: State) -> None:
    load(lake, ("c1", True))
    hear(lake, state)
    load(lake, ("c1", None))
    assert hear(lake, state) == 0
    assert says(state, "c1") is True


def test_customers_who_are_those_of_the_last_time_are_not_read_again(lake: Lake, state: State) -> None:
    load(lake, ("c1", True))
    assert hear(lake, state) == 1
    lake.run("INSERT INTO lake.main.products (product_id) VALUES ('p1')")
    assert hear(lake, state) == 0
    with state.transaction() as connection:
        assert consents.imported_from(connection) == lake.snapshot_id()
    load(lake, ("c1", False))
    assert hear(lake, state) == 1


def subscribe(lake: Lake, *rows: tuple[str, bool]) -> None:
    """Put these subscriptions to news by e-mail in place of those in the lake: id and whether it is active."""
    lake.run("DELETE FROM lake.main.subscriptions")
    ids, active = zip(*rows, strict=True)
    columns = {"category": ["news"] * len(ids), "medium": ["email"] * len(ids), "active": active}
    lake.insert("subscriptions", lake.temporary(pa.table({"customer_id": ids, **columns})))


def subscribed(state: State, customer_id: str) -> bool:
    (found,) = ConsentBook(state).subscriptions(customer_id)
    return found.active


def test_subscriptions_of_a_file_become_words_about_their_category_alone(lake: Lake, state: State) -> None:
    subscribe(lake, ("c1", True), ("c2", False))
    assert hear(lake, state) == 2
    assert [subscribed(state, c) for c in ("c1", "c2")] == [True, False]
    assert says(state, "c1") is None
    assert hear(lake, state) == 0


def test_the_same_subscriptions_again_do_not_resubscribe_who_left_since(lake: Lake, state: State) -> None:
    subscribe(lake, ("c1", True), ("c2", True))
    hear(lake, state)
    known = Settings.model_validate({"mailing_categories": {"news": {}}})
    ConsentBook(state, settings=known).forbid("c1", "email", source="profile", category="news")
    subscribe(lake, ("c1", True), ("c2", True))
    assert hear(lake, state) == 0
    assert [subscribed(state, c) for c in ("c1", "c2")] == [False, True]


def test_words_about_a_medium_and_about_a_category_in_it_do_not_touch_each_other(lake: Lake, state: State) -> None:
    load(lake, ("c1", False))
    subscribe(lake, ("c1", True))
    assert hear(lake, state) == 2
    assert (says(state, "c1"), subscribed(state, "c1")) == (False, True)


KNOWN = Settings.model_validate({"mailing_categories": {"news": {}}})
YES, NO = True, False
DAYS = {"early": "2019-01-01T00:00:00Z", "person": "2026-11-01T00:00:00Z", "late": "2026-11-10T00:00:00Z", "never": ""}


@pytest.mark.parametrize(
    ("files", "own", "holds"),
    [
        ([("early", YES)], NO, NO),  # what the person has said since holds
        ([("early", NO)], YES, YES),
        ([("late", YES)], NO, YES),  # what they have told the shop later holds
        ([("late", NO)], YES, NO),
        ([("early", YES), ("late", YES)], NO, YES),  # the same word once more, later
        ([("late", NO), ("early", YES)], NO, NO),  # an old yes is no news
        ([("early", YES), ("early", NO)], YES, NO),  # a no counts also where its date was left as it was
        ([("early", YES), ("never", NO)], YES, NO),
        ([("early", NO), ("never", YES)], NO, YES),  # as in a file that dates nothing: it was no, and is yes now
    ],
)
def test_what_was_said_last_holds_whichever_way_we_heard_of_it(
    lake: Lake, state: State, files: list[tuple[str, bool]], own: bool, holds: bool
) -> None:
    said = ConsentBook(state, settings=KNOWN, clock=FixedClock(DAYS["person"]))
    (said.allow if own else said.forbid)("c1", "email", category="news", source="profile")
    for day, active in files:
        lake.run("DELETE FROM lake.main.subscriptions")
        row = {"customer_id": ["c1"], "category": ["news"], "medium": ["email"], "active": [active]}
        changed = pa.array([instant(DAYS[day]) if DAYS[day] else None], pa.timestamp("us", "UTC"))
        lake.insert("subscriptions", lake.temporary(pa.table({**row, "changed_at": changed})))
        sync(lake, state, now=instant("2026-11-20T00:00:00Z"))
        assert sync(lake, state, now=instant("2026-11-20T00:00:00Z")) == 0
    assert said.subscriptions("c1")[0].active is holds
    tables = Tables(lake, instant("2026-11-20T00:00:00Z"))
    found = lake.arrow(tables.lake.temporary(newest_of(tables))).to_pylist()
    assert [row["granted"] for row in found] == [holds]


def newest_of(tables: Tables) -> ir.Table:
    """The same as SQL over everybody says it."""
    return newest(tables.lake.state_table("consents"))


def test_whoever_opts_out_while_files_are_read_has_opted_out(lake: Lake, state: State) -> None:
    subscribe(lake, ("c1", True))
    began = SystemClock().now()
    ConsentBook(state, settings=KNOWN).forbid("c1", "email", source="profile", category="news")
    with state.transaction() as connection:  # as an import that has not seen the word
        consents.change(connection, [["c1"]], Consent("email", True, "import", began, "news"))
    assert subscribed(state, "c1") is False
    ConsentBook(state).allow("c1", "email", source="form")
    why_not = ConsentBook(state, settings=KNOWN).why_not("c1", "email", "a@example.com", category="news")
    assert why_not is Reason.NOT_SUBSCRIBED


def test_a_date_to_come_is_none_and_never_subscribes_anew(lake: Lake, state: State) -> None:
    for who in ("c1", "c2"):  # another row makes the second reading read all of them
        row = {"customer_id": [who], "category": ["news"], "medium": ["email"], "active": [True]}
        changed = pa.array([instant("2099-01-01T00:00:00Z")], pa.timestamp("us", "UTC"))
        lake.insert("subscriptions", lake.temporary(pa.table({**row, "changed_at": changed})))
        assert hear(lake, state) == 1
        ConsentBook(state, settings=KNOWN).forbid("c1", "email", source="profile", category="news")
        assert subscribed(state, "c1") is False


def test_who_says_no_has_said_it_last_though_another_clock_was_ahead(state: State) -> None:
    ConsentBook(state, clock=FixedClock("2026-11-20T00:00:02Z")).allow("c1", "email", source="form")
    ConsentBook(state, clock=FixedClock("2026-11-20T00:00:00Z")).forbid("c1", "email", source="link")
    assert says(state, "c1") is False
