"""The models of a workspace as a notebook holds them: fit, judge, score, and read the cards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from html import escape
from typing import Any, Literal, Protocol

import ibis.expr.types as ir

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, UnknownName
from smartcom_kernel.core.progress import Progress, shown
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models import clusters, lookalike, propensity, scores, scoring
from smartcom_kernel.models.clusters import ClusterResult
from smartcom_kernel.models.lookalike import LookalikeResult
from smartcom_kernel.models.model_card import ClusterCard, PropensityCard
from smartcom_kernel.models.propensity import PropensityResult
from smartcom_kernel.models.scoring import ScoreReport
from smartcom_kernel.models.specs import ClusterSpec, LookalikeSpec, PropensitySpec, spec_of
from smartcom_kernel.models.store import ModelStore

NONE_YET: dict[Lang, str] = {
    "en": "There are no models yet: <code>wb.models.propensity(name, within_days=30)</code> fits one.",
    "ru": "Моделей пока нет: <code>wb.models.propensity(имя, within_days=30)</code> обучит первую.",
}
Result = PropensityResult | ClusterResult
Names = Collection[str]


class Segments(Protocol):
    """What look-alikes ask of segments."""

    def members(self, spec: Any) -> ir.Table:
        """Who belongs: a table of `customer_id`."""
        ...

    def describe(self, spec: Any) -> str:
        """Who belongs, in one sentence."""
        ...


class ModelBook:
    """Fitted models by name, kept in ``models/<name>/`` with their cards.

    Fitting writes a model and its card and gives nobody a score; `score` does that, for instance every night.

    Args:
        store: Where models are kept.
        tables: The tables to ask, when they are asked.
        segments: Who belongs to a segment, given by its name or its conditions.
        customers: Most customers a model learns from.
        written: Told when scores were written to the lake.
        currency: Of amounts; empty where it is not known.
        lang: Language of sentences and of ``card.md``.
    """

    def __init__(
        self,
        store: ModelStore,
        tables: Callable[[], Tables],
        segments: Segments,
        *,
        customers: int,
        written: Callable[[], None],
        currency: str = "",
        lang: Lang = "en",
    ) -> None:
        self._store = store
        self._tables = tables
        self._segments = segments
        self._customers = customers
        self._written = written
        self._currency = currency
        self._lang = lang

    def propensity(
        self,
        name: str,
        *,
        within_days: int = 30,
        folds: int = 3,
        features: Names | None = None,
        without: Names = (),
        progress: Progress | None = None,
    ) -> PropensityResult:
        """Learn how likely every customer is to buy within so many days; see `models.propensity.fit`.

        Args:
            name: What the model and its scores are called.
            within_days: In how many days.
            folds: How many tests in the past; fewer where the history is too short for all.
            features: What it may know, such as ``["visits", "age"]``; everything when None.
            without: Features to leave out.
            progress: Told how much is done.

        Raises:
            SpecError: With every fault of what is asked, or why the history does not suffice.
        """
        wanted = {"name": name, "kind": "propensity", "within_days": within_days, "folds": folds}
        return self._fit_propensity(wanted, features, without, progress)

    def churn(
        self,
        name: str,
        *,
        within_days: int = 90,
        active_days: int | None = None,
        folds: int = 3,
        features: Names | None = None,
        without: Names = (),
        progress: Progress | None = None,
    ) -> PropensityResult:
        """Learn how likely customers who bought lately are to buy nothing within so many days.

        Args:
            name: What the model and its scores are called.
            within_days: For how many days there is no purchase.
            active_days: Only who bought in so many days before is asked about; `within_days` when None.
            folds: How many tests in the past.
            features: What it may know; everything when None.
            without: Features to leave out.
            progress: Told how much is done.

        Raises:
            SpecError: With every fault of what is asked, or why the history does not suffice.
        """
        wanted = {
            "name": name,
            "kind": "churn",
            "within_days": within_days,
            "active_days": active_days,
            "folds": folds,
        }
        return self._fit_propensity(wanted, features, without, progress)

    def clusters(
        self,
        name: str,
        *,
        k: int | None = None,
        method: Literal["kmeans", "mixture"] = "kmeans",
        features: Names | None = None,
        without: Names = (),
        progress: Progress | None = None,
    ) -> ClusterResult:
        """Find groups of customers who buy alike; see `models.clusters.fit`.

        Args:
            name: What the model and its scores are called; a customer's score is the number of the cluster.
            k: How many clusters; chosen from 2 to 8 when None.
            method: ``kmeans``, or ``mixture`` for clusters of unlike sizes and shapes.
            features: Numbers to tell customers apart by; when, how often, for how much and how they buy when None.
            without: Features to leave out.
            progress: Told how much is done.

        Raises:
            SpecError: With every fault of what is asked, or why there is nothing to divide.
        """
        data = {"name": name, "k": k, "method": method, **self._common(features, without)}
        spec = spec_of(ClusterSpec, f"model {name!r}", data)
        with shown(progress, self._lang) as told:
            return clusters.fit(
                spec, self._tables(), self._store, currency=self._currency, lang=self._lang, progress=told
            )  # fmt: skip

    def lookalike(
        self,
        segment: Any,
        *,
        size: int = 1000,
        features: Names | None = None,
        without: Names = (),
        progress: Progress | None = None,
    ) -> LookalikeResult:
        """Find customers outside a segment who are most like those inside; see `models.lookalike.find`.

        Args:
            segment: The name of a segment, or a condition, or the data of either.
            size: How many to find.
            features: What may be compared; everything when None.
            without: Features to leave out, such as those the segment is defined by.
            progress: Told how much is done.

        Raises:
            SpecError: With every fault of what is asked, or too few customers are inside or outside.
        """
        called = segment if isinstance(segment, str) else self._segments.describe(segment)
        what = f"look-alikes of {called!r}"
        faults: list[Fault] = []
        try:
            spec = spec_of(LookalikeSpec, what, {"size": size, **self._common(features, without)})
        except SpecError as error:
            faults += error.faults
        try:
            members = self._segments.members(segment)
        except UnknownName as error:
            faults.append(Fault(("segment",), error.message))
        if faults:
            raise SpecError(what, faults)
        with shown(progress, self._lang) as told:
            return lookalike.find(spec, self._tables(), members, segment=called, progress=told)

    def score(self, name: str, *, progress: Progress | None = None) -> ScoreReport:
        """Give everybody a score by a fitted model, as of the last refresh, in place of the model's former scores.

        Args:
            name: The model.
            progress: Told how many are done.

        Raises:
            UnknownName: There is no such model.
            SetupError: The model cannot be read here: another version of scikit-learn made it.
        """
        card, model = self._store.load(name)
        with shown(progress, self._lang) as told:
            whole = isinstance(card, ClusterCard)
            report = scoring.score(model, self._tables(), name=name, whole=whole, progress=told)
        self._written()
        return report

    def scores(self, name: str) -> ir.Table:
        """What `score` left last: `customer_id`, `score`, `as_of`."""
        return scores.latest(self._tables(), name)

    def delete(self, name: str) -> None:
        """Remove a model and its card; see `ModelStore.delete`."""
        self._store.delete(name)

    @property
    def cards(self) -> dict[str, PropensityCard | ClusterCard]:
        """The card of every model."""
        return dict(self._store)

    def __getitem__(self, name: str) -> Result:
        card = self._store[name]
        return ClusterResult(card) if isinstance(card, ClusterCard) else PropensityResult(card)

    def __iter__(self) -> Iterator[str]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)

    def __contains__(self, name: object) -> bool:
        return name in list(self)

    def __repr__(self) -> str:
        return f"<{len(self)} models: {', '.join(self)}>" if len(self) else "<no models yet: fit one>"

    def _repr_html_(self) -> str:
        if not len(self):
            return f"<p>{NONE_YET[self._lang]}</p>"
        return "<ul>" + "".join(f"<li>{escape(self[name].describe(self._lang))}</li>" for name in self) + "</ul>"

    def _common(self, features: Names | None, without: Names) -> dict[str, Any]:
        return {"features": features, "without": without, "customers": self._customers}

    def _fit_propensity(
        self, wanted: dict[str, Any], features: Names | None, without: Names, progress: Progress | None
    ) -> PropensityResult:
        spec = spec_of(PropensitySpec, f"model {wanted['name']!r}", {**wanted, **self._common(features, without)})
        with shown(progress, self._lang) as told:
            return propensity.fit(spec, self._tables(), self._store, lang=self._lang, progress=told)
