"""A mailing: one message to the members of one segment, in variants, with a control group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from smartcom_kernel.attribution.rule import Rule
from smartcom_kernel.channels.message import own_address
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, Fault, SpecError, hint
from smartcom_kernel.core.family import validated
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.web_settings import Utm
from smartcom_kernel.core.wording import percent, spoken
from smartcom_kernel.experiments.assign import CONTROL, TOLERANCE, intended_shares
from smartcom_kernel.experiments.design import Design
from smartcom_kernel.state.consents import SERVICE
from smartcom_kernel.state.sendings import GLOBAL_CONTROL, Sending

MOST_VARIANTS = 5
OF_CONTROL = {CONTROL: "control group", GLOBAL_CONTROL: "global control group"}
MOST_ATTACHMENTS = 10
FILE = re.compile(r"[^\W_][\w .()+-]{0,99}")
NAME = r"^[A-Za-zА-Яа-яЁё0-9][\w -]{0,39}$"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Variant(_Spec):
    """One version of a mailing."""

    name: str = Field(pattern=NAME)
    """What reports call it."""
    share: float | None = Field(None, gt=0, le=1)
    """Which part of those who are written to gets it; equal parts when no variant has one."""
    templates: dict[str, str] = Field(min_length=1)
    """The template for each medium; a person is written to through the first one there is an address for."""
    sender: str = ""
    """The address its e-mails come from; the channel's when absent."""
    sender_name: str = Field("", max_length=100)
    """Whom people see as the sender of its e-mails; the channel's when absent."""
    reply_to: str = ""
    """Where answers to its e-mails go, if not to the sender."""
    attachments: list[str] = Field([], max_length=MOST_ATTACHMENTS)
    """Files of the folder `attachments` that go with its e-mails, of 10 MB together at most."""

    @field_validator("sender", "reply_to")
    @classmethod
    def _are_addresses(cls, address: str) -> str:
        try:
            return own_address(address) if address else ""
        except DeliveryError as error:
            raise ValueError(str(error)) from None

    @field_validator("attachments")
    @classmethod
    def _are_names_of_files(cls, names: list[str]) -> list[str]:
        unfit = [n for n, name in enumerate(names) if not FILE.fullmatch(name) or name in names[:n]]
        if unfit:
            faults = [
                Fault((n,), f"{names[n]!r} is no name of a file in attachments/, or is named twice") for n in unfit
            ]
            raise SpecError("attachments", faults)
        return names

    @model_validator(mode="after")
    def _speaks_of_e_mails(self) -> Variant:
        if "email" not in self.templates and (self.sender or self.sender_name or self.reply_to or self.attachments):
            raise ValueError(
                "sender, sender_name, reply_to and attachments are of e-mails: it has no template for them"
            )
        return self

    @field_validator("templates")
    @classmethod
    def _media_exist(cls, templates: dict[str, str]) -> dict[str, str]:
        faults = [Fault((m,), f"is no medium{hint(m, MEDIA)}") for m in templates if m not in MEDIA]
        if faults:
            raise SpecError("templates", faults)
        return templates


