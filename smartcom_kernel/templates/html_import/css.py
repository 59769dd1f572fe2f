"""Style sheets without what loads or runs anything: rules that mail programs would drop as well."""

from __future__ import annotations

import re

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
AT_RULE = re.compile(r"@(?:import|charset|namespace|document|-moz-document)\b[^;{}]*;?", re.IGNORECASE)
LOADS = re.compile(
    r"\\|expression\s*\(|javascript:|vbscript:|behaviou?r\s*:|-moz-binding|<|url\s*\(\s*[\"']?\s*(?!https?://)",
    re.IGNORECASE,
)
"""An escape, which may spell any of the others; what runs code; an address other than of the web."""
DECLARATION = re.compile(r"[^{};]+;?")
BRACE = re.compile(r"\{(?=[{%#])")
"""A brace that would begin a tag of the template."""


def clean_declarations(css: str) -> tuple[str, int]:
    """What stands in a ``style`` attribute without what is not allowed, and how many declarations that were."""
    return _cleaned(COMMENT.sub("", css))


def clean_sheet(css: str) -> tuple[str, int]:
    """A style sheet without what is not allowed, and how many rules and declarations that were."""
    bare = COMMENT.sub("", css).replace("<!--", "").replace("-->", "")
    bare, rules = AT_RULE.subn("", bare)
    cleaned, declarations = _cleaned(bare)
    return BRACE.sub("{ ", cleaned).strip(), rules + declarations


def _cleaned(css: str) -> tuple[str, int]:
    removed = 0

    def kept(piece: re.Match[str]) -> str:
        nonlocal removed
        if not LOADS.search(piece[0]):
            return piece[0]
        removed += 1
        return ""

    return DECLARATION.sub(kept, css), removed
