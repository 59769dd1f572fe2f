"""Saved templates: one YAML file each."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.definitions import Store
from smartcom_kernel.templates.check import refuse_faulty
from smartcom_kernel.templates.template import Template


class TemplateStore(Store[Template]):
    """The templates of a workspace by name."""

    what = "template"

    def draft(self, name: str) -> Template:
        """A template as its file has it, faults and all: for whoever lists the faults."""
        return Template.parse(name, self._files.read(name))

    def parse(self, name: str, spec: Any) -> Template:
        """A template from plain data; see `Template.parse`.

        Raises:
            SpecError: It is faulty; every fault with its part and line.
        """
        template = Template.parse(name, spec)
        refuse_faulty(template)
        return template
