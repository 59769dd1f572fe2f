from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smartcom_kernel.experiments.holm import holm


def test_p_values_are_corrected_as_published() -> None:
    """tea-tasting's user guide, multiple testing; also R `p.adjust(method = "holm")`."""
    assert [round(p, 5) for p in holm([0.118, 0.0211, 0.0213, 0.00218])] == [0.118, 0.0633, 0.0633, 0.00872]


def test_one_comparison_needs_no_correction() -> None:
    assert holm([0.03]) == [0.03]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=6))
def test_correction_never_lowers_a_p_value_nor_swaps_two(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert [adjusted[i] for i in order] == sorted(adjusted)
