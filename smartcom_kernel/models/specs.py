"""What is asked of a model, checked whole before anything is read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from smartcom_kernel.core.definitions import NAME
from smartcom_kernel.core.errors import Fault, SpecError, hint
from smartcom_kernel.core.family import validated
from smartcom_kernel.models.examples import Question
from smartcom_kernel.models.features import OF_NOW, Feature, all_features

MOST_DAYS = 3650
BEHAVIOUR = (
    "days_since_last_receipt", "average_interval_days", "visits", "revenue", "average_receipt", "items_per_receipt",
    "discount_share",
)  # fmt: skip
"""What clusters tell people apart by, unless they are told otherwise: when, how often, for how much, how they buy."""


def _file_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be a file name: use small Latin letters, digits, - and _, at most 64")
    return name


def _existing(names: tuple[str, ...]) -> tuple[str, ...]:
    every = all_features()
    faults = [Fault((), f"there is no feature called {n!r}{hint(n, every)}") for n in names if n not in every]
    if faults:
        raise SpecError("features", faults)
    return tuple(dict.fromkeys(names))


Name = Annotated[str, AfterValidator(_file_name)]
FeatureNames = Annotated[tuple[str, ...], AfterValidator(_existing)]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]


class Spec(BaseModel):
    """What every model is told."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    features: FeatureNames | None = None
    """What it may know; all features when None."""
    without: FeatureNames = ()
    """Features to leave out."""
    customers: int = Field(300_000, ge=100)
    """Most customers to learn from, chosen by a hash of their ids."""

    @field_validator("without")
    @classmethod
    def _leaves_something(cls, without: tuple[str, ...], info: Any) -> tuple[str, ...]:
        if "features" in info.data and not set(info.data["features"] or all_features()) - set(without):
            raise ValueError("leaves no feature to learn from")
        return without

    def chosen(self) -> tuple[Feature, ...]:
        """The features themselves."""
        every = all_features()
        return tuple(every[n] for n in (every if self.features is None else self.features) if n not in self.without)


class PropensitySpec(Spec):
    """Whether customers will buy, or will not."""

    name: Name
    kind: Literal["propensity", "churn"]
    within_days: Days
    active_days: Days | None = None
    folds: int = Field(3, ge=1, le=24)
    """Tests in the past."""

    def chosen(self) -> tuple[Feature, ...]:
        """The features themselves: those whose past is known, unless others are named."""
        return super().chosen() if self.features else tuple(f for f in super().chosen() if f.name not in OF_NOW)

    @property
    def question(self) -> Question:
        """What is foretold."""
        active = (self.active_days or self.within_days) if self.kind == "churn" else None
        return Question(self.kind, self.within_days, active)


class ClusterSpec(Spec):
    """Groups of customers that are alike."""

    name: Name
    k: int | None = Field(None, ge=2, le=20)
    """How many; chosen from 2 to 8 when None."""
    method: Literal["kmeans", "mixture"] = "kmeans"

    @field_validator("features")
    @classmethod
    def _are_numbers(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        every = all_features()
        faults = [
            Fault((), f"{n!r} is a category; clusters need numbers") for n in names or () if every[n].kind == "category"
        ]
        if faults:
            raise SpecError("features", faults)
        return names

    def chosen(self) -> tuple[Feature, ...]:
        """The features themselves: those of behaviour unless others are named."""
        every = all_features()
        names = [n for n in BEHAVIOUR if n in every] if self.features is None else list(self.features)
        return tuple(every[n] for n in names if n not in self.without)


class LookalikeSpec(Spec):
    """Customers outside a segment who are like those inside."""

    size: int = Field(ge=1)
    """How many to find."""


def spec_of(kind: type[Any], what: str, data: dict[str, Any]) -> Any:
    """A spec from plain values; lists of names may be any collection.

    Raises:
        SpecError: With every fault.
    """
    names = {key: _names(data[key]) for key in ("features", "without") if data.get(key) is not None}
    return validated(kind, {**data, **names}, what=what)


def _names(names: Collection[str]) -> Any:
    return (names,) if isinstance(names, str) else tuple(names)
