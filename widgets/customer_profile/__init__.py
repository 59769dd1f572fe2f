"""Everything known of one customer, to look for and to look at, and what can be done with them alone."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.list_actions.list_action import ListAction
from smartcom_kernel.profiles.search import MOST
from smartcom_kernel.workbench import Workbench
from widgets.acting import Acting
from widgets.customer_profile.answer import shown
from widgets.customer_profile.question import Question
from widgets.kept import Kept


class CustomerProfile(Acting):
    """`wb.profile()` as a page to look at, with a search for customers above it.

    Who is shown is `customer_id`, for use in the next cell: ``wb.profile(w.customer_id)``.

    Args:
        wb: The workbench.
        customer_id: Whom to show; None for whom it showed last.
        name: Under which its work is kept; two profiles with customers of their own need two names.
        lang: Language of the words; the workspace's when None.
    """

    bundle = "customer_profile"
    twin = "wb.profile(w.customer_id)"

    def __init__(
        self,
        wb: Workbench,
        customer_id: str | None = None,
        *,
        name: str = "customer_profile",
        lang: Lang | None = None,
    ) -> None:
        self._seen: dict[str, dict[str, Any]] = {}
        super().__init__(wb, Kept(wb.folder, name, Question), lang=lang)
        if customer_id is not None:
            with self._telling():  # an id that nobody has leaves the search usable
                self._begin(self.question.model_copy(update={"customer_id": customer_id}))

    @property
    def customer_id(self) -> str | None:
        """Who is shown; None where nobody is."""
        return (self.shown["profile"] or {}).get("customer_id")

    def whom(self, question: Question) -> dict[str, Any] | None:
        """The customer alone."""
        asked = {"kind": "attribute", "name": "customer_id", "is": {"eq": question.customer_id}}
        return asked if question.customer_id else None

    def offers(self, action: type[ListAction]) -> bool:
        """What can be done with one customer."""
        return action.for_one

    def acted(self) -> None:
        """Read the profile anew."""
        self._seen = {}
        self._show(self.question, revision=self.shown["revision"])

    def answer(self, question: Question) -> dict[str, Any]:
        """Who was found, and the profile of the one who was chosen."""
        found = self._wb.profile.search(question.text)
        return {
            "found": found.astype(object).where(found.notna(), "").to_dict("records"),
            "most": MOST,
            "profile": self._profile(question.customer_id) if question.customer_id else None,
        }

    def _profile(self, customer_id: str) -> dict[str, Any]:
        """Read once while it is the one that is shown: the widget speaks of the moment in which it was chosen."""
        if customer_id not in self._seen:
            self._seen = {customer_id: shown(self._wb.profile(customer_id), self.lang)}
        return self._seen[customer_id]
