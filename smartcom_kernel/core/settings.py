"""Settings of one workspace: ``smartcom.toml`` for what may be read by anyone, the environment for secrets.

Environment variables win over the file: ``SMARTCOM_RFM__PERIOD_DAYS`` is ``[rfm] period_days``. Secrets
(``SMARTCOM_DATABASE_URL``, passwords of channels) are refused in the file and never printed.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import TimeZone
from smartcom_kernel.core.delivery_settings import Delivery, GlobalControl
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.family import faults_of
from smartcom_kernel.core.observer_settings import ObserverGroup
from smartcom_kernel.core.section import MEDIA, Medium, Section
from smartcom_kernel.core.unsubscribe_settings import Unsubscribe
from smartcom_kernel.core.web_settings import Web

FILE = "smartcom.toml"
SECRETS = {"database_url", "password", "token", "secret", "api_key"}
SCORES = range(1, 6)
NAMES = ("lost", "frozen", "at_risk", "drifting", "new", "with_potential", "loyal")


class RfmNames(Section):
    """Which name each cell R x F carries: a list of ``"R:F"`` patterns, such as ``"4-5:1"`` or ``"1:1-5"``."""

    lost: list[str] = ["1:1-5"]
    """Long gone."""
    frozen: list[str] = ["2:1-2"]
    """Gone for some time, and came seldom."""
    at_risk: list[str] = ["2:3-5"]
    """Gone for some time, and used to come often."""
    drifting: list[str] = ["3:1-5"]
    """Come less lately."""
    new: list[str] = ["4-5:1"]
    """Came lately, for the first time or nearly."""
    with_potential: list[str] = ["4-5:2-3"]
    """Come lately, now and then."""
    loyal: list[str] = ["4-5:4-5"]
    """Come lately and often."""

    @model_validator(mode="after")
    def _covers_every_cell_once(self) -> RfmNames:
        seen: dict[tuple[int, int], str] = {}
        for name in NAMES:
            for cell in (c for pattern in getattr(self, name) for c in cells(pattern)):
                if cell in seen:
                    raise ValueError(f"cell R{cell[0]} F{cell[1]} is both {seen[cell]} and {name}")
                seen[cell] = name
        missing = [f"R{r} F{f}" for r in SCORES for f in SCORES if (r, f) not in seen]
        if missing:
            raise ValueError(f"no name for {', '.join(missing)}")
        return self

    def by_cell(self) -> dict[tuple[int, int], str]:
        """The name of each of the 25 cells, by (R, F)."""
        return {cell: name for name in NAMES for pattern in getattr(self, name) for cell in cells(pattern)}


def cells(pattern: str) -> list[tuple[int, int]]:
    """The cells a pattern such as ``"4-5:1"`` stands for."""
    try:
        rs, fs = ([int(n) for n in part.split("-")] for part in pattern.split(":"))
    except ValueError:
        raise ValueError(f"{pattern!r} is not a pattern such as '4-5:1'") from None
    if not all(n in SCORES for n in (*rs, *fs)):
        raise ValueError(f"{pattern!r} names a score outside 1 to 5")
    if rs != sorted(rs) or fs != sorted(fs):
        rightly = ":".join("-".join(map(str, sorted(part))) for part in (rs, fs))
        raise ValueError(f"{pattern!r} runs backwards: write {rightly!r}")
    return [(r, f) for r in range(rs[0], rs[-1] + 1) for f in range(fs[0], fs[-1] + 1)]


class Rfm(Section):
    """How recency, frequency and monetary value are scored."""

    period_days: int = Field(365, ge=1, le=3650)
    """Days before `as_of` that count."""
    frequency: Literal["visits", "receipts"] = "visits"
    """What F counts: days with a receipt, or receipts."""
    names: RfmNames = RfmNames()
    """Which name each cell carries."""


class Measures(Section):
    """Which metrics are computed for every customer."""

    windows: list[Annotated[int, Field(ge=1, le=3650)]] = Field([365], max_length=16)
    """Each metric is computed for all time, and for the last so many days of 24 hours."""
    of: dict[str, list[str]] = {}
    """For which categories, brands or models a metric is computed: `category_penetration = ["coffee", "tea"]`."""
    churn_after_intervals: float = Field(3, ge=1, le=100)
    """A customer counts as churned who is silent for longer than so many of their own intervals."""

    @field_validator("windows")
    @classmethod
    def _each_once(cls, windows: list[int]) -> list[int]:
        return sorted(set(windows))


SiteSign = Literal["view", "category_view", "container_add", "order"]


class InterestWeights(Section):
    """How much each sign of interest counts on the day it is seen."""

    view: float = Field(1.0, ge=0, le=1000)
    """A product was looked at."""
    category_view: float = Field(0.5, ge=0, le=1000)
    """A category was looked at, or a page of it without a product."""
    container_add: float = Field(3.0, ge=0, le=1000)
    """A product was put into a container, such as the cart or the favourites."""
    order: float = Field(5.0, ge=0, le=1000)
    """A product was ordered on the site."""
    purchase: float = Field(5.0, ge=0, le=1000)
    """A product was bought: each line of a receipt."""


class Interests(Section):
    """How interests are computed from what customers look at and buy."""

    half_life_days: int = Field(30, ge=1, le=3650)
    """After so many days (of 24 hours) a sign of interest counts half."""
    weights: InterestWeights = InterestWeights()
    """`[interests.weights]`"""
    events: dict[str, SiteSign] = {
        "view": "view", "product_view": "view", "category_view": "category_view", "add_to_cart": "container_add",
        "container_add": "container_add", "checkout": "order", "order_complete": "order",
    }  # fmt: skip
    """What the site's events are signs of, by their names; other events are none."""


