"""Secrets leave no trace: whatever the environment keeps secret is blotted out of records and messages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

BLOT = "[secret]"
SECRET_NAMES = re.compile(
    r"(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|DATABASE_URL)S?(?![A-Z])"
    r"|(?:^|_)(?:PASS|DSN|(?:API|AUTH|ACCESS|PRIVATE|SIGNING)?KEYS?)(?![A-Z])|_PWD$",
    re.IGNORECASE,
)
"""Names with a word that ends so: ``PGPASSWORD`` keeps a secret, ``TOKENIZERS_PARALLELISM`` none."""
SHORTEST = 6
"""Shorter values are left alone: they stand in every other word."""
PLAIN = re.compile(r"true|false|none|null|default|disabled|enabled|required|optional|[+-]?[\d.,_]+", re.IGNORECASE)
"""Values that are no secrets whatever the name says: switches and numbers."""


class Redactor:
    """Blots secrets out of text, however Python, JSON, HTML or a URL writes them.

    Args:
        secrets: The values nobody may see.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        worth_it = (secret for secret in secrets if len(secret) >= SHORTEST and not PLAIN.fullmatch(secret))
        forms = {form for secret in worth_it for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def text(self, text: str) -> str:
        """The text without secrets."""
        return self._pattern.sub(BLOT, text) if self._pattern else text

    def data(self, data: Any) -> Any:
        """Plain data without secrets, keys included."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, list):
            return [self.data(item) for item in data]
        if isinstance(data, dict):
            return {self.text(key): self.data(value) for key, value in data.items()}
        return data


def redactor(environment: Mapping[str, str], secret: Collection[str] = ()) -> Redactor:
    """A redactor for every variable whose name says that it is secret, and for passwords inside addresses.

    Args:
        environment: Variables by name.
        secret: Names of further variables that hold secrets.
    """
    values = [value for name, value in environment.items() if name in secret or SECRET_NAMES.search(name)]
    return Redactor([*values, *filter(None, map(_password_in, environment.values()))])


def _password_in(value: str) -> str | None:
    words = re.search(r"\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|\S+)", value)
    if words:
        return words[1].strip("'")
    try:
        return urlsplit(value).password
    except ValueError:
        return None


def _forms(secret: str) -> set[str]:
    return {
        secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret), quote(secret), quote(secret, safe=""), quote_plus(secret),
    }  # fmt: skip


def variables_named(data: Any) -> Iterator[str]:
    """The environment variables that settings name in fields ending in ``_env``, however deep these stand."""
    if isinstance(data, Mapping):
        for field, value in data.items():
            if isinstance(value, str) and str(field).endswith("_env"):
                yield value
            else:
                yield from variables_named(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from variables_named(value)
