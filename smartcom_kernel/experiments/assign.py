"""Who gets which variant: by the published hash of `core.hashing`, so that anybody can recompute it at any time.

The control group and the variants are drawn with salts of their own. Changing how the variants share the mailing
therefore never moves anybody into or out of the control group, and people are held out of every variant alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.hashing import DIGITS, draw, threshold

CONTROL = "control"
TOLERANCE = 1e-9


def assign(customers: ir.Table, salt: str, shares: Mapping[str, float]) -> ir.Table:
    """The variant of every customer, drawn inside the engine.

    Args:
        customers: Any table with a column `customer_id`.
        salt: What is being divided, such as ``"winback:2017-10"``: another salt divides people afresh.
        shares: Share of each variant by its name, together 1. Their order matters: it is the order of the draws.

    Returns:
        `customer_id`, `variant`: one row for each row of `customers`.

    Raises:
        SpecError: A share is negative, or they do not sum to 1.
    """
    check_shares(shares)
    return customers.select("customer_id", variant=_drawn(customers.customer_id, salt, shares))


def assign_with_control(
    customers: ir.Table, salt: str, *, control_share: float, variant_shares: Mapping[str, float]
) -> ir.Table:
    """The variant of every customer, where a share of all is first held out as the control group.

    Args:
        customers: Any table with a column `customer_id`.
        salt: What is being divided.
        control_share: Share of all customers who are held out, 0 to 1.
        variant_shares: How the rest is divided, together 1.

    Returns:
        `customer_id`, `variant`, where the variant of those held out is ``control``.

    Raises:
        SpecError: A share is out of range, or a variant is called ``control``.
    """
    check_groups(control_share, variant_shares)
    groups = _drawn(customers.customer_id, _control_salt(salt), _control_shares(control_share))
    variant = _drawn(customers.customer_id, _variant_salt(salt), variant_shares)
    return customers.select("customer_id", variant=(groups == CONTROL).ifelse(CONTROL, variant))


def variant_of(salt: str, customer_id: str, shares: Mapping[str, float]) -> str:
    """The variant of one customer: what `assign` gives, without an engine.

    >>> variant_of("winback:2017-10", "c1", {"A": 0.5, "B": 0.5})
    'A'

    Raises:
        SpecError: As `assign`.
    """
    check_shares(shares)
    digits = draw(salt, customer_id)
    return next(name for name, below in _thresholds(shares) if digits < below)


def variant_or_control_of(
    salt: str, customer_id: str, *, control_share: float, variant_shares: Mapping[str, float]
) -> str:
    """The group of one customer: what `assign_with_control` gives, without an engine."""
    check_groups(control_share, variant_shares)
    held_out = variant_of(_control_salt(salt), customer_id, _control_shares(control_share)) == CONTROL
    return CONTROL if held_out else variant_of(_variant_salt(salt), customer_id, variant_shares)


def check_shares(shares: Mapping[str, float]) -> None:
    """Refuse shares that cannot be drawn.

    Raises:
        SpecError: With every share out of range and a sum that is not 1.
    """
    _refuse(_faults(shares))


def check_groups(control_share: float, variant_shares: Mapping[str, float]) -> None:
    """Refuse a control group and variants that cannot be drawn.

    Raises:
        SpecError: With all that is wrong with the shares, and a variant called ``control``.
    """
    faults = _faults(variant_shares)
    if not 0 <= control_share <= 1:
        faults.append(Fault(("control_share",), f"a share must lie between 0 and 1, not {control_share}"))
    if CONTROL in variant_shares:
        faults.append(Fault((CONTROL,), "is the name of the control group; call the variant something else"))
    _refuse(faults)


def intended_shares(control_share: float, variant_shares: Mapping[str, float]) -> dict[str, float]:
    """The share of all people each group was meant to have: what `sample_ratio` checks the outcome against."""
    groups = {name: share * (1 - control_share) for name, share in variant_shares.items()}
    return {**groups, CONTROL: control_share} if control_share else groups


def _drawn(customer_id: ir.StringValue, salt: str, shares: Mapping[str, float]) -> ir.StringValue:
    digits = (ibis.literal(f"{salt}:") + customer_id).hexdigest("md5").left(DIGITS)
    *earlier, (last, _) = _thresholds(shares)
    if not earlier:
        return ibis.literal(last)
    return ibis.cases(*((digits < below, name) for name, below in earlier), else_=last)


def _thresholds(shares: Mapping[str, float]) -> list[tuple[str, str]]:
    """Each variant with the digits its draws lie below; variants without a share are left out."""
    drawn = [(name, share) for name, share in shares.items() if share > 0]
    sums = [sum(share for _, share in drawn[: i + 1]) for i in range(len(drawn) - 1)]
    return [(name, threshold(below)) for (name, _), below in zip(drawn, [*sums, 1], strict=True)]


def _faults(shares: Mapping[str, float]) -> list[Fault]:
    outside = [
        Fault((name,), f"a share must lie between 0 and 1, not {s}") for name, s in shares.items() if not 0 <= s <= 1
    ]
    total = sum(shares.values())
    if abs(total - 1) > TOLERANCE:
        return [*outside, Fault((), f"the shares must sum to 1, these sum to {total:g}")]
    return outside


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise SpecError("shares", faults)


def _control_shares(share: float) -> dict[str, float]:
    return {CONTROL: share, "written to": 1 - share}


def _control_salt(salt: str) -> str:
    return f"{salt}:{CONTROL}"


def _variant_salt(salt: str) -> str:
    return f"{salt}:variant"
