from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.mailings.spec import Mailing

WINBACK: dict[str, Any] = {
    "title": "We miss you",
    "segment": "sleeping",
    "variants": [
        {"name": "gift", "templates": {"email": "gift", "sms": "gift_sms"}},
        {"name": "plain", "templates": {"email": "plain"}},
    ],
}


def test_shares_are_equal_and_a_tenth_is_held_out_unless_said_otherwise() -> None:
    mailing = Mailing.parse("winback", WINBACK)
    assert mailing.shares == {"gift": 0.5, "plain": 0.5}
    assert (mailing.control_share, mailing.attribution.within_days) == (0.1, 14)
    assert mailing.template_names() == {"gift", "gift_sms", "plain"}


def test_what_was_written_is_what_is_read() -> None:
    mailing = Mailing.parse("winback", WINBACK)
    assert mailing.to_data() == WINBACK
    assert Mailing.parse("winback", mailing.to_data()) == mailing


def test_the_order_of_media_is_kept() -> None:
    variants = [{"name": "a", "templates": {"sms": "s", "email": "e"}}]
    again = Mailing.parse("m", Mailing.parse("m", {"segment": "x", "variants": variants}).to_data())
    assert list(again.variants[0].templates) == ["sms", "email"]


def faults(**changes: Any) -> list[str]:
    with pytest.raises(SpecError) as refused:
        Mailing.parse("winback", {**WINBACK, **changes})
    return [str(fault) for fault in refused.value.faults]


def variant(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "templates": {"email": "t"}, **more}


def test_every_fault_is_named_with_its_path() -> None:
    assert faults(variants=[variant("a", share=0.5), variant("a", share=0.6)]) == [
        "variants[1].name: 'a' is the name of an earlier variant",
        "variants: the shares must sum to 1, these sum to 1.1",
    ]
    assert faults(variants=[variant("control")]) == [
        "variants[0].name: 'control' is the name of the control group; call the variant something else"
    ]
    assert faults(variants=[variant("a", share=0.5), variant("b")]) == [
        "variants[1].share: is missing: give every variant a share, or none"
    ]
    assert [f.split(":")[0] for f in faults(control_share=0.6, sgement="x")] == ["control_share", "sgement"]
    assert faults(variants=[variant("a", templates={"e-mail": "t"})]) == [
        "variants[0].templates.e-mail: is no medium; did you mean 'email'?"
    ]


def test_a_sixth_variant_is_one_too_many() -> None:
    assert faults(variants=[variant(f"v{n}") for n in range(6)])[0].startswith("variants: must hold at most 5, not 6")


def test_shares_in_thirds_sum_to_one() -> None:
    thirds = [variant(name, share=1 / 3) for name in "abc"]
    assert sum(Mailing.parse("m", {**WINBACK, "variants": thirds}).shares.values()) == pytest.approx(1)


def test_a_mailing_says_itself_in_two_languages() -> None:
    mailing = Mailing.parse("winback", WINBACK)
    assert mailing.describe() == (
        "“We miss you” to the segment sleeping: variants gift 50%, plain 50%; control group 10%"
    )  # fmt: skip
    assert mailing.describe("ru") == (
        "«We miss you» для сегмента sleeping: варианты gift 50\u202f%, plain 50\u202f%; контрольная группа 10\u202f%"
    )


def test_a_title_cannot_break_out_of_the_notebook() -> None:
    assert "<script>" not in Mailing.parse("m", {**WINBACK, "title": "<script>alert(1)</script>"})._repr_html_()
