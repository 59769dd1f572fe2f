"""Repeatable chance as SQL: what an id draws under a word depends on the seed and on nothing else.

Draws are hashes, so a row is the same whatever rows are made beside it, in whatever order, on however many threads.
They use the engine's own hash (an order of magnitude faster than md5) and are therefore tied to its pinned version.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from smartcom_kernel.lake.sql import literal

TWO_TO_53 = 2**53


class Chance:
    """Draws of one seed. In every method `of` is an SQL expression of an integer id and `word` says what for.

    Args:
        seed: Another seed makes another, equally likely shop.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def unit(self, of: str, word: str) -> str:
        """A number from 0 up to, not including, 1."""
        return f"(({self._hash(of, word)} >> 11)::DOUBLE / {TWO_TO_53})"

    def below(self, of: str, word: str, n: int | str) -> str:
        """A whole number from 0 to n - 1."""
        return f"({self._hash(of, word)} % ({n}))::INTEGER"

    def happens(self, of: str, word: str, share: float) -> str:
        """True for a `share` of all ids."""
        return f"({self.unit(of, word)} < {share})"

    def one_of(self, of: str, word: str, values: Sequence[str]) -> str:
        """One of some texts, all equally likely."""
        return f"[{', '.join(map(literal, values))}][1 + {self.below(of, word, len(values))}]"

    def normal(self, of: str, word: str) -> str:
        """A standard normal number, after Box and Muller (1958)."""
        radius = f"sqrt(-2 * ln(1 - {self.unit(of, word + ', radius')}))"
        return f"({radius} * cos({2 * math.pi} * {self.unit(of, word + ', angle')}))"

    def lognormal(self, of: str, word: str, sigma: float) -> str:
        """A log-normal factor whose mean is 1."""
        return f"exp({sigma} * {self.normal(of, word)} - {sigma**2 / 2})"

    def exponential(self, of: str, word: str) -> str:
        """An exponential number whose mean is 1."""
        return f"(-ln(1 - {self.unit(of, word)}))"

    def geometric(self, of: str, word: str, mean: float | str) -> str:
        """A count 0, 1, 2, … that falls off geometrically: a Poisson count whose rate is exponential."""
        return f"floor({self.exponential(of, word)} / ln(1 + 1 / ({mean})))::INTEGER"

    def _hash(self, of: str, word: str) -> str:
        # The word is mixed into the id before hashing: hash(id, word) would only flip bits of hash(id), and what one
        # id draws under two words would not be independent.
        mask = int.from_bytes(hashlib.sha256(f"{self.seed}:{word}".encode()).digest()[:8], "big") >> 2
        return f"hash(xor(({of})::BIGINT, {mask}))"