CartSign = Literal["added", "removed", "ordered"]


class Carts(Section):
    """What the site tells of carts, and when one counts as abandoned."""

    container: str = "cart"
    """Which of the site's containers is the cart; events that name none are about it too."""
    idle_minutes: int = Field(60, ge=1, le=525_600)
    """A cart is abandoned once nothing was put in or taken out for so long."""
    keep_days: int = Field(30, ge=1, le=3650)
    """After so many days (of 24 hours) without a change it is forgotten."""
    events: dict[str, CartSign] = {
        "add_to_cart": "added", "container_add": "added", "remove_from_cart": "removed", "container_remove": "removed",
        "checkout": "ordered", "order_complete": "ordered",
    }  # fmt: skip
    """What the site's events do to a cart, by their names; others do nothing."""


class MailingCategory(Section):
    """A category of mailings, which customers subscribe to medium by medium."""

    title: str = ""
    """What people call it; its name where there is none."""
    description: str = Field("", max_length=300)
    """A line on the subscription page: what comes, and how often."""
    visible: bool = True
    """Whether customers find it on the subscription page; a hidden category is left only with the medium as a whole."""
    subscribed_by_default: list[Medium] = ["email", "sms"]
    """Through which media everybody is subscribed who has said nothing about it."""
    active: bool = True
    """Whether mailings may be of it, and profiles show it."""


class ProfileView(Section):
    """What the profile of a customer shows."""

    receipts: bool = True
    """Whether a profile shows receipts."""
    receipt_lines: bool = True
    """Whether a profile shows what was on receipts."""
    attributes: list[str] = []
    """Columns of `customers` that come first, in this order; the others follow in theirs."""


class Models(Section):
    """What models may learn from."""

    customers: int = Field(300_000, ge=100)
    """Most customers one model learns from, chosen by a hash of their ids; scores are given to everybody."""


class Exports(Section):
    """Who may take what out of the workspace."""

    personal_data_by: list[str] = []
    """Login names of those whose exports may hold personal data: names, contacts, addresses, birthdays, own fields."""


class Engine(Section):
    """What the lake may use of this machine."""

    memory: str = "4GB"
    """Most memory one process uses for queries."""
    threads: int | None = None
    """Threads of one process; all cores by default."""
    spark: str | None = None
    """Which Spark answers `wb.on_spark()`: `spark://host:7077`, `yarn`, or `local[2]` for threads of this process."""

    @field_validator("memory")
    @classmethod
    def _is_an_amount(cls, memory: str) -> str:
        if not re.fullmatch(r"0*[1-9]\d*(\.\d+)? ?[KMGT]i?B", memory, re.ASCII | re.IGNORECASE):
            raise ValueError(f"{memory!r} is no amount of memory; a number and MB or GB are meant, such as '4GB'")
        return memory


