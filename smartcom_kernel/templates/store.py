"""Saved templates: one YAML file each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smartcom_kernel.core.definitions import Store
from smartcom_kernel.templates.check import refuse_faulty
from smartcom_kernel.templates.template import Template


class TemplateStore(Store[Template]):
    """The templates of a workspace by name."""

    what = "template"

    def load(self, name: str) -> Template:
        """One template.

        Raises:
            UnknownName: There is none of this name; the message offers the nearest.
            SpecError: The file is faulty; every fault with its part and line.
        """
        template = Template.parse(name, self._files.read(name))
        refuse_faulty(template)
        return template

    def save(self, name: str, spec: Template | Mapping[str, Any]) -> Template:
        """Write a template, replacing the one of this name.

        Args:
            name: Small Latin letters, digits, ``-`` and ``_``.
            spec: A template, or a mapping with `medium` and the fields of that medium.

        Raises:
            SpecError: It is faulty; every fault with its part and line.
        """
        template = Template.parse(name, spec)
        refuse_faulty(template)
        self._files.write(name, template.to_data())
        return template

    def delete(self, name: str) -> None:
        """Remove a template.

        Raises:
            UnknownName: There is none of this name; the message offers the nearest.
        """
        self._files.delete(name)
