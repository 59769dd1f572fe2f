"""A widget that says who, and offers what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SmartcomError, SpecError, UnknownName
from smartcom_kernel.list_actions.form import filled_in, forms, told
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, ListAction, Who
from smartcom_kernel.workbench import Workbench
from widgets.kept import Kept
from widgets.widget import Widget

NOBODY_CHOSEN: dict[Lang, str] = {"en": "Nobody is chosen.", "ru": "Никто не выбран."}


class Acting(Widget):
    """A widget with list actions: their forms are drawn from `actions`, and each is ordered by its kind and fields.

    Args:
        wb: The workbench.
        kept: Where the question is kept.
        lang: Language of the words; the workspace's when None.
    """

    actions: Any = traitlets.List().tag(sync=True)
    unsure = traitlets.Dict().tag(sync=True)
    """What waits for a second word, as it was ordered, and the `question`; empty where nothing does."""

    def __init__(self, wb: Workbench, kept: Kept[Any], *, lang: Lang | None) -> None:
        self._wb = wb
        self._waiting: tuple[ListAction, Any, int] | None = None
        super().__init__(kept, lang=lang or wb.settings.language)
        self._draw_actions()

    @property
    def orders(self) -> Mapping[str, Callable[..., str]]:
        """Act on those who are chosen."""
        return {"act": self._act}

    def whom(self, question: Any) -> Who | None:
        """With whom something is done; None where nobody is chosen."""
        raise NotImplementedError(f"{type(self).__name__} must say whom it speaks of")

    def offers(self, action: type[ListAction]) -> bool:  # noqa: ARG002
        """Whether an action is offered here."""
        return True

    def acted(self) -> None:
        """Show what has changed by what was done."""

    def _act(self, question: Any, *, kind: str, fields: Mapping[str, Any], sure: bool = False) -> str:
        waited, self._waiting, self.unsure = self._waiting, None, {}
        if kind not in self._offered:
            raise UnknownName("list action", kind, self._offered)
        who = self.whom(question)
        if who is None:
            raise SmartcomError(NOBODY_CHOSEN[self.lang])
        try:
            action = filled_in(kind, fields, self.lang)
            if action.question(0, self.lang):
                many = self._wb.segments.count(who)
                meant = (action, question, many)
                if many > 1 and not (sure and waited == meant):
                    asked = action.question(many, self.lang)
                    self._waiting, self.unsure = meant, {"kind": kind, "fields": dict(fields), "question": asked}
                    return ""
            said = action.act(self._wb, who, self.lang)
        except SpecError as error:
            raise SmartcomError(told(error, kind, self.lang)) from error
        self._draw_actions()
        self.acted()
        return said

    def _on_asked(self, change: object) -> None:
        self.unsure = {}
        super()._on_asked(change)

    def _draw_actions(self) -> None:
        self.actions = forms(self._wb, self._offered, self.lang)

    @property
    def _offered(self) -> list[str]:
        return [kind for kind in LIST_ACTIONS if self.offers(LIST_ACTIONS[kind])]
