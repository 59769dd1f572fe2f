"""Several comparisons at once: p values that keep the chance of even one false alarm at the stated level."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values after Holm (1979), in the order given.

    >>> [round(p, 4) for p in holm([0.118, 0.0211, 0.0213, 0.00218])]
    [0.118, 0.0633, 0.0633, 0.0087]
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, p_values[i] * (len(p_values) - rank)))
        adjusted[i] = largest
    return adjusted
