"""Saved mailings: one YAML file each."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.definitions import Store
from smartcom_kernel.mailings.spec import Mailing


class MailingStore(Store[Mailing]):
    """The mailings of a workspace by name."""

    what = "mailing"

    def parse(self, name: str, spec: Any) -> Mailing:
        """A mailing from plain data; see `Mailing.parse`."""
        return Mailing.parse(name, spec)
