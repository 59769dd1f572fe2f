"""Who gets a copy of a mailing: every observer once for each variant and medium they can be reached through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, hint
from smartcom_kernel.core.observer_settings import ObserverGroup
from smartcom_kernel.intake.contacts import email, phone
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state.sendings import Copy
from smartcom_kernel.templates.render import Rendered

FIELDS = {"email": "emails", "sms": "phones", "push": "devices", "messenger": "chats"}
"""Where a group names its addresses for each medium; nobody is called to hear a copy."""
MARK = {"en": "[Copy, {}] ", "ru": "[Копия, {}] "}


def copies(mailing: Mailing, groups: Mapping[str, ObserverGroup], *, country: str) -> tuple[Copy, ...]:
    """The copies of a mailing; an address that stands in two groups gets one.

    Args:
        mailing: Its variants, and the groups it names.
        groups: All groups of the workspace.
        country: Completes phone numbers written without one.

    Raises:
        SpecError: With every group that there is none of, and every address that is none.
    """
    faults = [
        Fault(("observers", n), f"there is no group of observers called {name!r}{hint(name, groups)}")
        for n, name in enumerate(mailing.observers) if name not in groups
    ]  # fmt: skip
    found: dict[tuple[str, str, str], Copy] = {}
    for name in mailing.observers:
        if name in groups:
            for medium, address in _addresses(name, groups[name], country, faults):
                for variant in mailing.variants:
                    if medium in variant.templates:
                        observer = f"observer:{name}:{len(found) + 1}"
                        one = Copy(observer, variant.name, medium, variant.templates[medium], address)
                        found.setdefault((variant.name, medium, address.lower()), one)
    if faults:
        raise SpecError(f"mailing {mailing.name!r}", faults)
    return tuple(found.values())


def marked(words: Rendered, variant: str, lang: Lang) -> Rendered:
    """What a copy says, so that nobody takes it for the customer's own message."""
    mark = MARK[lang].format(variant)
    if words.subject:
        return replace(words, subject=mark + words.subject)
    return replace(words, text=mark + words.text)


def _addresses(name: str, group: ObserverGroup, country: str, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    for medium, field in FIELDS.items():
        for n, typed in enumerate(getattr(group, field)):
            address = _address(medium, typed.strip(), country)
            if address:
                yield medium, address
            else:
                faults.append(Fault(("observers", name, field, n), f"{typed!r} is no address to send to"))


def _address(medium: str, typed: str, country: str) -> str | None:
    if medium == "email":
        return email(typed)
    if medium == "sms":
        return phone(typed, country=country)
    provider, colon, address = typed.partition(":")
    return typed if provider and colon and address else None
