"""Are the groups as large as they were meant to be? If not, something chose who is in them, and no comparison holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scipy import special

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, p_value

LIMIT = 0.001


@dataclass(frozen=True)
class SampleRatio:
    """The sample-ratio check of an experiment.

    Args:
        observed: People of each group.
        expected: People each group was meant to have.
        p_value: Chance of such a mismatch or a worse one if assignment worked (chi-square test, no correction).
    """

    observed: Mapping[str, int]
    expected: Mapping[str, float]
    p_value: float

    @property
    def is_broken(self) -> bool:
        """Whether the mismatch is too large for chance (p < 0.001): no verdict may be given."""
        return self.p_value < LIMIT

    def describe(self, lang: Lang = "en") -> str:
        """The check in one sentence, without a full stop."""
        sizes = ", ".join(
            f"{name} {number(n, lang)} ({number(self.expected[name], lang)})" for name, n in self.observed.items()
        )
        said = p_value(self.p_value, lang)
        if lang == "ru":
            found = "не соответствуют задуманным" if self.is_broken else "соответствуют задуманным"
            return f"Размеры групп {found} ({said}); людей в группе (задумано): {sizes}"
        found = "are not as intended" if self.is_broken else "are as intended"
        return f"Group sizes {found} ({said}); people in each group (intended): {sizes}"


def sample_ratio(observed: Mapping[str, int], shares: Mapping[str, float]) -> SampleRatio:
    """Check group sizes against the shares they were meant to have.

    Args:
        observed: People of each group; a group that is absent had nobody.
        shares: Intended share of each group, together 1; groups meant to be empty are left out.
    """
    meant = {name: share for name, share in shares.items() if share > 0}
    counts = {name: observed.get(name, 0) for name in [*meant, *(n for n in observed if n not in meant)]}
    expected = {name: sum(counts.values()) * meant.get(name, 0.0) for name in counts}
    distance = sum(_distance(counts[name], expected[name]) for name in counts)
    freedom = max(1, len(meant) - 1)
    return SampleRatio(counts, expected, float(special.chdtrc(freedom, distance)))


def _distance(observed: int, expected: float) -> float:
    if expected == 0:
        return math.inf if observed else 0.0
    return (observed - expected) ** 2 / expected
