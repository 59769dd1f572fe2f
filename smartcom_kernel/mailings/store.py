"""Saved mailings: one YAML file each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smartcom_kernel.core.definitions import Store
from smartcom_kernel.mailings.spec import Mailing


class MailingStore(Store[Mailing]):
    """The mailings of a workspace by name."""

    what = "mailing"

    def load(self, name: str) -> Mailing:
        """One mailing.

        Raises:
            UnknownName: There is none of this name; the message offers the nearest.
            SpecError: The file is faulty.
        """
        return Mailing.parse(name, self._files.read(name))

    def save(self, name: str, spec: Mailing | Mapping[str, Any]) -> Mailing:
        """Write a mailing, replacing the one of this name.

        Args:
            name: Small Latin letters, digits, ``-`` and ``_``.
            spec: A mailing, or the mapping that stands in its file.

        Raises:
            SpecError: The definition is faulty.
        """
        mailing = Mailing.parse(name, spec)
        self._files.write(name, mailing.to_data())
        return mailing

    def delete(self, name: str) -> None:
        """Remove a mailing; what it has sent stays recorded.

        Raises:
            UnknownName: There is none of this name; the message offers the nearest.
        """
        self._files.delete(name)
