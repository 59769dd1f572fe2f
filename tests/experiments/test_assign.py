from __future__ import annotations

import hashlib
import re

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.experiments.assign import (
    assign,
    assign_with_control,
    intended_shares,
    variant_of,
    variant_or_control_of,
)
from tests.house.house import read

ids = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
weights = st.lists(st.integers(0, 20), min_size=1, max_size=5).filter(any)


def as_table(customer_ids: list[str]) -> ibis.Table:
    return ibis.memtable({"customer_id": customer_ids}, schema={"customer_id": "string"})


def drawn(table: ibis.Table) -> dict[str, str]:
    rows = table.to_pyarrow().to_pydict()
    return dict(zip(rows["customer_id"], rows["variant"], strict=True))


@settings(deadline=None, max_examples=60)
@given(st.lists(ids, max_size=8, unique=True), ids, weights)
def test_the_engine_and_python_give_everybody_the_same_variant(
    customer_ids: list[str], salt: str, parts: list[int]
) -> None:
    shares = {f"v{i}": part / sum(parts) for i, part in enumerate(parts)}
    assert drawn(assign(as_table(customer_ids), salt, shares)) == {c: variant_of(salt, c, shares) for c in customer_ids}


@settings(deadline=None, max_examples=60)
@given(st.lists(ids, max_size=8, unique=True), st.floats(0, 1))
def test_the_engine_and_python_hold_out_the_same_people(customer_ids: list[str], control_share: float) -> None:
    shares = {"A": 0.3, "B": 0.7}
    table = assign_with_control(as_table(customer_ids), "s", control_share=control_share, variant_shares=shares)
    assert drawn(table) == {
        c: variant_or_control_of("s", c, control_share=control_share, variant_shares=shares) for c in customer_ids
    }


def test_a_known_draw_never_changes() -> None:
    """``printf s:c1 | md5sum`` begins df23ec89, ``printf winback:2017-10:c1 | md5sum`` 530b6c78; half is 80000000."""
    assert variant_of("s", "c1", {"A": 0.5, "B": 0.5}) == "B"
    assert variant_of("winback:2017-10", "c1", {"A": 0.5, "B": 0.5}) == "A"
    assert variant_of("s", "c1", {"A": 0xDF23EC89 / 16**8, "B": 1 - 0xDF23EC89 / 16**8}) == "B"
    assert variant_of("s", "c1", {"A": 0xDF23EC8A / 16**8, "B": 1 - 0xDF23EC8A / 16**8}) == "A"


def test_changing_the_shares_of_variants_moves_nobody_into_or_out_of_the_control_group() -> None:
    people = as_table([f"c{i}" for i in range(3000)])
    before = drawn(assign_with_control(people, "s", control_share=0.1, variant_shares={"A": 0.5, "B": 0.5}))
    after = drawn(assign_with_control(people, "s", control_share=0.1, variant_shares={"A": 0.9, "B": 0.1}))
    assert {c for c in before if before[c] == "control"} == {c for c in after if after[c] == "control"}


def test_a_larger_control_group_keeps_those_already_held_out_and_the_variant_of_the_rest() -> None:
    people = as_table([f"c{i}" for i in range(3000)])
    small = drawn(assign_with_control(people, "s", control_share=0.1, variant_shares={"A": 0.5, "B": 0.5}))
    large = drawn(assign_with_control(people, "s", control_share=0.3, variant_shares={"A": 0.5, "B": 0.5}))
    assert all(large[c] == "control" for c in small if small[c] == "control")
    assert all(large[c] in ("control", small[c]) for c in small)


def test_groups_come_out_as_large_as_they_were_meant_to_be() -> None:
    people = as_table([f"c{i}" for i in range(40_000)])
    groups = assign_with_control(people, "s", control_share=0.1, variant_shares={"A": 0.2, "B": 0.8})
    sizes = dict(groups.variant.value_counts().to_pyarrow().to_pandas().itertuples(index=False))
    meant = intended_shares(0.1, {"A": 0.2, "B": 0.8})
    assert sizes == pytest.approx({name: share * 40_000 for name, share in meant.items()}, rel=0.05)


def test_being_held_out_says_nothing_about_the_variant() -> None:
    """The variant that control members would have had is divided as among the others."""
    people = [f"c{i}" for i in range(20_000)]
    held_out = [c for c in people if variant_of("s:control", c, {"x": 0.1, "y": 0.9}) == "x"]
    in_a = sum(variant_of("s:variant", c, {"A": 0.5, "B": 0.5}) == "A" for c in held_out)
    assert in_a / len(held_out) == pytest.approx(0.5, abs=0.04)


def test_a_share_of_one_takes_everybody_and_a_share_of_zero_nobody() -> None:
    people = as_table([f"c{i}" for i in range(500)])
    assert set(drawn(assign(people, "s", {"nobody": 0.0, "all": 1.0, "none": 0.0})).values()) == {"all"}


def test_shares_that_cannot_be_drawn_are_refused_with_every_fault() -> None:
    with pytest.raises(SpecError) as refused:
        assign(as_table(["c1"]), "s", {"A": 0.5, "B": -0.1})
    assert "B: a share must lie between 0 and 1, not -0.1" in str(refused.value)
    assert "these sum to 0.4" in str(refused.value)


def test_a_variant_may_not_be_called_control() -> None:
    with pytest.raises(SpecError, match="is the name of the control group"):
        assign_with_control(as_table(["c1"]), "s", control_share=0.1, variant_shares={"control": 0.5, "B": 0.5})


def test_the_same_rule_is_said_to_spark() -> None:
    customers = ibis.table({"customer_id": "string"}, name="customers")
    sql = str(ibis.to_sql(assign(customers, "s", {"A": 0.5, "B": 0.5}), dialect="pyspark"))
    assert "MD5(CONCAT('s:'" in sql
    assert "'80000000'" in sql


def test_the_guide_shows_how_to_recompute_who_was_in_which_group() -> None:
    page = read("docs/guide/measuring.md")
    examples = re.findall(r"^\$ printf '(.+)' \| md5sum\n([0-9a-f]{32})  -$", page, re.MULTILINE)
    assert [text for text, _ in examples] == ["spring:2026-03-02:control:C0001", "spring:2026-03-02:variant:C0001"]
    for text, digits in examples:
        assert hashlib.md5(text.encode()).hexdigest() == digits
    (_, control), (_, variant) = examples
    held_out, first = control[:8] < "19999999", variant[:8] < "80000000"
    group = variant_or_control_of(
        "spring:2026-03-02", "C0001", control_share=0.1, variant_shares={"A": 0.5, "B": 0.5}
    )  # fmt: skip
    assert group == ("control" if held_out else "A" if first else "B") == "A"
