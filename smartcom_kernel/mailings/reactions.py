"""What people did with mailings, as a notebook asks for it: ``wb.mailings.reach`` and ``wb.mailings.click_map``."""

from __future__ import annotations

from smartcom_kernel.mailings.click_map import click_map
from smartcom_kernel.mailings.reach import Reach, reach
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.renderer import Renderer


class MailingReactions:
    """Questions about openings and clicks."""

    _workspace: Workspace

    @property
    def _habits(self) -> Habits:
        settings = self._workspace.settings
        return Habits(settings.language, settings.currency, settings.time_zone)

    def reach(self, name: str, *, occasion: str | None = None) -> Reach:
        """What people did with a sending: opened, followed, left; robots apart."""
        return reach(self._workspace.state, name, occasion=occasion)

    def click_map(self, name: str, *, variant: str = "", occasion: str | None = None) -> str:
        """A variant's e-mail for an invented customer as HTML, with how many people followed each link beside it.

        Args:
            name: Which mailing.
            variant: Which variant; the first that has an e-mail when empty.
            occasion: Which sending; the latest when None.

        Raises:
            DataError: It was never planned, or no such variant has an e-mail.
        """
        settings = self._workspace.settings
        with Renderer(self._habits) as renderer:
            return click_map(
                self._workspace.state, renderer, name, variant=variant, occasion=occasion, web=settings.web,
                lang=settings.language,
            )  # fmt: skip