class Settings(BaseSettings):
    """Everything a workspace can be told."""

    model_config = SettingsConfigDict(
        env_prefix="SMARTCOM_", env_nested_delimiter="__", extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    name: str = "My shop"
    """The shop's name, as messages and reports write it."""
    language: Lang = "en"
    """Language of sentences, reports and widgets."""
    time_zone: TimeZone = "UTC"
    """IANA zone in which a calendar day is a day."""
    currency: str = Field("RUB", pattern="^[A-Z]{3}$")
    """ISO 4217 code of all amounts."""
    country: str = Field("RU", pattern="^[A-Z]{2}$")
    """ISO 3166 code that completes phone numbers written without one."""
    database_url: SecretStr | None = None
    """The shop's own PostgreSQL, only from SMARTCOM_DATABASE_URL; embedded when absent."""
    plugins: list[str] = []
    """Modules to import that register blocks of your own."""
    metrics: Measures = Measures()
    """`[metrics]`"""
    rfm: Rfm = Rfm()
    """`[rfm]`"""
    interests: Interests = Interests()
    """`[interests]`"""
    carts: Carts = Carts()
    """`[carts]`"""
    mailing_categories: dict[str, MailingCategory] = {}
    """`[mailing_categories.NAME]`: categories of mailings."""
    profile: ProfileView = ProfileView()
    """`[profile]`"""
    models: Models = Models()
    """`[models]`"""
    channels: dict[str, dict[str, Any]] = {medium: {"kind": "mailbox"} for medium in MEDIA}
    """`[channels]`: through which channel each medium leaves; the mailbox writes files instead of sending."""
    delivery: Delivery = Delivery()
    """`[delivery]`"""
    global_control: GlobalControl = GlobalControl()
    """`[global_control]`"""
    web: Web = Web()
    """`[web]`"""
    unsubscribe: Unsubscribe = Unsubscribe()
    """`[unsubscribe]`"""
    observers: dict[str, ObserverGroup] = {}
    """`[observers.NAME]`: groups of people who get copies of mailings."""
    exports: Exports = Exports()
    """`[exports]`"""
    engine: Engine = Engine()
    """`[engine]`"""

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose content arrives as init arguments."""
        return (env_settings, init_settings)


def is_workspace(folder: Path) -> bool:
    """Whether a folder holds anything of a workspace: settings, a lake or a state."""
    return any((folder / name).exists() for name in (FILE, "lake", ".smartcom"))


def workspace_of(folder: Path) -> Path:
    """The workspace that a folder is or lies in: the nearest above with ``smartcom.toml``; else the folder itself."""
    if is_workspace(folder):
        return folder
    return next((above for above in folder.parents if (above / FILE).is_file()), folder)


def current_workspace() -> Path:
    """The workspace that is meant where none is named: ``SMARTCOM_WORKSPACE``, or that of the current folder."""
    return Path(os.environ.get("SMARTCOM_WORKSPACE") or workspace_of(Path.cwd()))


def load_settings(workspace: Path, **changes: Any) -> Settings:
    """The settings of a workspace.

    Args:
        workspace: Folder with ``smartcom.toml``; defaults hold where the file is absent.
        **changes: Values that win over the file, as tests and the demo need.

    Raises:
        SpecError: The file is not TOML, or settings are unknown, ill-typed or secret; all faults at once.
    """
    path = workspace / FILE
    data: dict[str, Any] = {}
    if path.exists():
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SpecError.single(FILE, f"is not valid TOML: {error}") from None
    secrets = [Fault(path, "is a secret: set it in the environment, not in the file") for path in _secrets_in(data)]
    if secrets:
        raise SpecError(FILE, secrets)
    try:
        return Settings(**{**data, **changes})
    except ValidationError as error:
        raise SpecError(FILE, list(faults_of(error, Settings))) from None


def _secrets_in(data: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += _secrets_in(value, (*path, key))
        elif key in SECRETS:
            found.append((*path, key))
    return found
