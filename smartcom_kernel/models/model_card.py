"""What is written down with every model: from which data, of which quality, for what, and what it cannot do."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib.metadata import version
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.wording import day
from smartcom_kernel.models.examples import Question
from smartcom_kernel.models.features import Feature

PROGRAMS = ("smartcom", "scikit-learn", "numpy", "scipy")


class Part(BaseModel):
    """A part of a card, as plain data."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class FeatureNote(Part):
    """A feature and what it is worth to the model."""

    name: str
    en: str
    ru: str
    unit: str = ""
    """What it is counted in, such as ``days`` or ``share``."""
    importance: float | None = None
    """How much AUC falls without it."""
    spread: float | None = None
    """Standard deviation of that over repeated shuffles."""

    @classmethod
    def of(cls, feature: Feature, importance: tuple[float, float] | None = None) -> FeatureNote:
        """The note of one feature."""
        mean, spread = importance or (None, None)
        return cls(name=feature.name, en=feature.en, ru=feature.ru, unit=feature.unit, importance=mean, spread=spread)


class Slice(Part):
    """Customers that were learnt from."""

    cut: datetime
    """Features know everything up to it; the answer is what happened in the days after it."""
    customers: int
    positives: int
    """For how many it became true."""


class Fold(Part):
    """One test in the past: learnt before the cut, judged after it."""

    cut: datetime
    customers: int
    positives: int
    predicted: float
    """The mean probability."""
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    log_loss: float
    lift: float
    """How many times more often it became true in the tenth with the highest scores than among all."""
    lift_low: float
    lift_high: float
    auc_of_recency: float | None
    """What sorting by the days since the last receipt alone would have reached."""


class GroupNote(Part):
    """A tenth of the customers of the newest fold, by falling score; see `quality.Group`."""

    group: int
    customers: int
    predicted: float
    actual: float
    low: float
    high: float
    lift: float
    captured: float


class Card(Part):
    """What every model's card says."""

    format: Literal[1] = 1
    name: str
    """The model's name, and that of its scores."""
    as_of: datetime
    """The moment the newest data are of."""
    zone: str
    """The time zone of calendar days."""
    snapshot_id: int
    """The state of the lake it learnt from."""
    most_customers: int
    """Most customers it was allowed to learn from; they are chosen by a hash of their ids."""
    features: tuple[FeatureNote, ...]
    versions: dict[str, str]
    """The programs that made it."""
    fingerprint: str
    """Tells a model with other data, settings or programs from this one."""
    file: str = ""
    """The fitted model beside the card."""
    sha256: str = ""
    """Of that file."""

    def day(self, moment: datetime, lang: Lang = "en") -> str:
        """The calendar day of a moment, in words."""
        return day(day_of(moment, self.zone), lang)

    def made_by(self) -> list[str]:
        """Programs and the fingerprint, a line each."""
        return [*(f"{name} {which}" for name, which in self.versions.items()), f"fingerprint {self.fingerprint}"]


class PropensityCard(Card):
    """The card of a model that foretells a purchase, or that there will be none."""

    kind: Literal["propensity", "churn"]
    within_days: int
    active_days: int | None = None
    learnt_from: Slice
    calibrated_on: Slice
    calibrated_by: Literal["isotonic", "sigmoid"]
    folds: tuple[Fold, ...]
    """Newest first."""
    asked_folds: int
    """How many were asked for; the history may be too short for all of them."""
    groups: tuple[GroupNote, ...]
    """Of the newest fold."""

    @property
    def question(self) -> Question:
        """What the model foretells."""
        return Question(self.kind, self.within_days, self.active_days)


class ClusterNote(Part):
    """One cluster in numbers; numbers of features are means of those who have them."""

    cluster: int
    name_en: str
    name_ru: str
    customers: int
    share: float
    revenue_share: float
    centre: dict[str, float | None]
    """The mean of each feature, in its own unit."""
    distance: dict[str, float]
    """How far the centre lies from the mean of all, in standard deviations of the scale used."""


class ClusterCard(Card):
    """The card of clusters."""

    kind: Literal["clusters"] = "clusters"
    method: Literal["kmeans", "mixture"]
    chosen_by: Literal["silhouette", "BIC", "hand"]
    tried: dict[int, float]
    """What each number of clusters reached."""
    silhouette: float
    """From −1 to 1: how much nearer customers are to their own cluster than to the next, on a sample."""
    customers: int
    base: dict[str, float | None]
    """The mean of each feature among all customers in clusters."""
    currency: str = ""
    """Of the means that are amounts; empty where it is not known."""
    clusters: tuple[ClusterNote, ...]
    """The one with the greatest revenue first."""


AnyCard = Annotated[PropensityCard | ClusterCard, Field(discriminator="kind")]
CARD: TypeAdapter[PropensityCard | ClusterCard] = TypeAdapter(AnyCard)


def versions() -> dict[str, str]:
    """The programs that fit models."""
    return {"python": platform.python_version(), **{name: version(name) for name in PROGRAMS}}


def made_of(**settings: Any) -> str:
    """The fingerprint of a model: its settings, its data and the programs."""
    return fingerprint([versions(), settings])
