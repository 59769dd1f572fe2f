"""The templates of a workspace as a notebook holds them: saved, looked at as somebody would get them, tried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from smartcom_kernel.channels.channel import CHANNELS, Channel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.lake.customers import must_be_customer
from smartcom_kernel.mailings.trial import TrialReport, addressed, tested
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.templates.check import needed, refuse_faulty
from smartcom_kernel.templates.contexts import Contexts
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.invented import INVENTED, invented_context
from smartcom_kernel.templates.message_links import example_links
from smartcom_kernel.templates.message_preview import Preview, previewed
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.store import TemplateStore
from smartcom_kernel.templates.template import Template

UNSAVED = "unsaved"
"""What a template is called that has no name yet."""
TemplateSpec = str | Template | Mapping[str, Any]
"""The name of a saved template, or a template that need not be saved."""


class TemplateBook(TemplateStore):
    """Saved templates, and what can be done with any template.

    Args:
        workspace: What it needs of the workspace.
        as_of: The moment that customers are read at.
    """

    def __init__(self, workspace: Workspace, as_of: Callable[[], datetime]) -> None:
        super().__init__(workspace.folder / "templates", lang=workspace.settings.language)
        self._workspace = workspace
        self._as_of = as_of

    @property
    def habits(self) -> Habits:
        """How the shop writes numbers, money and days."""
        settings = self._workspace.settings
        return Habits(settings.language, settings.currency, settings.time_zone)

    def drafted(self, name: str, spec: Template | Mapping[str, Any]) -> Template:
        """A template from plain data, with whatever faults are in its parts.

        Raises:
            SpecError: It is no template, or its MJML cannot be made into HTML.
        """
        return self._read(name, spec)

    def written(self, name: str) -> dict[str, Any]:
        """What stands in the file of a template, faults and all: for whoever mends them.

        Raises:
            UnknownName: There is no such template.
            SpecError: The file is no mapping.
        """
        return self._files.read(name)

    def preview(self, template: TemplateSpec, customer_id: str | None = None, *, invented: str = "example") -> Preview:
        """A template as one customer would get it.

        Args:
            template: Its name, or a template that is not saved.
            customer_id: Whose; an invented customer's when None.
            invented: Which: ``example`` has everything, ``longest`` the longest names, of ``empty`` nothing is known,
                ``hostile`` means harm.

        Raises:
            SpecError: The template is faulty.
            UnknownCustomer: There is no such customer.
            UnknownName: There is no such template or invented customer.
        """
        found = self._found(template)
        context = self.invented(invented) if customer_id is None else self.context(found, customer_id)
        who = customer_id or INVENTED[invented].label(self._workspace.settings.language)
        with Renderer(self.habits) as renderer:
            return previewed(found, context, renderer, who=who)

    def context(self, template: Template, customer_id: str) -> Mapping[str, Any]:
        """What a template sees of a customer, no more than it uses.

        Raises:
            UnknownCustomer: There is no such customer.
        """
        tables = self._workspace.pinned(self._as_of(), None)
        must_be_customer(customer_id, tables)
        shop = self._workspace.settings.name
        known = Contexts(tables, needed(template), shop=shop).of([customer_id])[customer_id]
        return {**known, **example_links()}

    def invented(self, who: str = "example") -> Mapping[str, Any]:
        """What templates see of a customer who does not exist; see `preview`."""
        settings = self._workspace.settings
        return {**invented_context(who, settings.language), "shop": {"name": settings.name}, **example_links()}

    def test(
        self,
        template: TemplateSpec,
        *to: str,
        customer_id: str | None = None,
        channels: Mapping[str, Channel] | None = None,
    ) -> TrialReport:
        """Send a template to a few addresses of the shop's own, now; nothing of it counts anywhere.

        Args:
            template: Its name, or a template that is not saved.
            *to: E-mail addresses or phone numbers, at most 20.
            customer_id: For whom it is made; an invented customer who has everything when None.
            channels: Through what each medium leaves; those of the settings when None.

        Raises:
            SpecError: The template is faulty, an address is none or of another medium, or nobody may write to it.
            UnknownCustomer: There is no such customer.
            TemplateError: It cannot be made for this customer.
        """
        found, settings, now = self._found(template), self._workspace.settings, self._workspace.clock.now()
        addresses = addressed(self._workspace.state, to, country=settings.country)
        with Renderer(self.habits) as renderer:
            words = renderer.render(found, self.context(found, customer_id) if customer_id else self.invented())
        outgoing = Outgoing(
            "test", found.medium, "", words.text, now, words.subject, words.html, image_url=words.image_url,
            link_url=words.link_url,
        )  # fmt: skip
        through = channels or {medium: CHANNELS.parse(data) for medium, data in settings.channels.items()}
        return tested(
            found.name, {(found.name, found.medium): outgoing}, addresses, channels=through,
            workspace=self._workspace.folder, lang=settings.language, now=now,
        )  # fmt: skip

    def _found(self, template: TemplateSpec) -> Template:
        if isinstance(template, str):
            return self[template]
        found = template if isinstance(template, Template) else self.drafted(UNSAVED, template)
        refuse_faulty(found, self._workspace.settings.language)
        return found
