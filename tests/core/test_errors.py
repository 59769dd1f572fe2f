from __future__ import annotations

from smartcom_kernel.core.errors import UnknownName


def test_a_name_unlike_all_others_is_refused_with_twenty_known_ones_at_most() -> None:
    few, many = (UnknownName("category", "x", [f"c{n:02}" for n in range(size)]) for size in (2, 21))
    assert str(few) == "there is no category called 'x'; known: c00, c01"
    assert str(many).endswith(", c18, c19, …")
