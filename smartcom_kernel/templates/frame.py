"""Somebody else's HTML on a page of ours: in a frame that runs nothing, sends nothing and knows nothing of the page."""

from __future__ import annotations

from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src {images}; form-action 'none'"
"""https://www.w3.org/TR/CSP3/. The frame's `sandbox` forbids scripts as well; each would do alone."""


def framed_document(html: str, *, images: bool = True) -> str:
    """HTML under a policy of its own, for the ``srcdoc`` of a frame with an empty ``sandbox``.

    The policy stands before everything, where nothing in the HTML can be before it; a link opens in a new window, which
    the sandbox forbids.

    Args:
        html: A whole document, or a piece.
        images: Whether pictures are fetched; those inside the HTML are shown in any case.
    """
    policy = POLICY.format(images="data: https:" if images else "data:")
    head = f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    return f'{head}<base target="_blank">{html}'


def frame(html: str, *, title: str, width: int, height: int, images: bool = True) -> str:
    """A frame with HTML in it, as HTML."""
    document = escape(framed_document(html, images=images))
    return (
        f'<iframe sandbox="" title="{escape(title)}" width="{width}" height="{height}" srcdoc="{document}"'
        ' style="border:1px solid #ccc;background:#fff;max-width:100%" referrerpolicy="no-referrer"></iframe>'
    )
