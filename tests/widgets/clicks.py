"""What the browser sends to a widget, without a browser."""

from __future__ import annotations

from typing import Any

from widgets.acting import Acting
from widgets.widget import Widget


def ask(widget: Widget, **question: Any) -> None:
    """What the browser sends when the person has chosen something."""
    receive(widget, {"method": "update", "state": {"asked": asked(widget, **question)}})


def order(widget: Widget, command: str, **fields: Any) -> None:
    """What the browser sends when a button is pressed."""
    receive(widget, {"method": "custom", "content": {"command": command, "fields": fields, "asked": asked(widget)}})


def act(widget: Widget, kind: str, **fields: Any) -> None:
    """What the browser sends when the form of a list action was filled in and sent."""
    order(widget, "act", kind=kind, fields=fields)


def say_yes(widget: Acting) -> None:
    """What the browser sends when the person is sure of what was asked once more."""
    order(widget, "act", kind=widget.unsure["kind"], fields=widget.unsure["fields"], sure=True)


def asked(widget: Widget, **question: Any) -> dict[str, Any]:
    """What is asked next: this, and the rest as it was."""
    return {**widget.asked, **question, "revision": widget.asked["revision"] + 1}


def receive(widget: Widget, data: dict[str, Any]) -> None:
    """What comes in over the kernel's wire."""
    widget._handle_msg({"content": {"data": data}, "buffers": []})
