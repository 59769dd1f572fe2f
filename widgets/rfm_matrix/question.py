"""What is asked of the RFM matrix: which matrix, which of its cells, among whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from smartcom_kernel.conditions.condition import CONDITIONS

Tab = Literal["RF", "RM", "FM"]
Score = Annotated[int, Field(ge=1, le=5, strict=True)]
Place = tuple[Score, Score]
"""The scores of a cell on the axis that runs downwards and on the one that runs to the right."""


class Question(BaseModel):
    """What the person has chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tab: Tab = "RF"
    cells: dict[Tab, list[Place]] = {}
    segment: str = ""

    @property
    def places(self) -> list[Place]:
        """The chosen cells of the matrix that is open."""
        return self.cells.get(self.tab, [])

    @property
    def spec(self) -> dict[str, Any] | None:
        """The condition that says who is in the chosen cells; None where none is chosen."""
        blocks = [self._block(*block) for block in rectangles(self.places)]
        if not blocks:
            return None
        return CONDITIONS.parse(blocks[0] if len(blocks) == 1 else {"kind": "any", "of": blocks}).to_data()

    def _block(self, rows: list[int], columns: list[int]) -> dict[str, Any]:
        down, right = self.tab[0].lower(), self.tab[1].lower()
        within = {"segment": self.segment} if self.segment else {}
        return {"kind": "rfm", down: rows, right: columns, **within}


def rectangles(places: list[Place]) -> Iterator[tuple[list[int], list[int]]]:
    """The same cells as rows times columns: rows with the same columns together."""
    columns_of: dict[int, tuple[int, ...]] = {
        row: tuple(sorted(column for other, column in places if other == row)) for row in sorted({r for r, _ in places})
    }
    for columns in dict.fromkeys(columns_of.values()):
        yield [row for row, own in columns_of.items() if own == columns], list(columns)
