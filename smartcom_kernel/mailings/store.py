"""Saved mailings: one YAML file each."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.definitions import Store
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.mailings.spec import Mailing


class MailingStore(Store[Mailing]):
    """The mailings of a workspace by name."""

    what = "mailing"

    def parse(self, name: str, spec: Any) -> Mailing:
        """A mailing from plain data; see `Mailing.parse`."""
        return Mailing.parse(name, spec)

    def for_segment(self, segment: str) -> list[str]:
        """The mailings whose files say they are for a segment, as people call them; one that is unreadable may be."""
        return [f"mailing {name}" for name in self if self._may_be_for(segment, name)]

    def _may_be_for(self, segment: str, name: str) -> bool:
        try:
            return self._files.read(name).get("segment") == segment
        except SpecError:
            return True