class Mailing(_Spec):
    """One message to the members of one segment, in one to five variants, with a control group."""

    name: str = Field(exclude=True)
    """What files, commands and reports call it."""
    title: str = ""
    """What people call it."""
    segment: str = Field(min_length=1)
    """The segment whose members it is for."""
    variants: list[Variant] = Field(min_length=1, max_length=MOST_VARIANTS)
    """Its versions."""
    control_share: float = Field(0.1, ge=0, le=0.5)
    """Which part of the members is held out, so that the effect on the others can be measured."""
    purpose: Literal["marketing", "service"] = "marketing"
    """What it is for. Service messages, about an order or an account, need no consent to marketing; caps, quiet hours
    and the global control group do not hold them."""
    category: str = ""
    """Of which category of mailings it is; who is not subscribed to that is not written to. Of none when absent."""
    attribution: Rule = Rule()
    """Which receipts may be owed to it: in so many days or between two dates, of which number, status, products."""
    starts_at: AwareDatetime | None = None
    """Before which no message leaves, with its zone: `2026-03-08T10:00+03:00`; at once when absent."""
    lifetime_hours: float | None = Field(None, gt=0, le=24 * 90)
    """Hours after its start in which a message is worth sending; who cannot get it in time does not get it."""
    per_minute: int | None = Field(None, ge=1)
    """Most messages that leave in a minute; as fast as the channel takes them when absent."""
    track: bool = True
    """Whether openings and followed links are counted, where the workspace has an address for its pages."""
    utm: Utm = Utm()
    """What its links tell the site's analytics, where it is something else than `[web.utm]` says."""
    at_once: bool = False
    """Whether it is sent in quiet hours too."""
    global_control: bool = True
    """Whether the global control group is held out."""
    observers: list[str] = Field([], max_length=20)
    """Groups of observers who get a copy of each variant, which counts nowhere; of `[observers]` in the settings."""

    @classmethod
    def parse(cls, name: str, spec: Mailing | Mapping[str, Any]) -> Mailing:
        """A mailing from plain data.

        Args:
            name: Its name, whatever `spec` is called.
            spec: A mailing, or the mapping that stands in its file.

        Raises:
            SpecError: With every fault and its path.
        """
        if isinstance(spec, Mailing):
            return spec.model_copy(update={"name": name})
        return validated(cls, {**spec, "name": name}, what=f"mailing {name!r}")

    @classmethod
    def of(cls, sending: Sending) -> Mailing:
        """The mailing as it was when a sending of it was planned."""
        return cls.parse(sending.mailing, sending.spec["mailing"])

    def design(self, sending: Sending, zone: str) -> Design:
        """How a sending of it is to be measured.

        Args:
            sending: The sending.
            zone: IANA zone of the workspace.
        """
        shares, bounds = intended_shares(self.control_share, self.shares), self.attribution.bounds(zone)
        return Design(sending, self.attribution.within_days, shares, None if bounds is None else bounds[1])

    @field_validator("variants")
    @classmethod
    def _can_be_told_apart_and_drawn(cls, variants: list[Variant]) -> list[Variant]:
        faults = [*_name_faults(variants), *_share_faults(variants)]
        if faults:
            raise SpecError("variants", faults)
        return variants

    @property
    def label(self) -> str:
        """The title; the name where there is none."""
        return self.title or self.name

    @property
    def shares(self) -> dict[str, float]:
        """The share of each variant among those who are written to, together 1."""
        equal = 1 / len(self.variants)
        return {v.name: equal if v.share is None else v.share for v in self.variants}

    @property
    def is_held_from_global_control(self) -> bool:
        """Whether the global control group does not get it."""
        return self.global_control and self.purpose != SERVICE

    @property
    def lifetime(self) -> timedelta | None:
        """How long after its start a message is worth sending; None where it always is."""
        return None if self.lifetime_hours is None else timedelta(hours=self.lifetime_hours)

    @property
    def media(self) -> tuple[str, ...]:
        """Through what it is sent, in the order of its variants."""
        return tuple(dict.fromkeys(medium for variant in self.variants for medium in variant.templates))

    @property
    def attachments(self) -> list[str]:
        """Every file that goes with one of its e-mails, in order."""
        return sorted({name for variant in self.variants for name in variant.attachments})

    def template_names(self) -> set[str]:
        """Every template it uses."""
        return {name for variant in self.variants for name in variant.templates.values()}

    def to_data(self) -> dict[str, Any]:
        """What stands in the file, which carries the name itself."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)

    def describe(self, lang: Lang = "en") -> str:
        """The mailing in one sentence, without a full stop."""
        shares = ", ".join(f"{name} {percent(share, lang, decimals=0)}" for name, share in self.shares.items())
        control = percent(self.control_share, lang, decimals=0)
        if lang == "ru":
            versions = f"варианты {shares}" if len(self.variants) > 1 else "один вариант"
            return f"«{self.label}» для сегмента {self.segment}: {versions}; контрольная группа {control}"
        versions = f"variants {shares}" if len(self.variants) > 1 else "one variant"
        return f"“{self.label}” to the segment {self.segment}: {versions}; control group {control}"

    def __str__(self) -> str:
        return self.describe()

    def _repr_html_(self) -> str:
        return (
            f"<p><b>{escape(self.label)}</b> <code>{escape(self.name)}</code><br>{escape(self.describe(spoken()))}</p>"
        )


def _name_faults(variants: list[Variant]) -> list[Fault]:
    names = [variant.name for variant in variants]
    taken = [
        Fault((n, "name"), f"{name!r} is the name of an earlier variant")
        for n, name in enumerate(names) if name in names[:n]
    ]  # fmt: skip
    control = [
        Fault((n, "name"), f"{name!r} is the name of the {OF_CONTROL[name]}; call the variant something else")
        for n, name in enumerate(names) if name in OF_CONTROL
    ]  # fmt: skip
    return taken + control


def _share_faults(variants: list[Variant]) -> list[Fault]:
    given = [variant.share for variant in variants if variant.share is not None]
    if not given:
        return []
    if len(given) < len(variants):
        missing = [n for n, variant in enumerate(variants) if variant.share is None]
        return [Fault((n, "share"), "is missing: give every variant a share, or none") for n in missing]
    if abs(sum(given) - 1) > TOLERANCE:
        return [Fault((), f"the shares must sum to 1, these sum to {sum(given):g}")]
    return []
