"""What is asked of the segment builder: the conditions as they stand, finished or not."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from smartcom_kernel.conditions.condition import CONDITIONS, Condition


class Question(BaseModel):
    """What the person has built so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spec: dict[str, Any] | None = None
    """The condition as plain data, with whatever faults it has at present; None where nothing is built."""
    opened: str = ""
    """The saved segment that is being changed, opened or saved here; empty for a new one."""

    @property
    def condition(self) -> Condition | None:
        """The condition; None where nothing is built.

        Raises:
            SpecError: It is not finished, or faulty; every fault has its path.
        """
        return None if self.spec is None else CONDITIONS.parse(self.spec)
