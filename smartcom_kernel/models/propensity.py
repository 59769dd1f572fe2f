"""Propensity to buy within N days, and churn: the model, its backtest and its card."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import day, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models import propensity_words as words
from smartcom_kernel.models.backtest import PERIODS_TO_LEARN, Backtest, backtest, cuts
from smartcom_kernel.models.classifier import Classifier, seed_of
from smartcom_kernel.models.drawn import sample
from smartcom_kernel.models.examples import Examples, Question
from smartcom_kernel.models.features import Feature
from smartcom_kernel.models.model_card import FeatureNote, PropensityCard, Slice, made_of, versions
from smartcom_kernel.models.quality import Probabilities
from smartcom_kernel.models.specs import PropensitySpec
from smartcom_kernel.models.store import ModelStore

SETTLED_PERIODS = 1
"""Periods of history before the oldest cut, so that its features have something to tell."""


@dataclass(frozen=True)
class Propensity:
    """A fitted model: what it asks, and how it answers.

    Args:
        question: What it foretells.
        features: What it reads.
        classifier: How.
    """

    question: Question
    features: tuple[Feature, ...]
    classifier: Classifier

    def asked(self, tables: Tables) -> ir.Table:
        """Whom it has an answer for, with what it reads."""
        return self.question.asked(tables, self.features)

    def scores(self, rows: pa.Table) -> Probabilities:
        """The probability for each of these rows."""
        return self.classifier.scores(self.classifier.encoder.matrix(rows))


@dataclass(frozen=True)
class PropensityResult:
    """What a model of a purchase, or of churn, is worth; all of it stands on its card.

    Words are in the workspace's language where no other is asked for.

    Args:
        card: The card.
    """

    card: PropensityCard

    @property
    def folds(self) -> pd.DataFrame:
        """One row per test in the past, newest first: `cut`, `customers`, `positives`, `auc` with its interval."""
        return pd.DataFrame([fold.model_dump() for fold in self.card.folds])

    @property
    def calibration(self) -> pd.DataFrame:
        """Ten groups by falling probability: `customers`, `predicted`, `actual`, and its interval `low`, `high`."""
        return self._groups[["group", "customers", "predicted", "actual", "low", "high"]]

    @property
    def lift(self) -> pd.DataFrame:
        """The same groups: `lift` over all, and `captured`, the share of all that this group and those above hold."""
        return self._groups[["group", "customers", "lift", "captured"]]

    @property
    def importance(self) -> pd.DataFrame:
        """`feature`, `en`, `ru`, and how much AUC falls without it, most important first."""
        rows = [note.model_dump() for note in self.card.features]
        found = pd.DataFrame(rows).rename(columns={"name": "feature"})
        return found.sort_values(["importance", "feature"], ascending=[False, True], ignore_index=True)

    @property
    def _groups(self) -> pd.DataFrame:
        return pd.DataFrame([group.model_dump() for group in self.card.groups])

    def warnings(self, lang: Lang | None = None) -> list[str]:
        """What to know before using it, worst first; empty where nothing speaks against it."""
        return words.warnings(self.card, lang or spoken())

    def describe(self, lang: Lang | None = None) -> str:
        """What it foretells and how well, with what to mind."""
        lang = lang or spoken()
        return "; ".join([words.verdict(self.card, lang), *self.warnings(lang)])

    def page(self, lang: Lang | None = None) -> str:
        """The model card, in Markdown."""
        return words.page(self.card, lang or spoken())

    def _repr_html_(self) -> str:
        lang = spoken()
        minded = "".join(f"<li>{escape(text)}</li>" for text in self.warnings(lang))
        said = f"<p>{escape(words.verdict(self.card, lang))}</p>" + (f"<ul>{minded}</ul>" if minded else "")
        return said + html_table(words.fold_rows(self.card, lang))


def fit(
    spec: PropensitySpec, tables: Tables, store: ModelStore, *, lang: Lang = "en", progress: Progress | None = None
) -> PropensityResult:
    """Learn, judge by the past, and keep the model with its card.

    Cost: one pass over the facts of the chosen customers per period, and ``folds + 1`` fits. Memory: the examples of
    three periods, at most ``3 × customers × features × 4`` bytes (a tenth of a gigabyte for 300,000 customers and 30
    features), about four times that while trees grow. Both are bounded by `spec.customers`, however large the base.

    Args:
        spec: What is wanted.
        tables: The facts and the moment.
        store: Where the model is kept.
        lang: Language of ``card.md``.
        progress: Told how much is done.

    Raises:
        SpecError: The history is too short, or too few customers did or did not do what is asked.
    """
    question, features = spec.question, spec.chosen()
    folds = _folds(spec, tables)
    some = sample(tables, f"model {spec.name}", spec.customers)
    found, faults = backtest(some, question, features, folds=folds, seed=seed_of(spec.name), progress=progress)
    if found is None:
        raise SpecError(f"model {spec.name!r}", faults)
    card = _card(spec, tables, found)
    model = Propensity(question, features, found.classifier)
    return PropensityResult(store.save(card, model, words.page(card, lang)))


def _folds(spec: PropensitySpec, tables: Tables) -> int:
    """How many of the wanted tests the history is long enough for."""
    first, last = _span(tables)
    days = spec.within_days
    what = f"model {spec.name!r}"
    if first is None or last is None:
        raise SpecError.single(what, f"there is no purchase up to {day(day_of(tables.as_of, tables.zone))}")
    if last <= tables.as_of - timedelta(days=days):
        newest, now = (day(day_of(moment, tables.zone)) for moment in (last, tables.as_of))
        message = (
            f"the newest purchase is of {newest}, more than {days} days before {now}: load what is newer, or refresh "
            "as of an earlier moment"
        )
        raise SpecError.single(what, message, "within_days")
    periods = (tables.as_of - first) // timedelta(days=days)
    possible = periods - PERIODS_TO_LEARN - SETTLED_PERIODS
    if possible < 1:
        known = (tables.as_of - first).days
        least = PERIODS_TO_LEARN + SETTLED_PERIODS + 1
        within = f"at most {known // least} can be asked for" if known >= least else "wait for more"
        message = f"{days} days need {least * days} days of history, and there are {known}: {within}"
        raise SpecError(what, [Fault(("within_days",), message)])
    return min(spec.folds, possible)


def _span(tables: Tables) -> tuple[datetime | None, datetime | None]:
    purchases = tables.at(tables.as_of).purchases
    issued = purchases.issued_at
    row = tables.lake.row(purchases.agg(first=issued.min(), last=issued.max()))
    return row["first"], row["last"]


def _card(spec: PropensitySpec, tables: Tables, found: Backtest) -> PropensityCard:
    features = found.classifier.encoder.features
    question = spec.question
    return PropensityCard(
        kind=question.kind, name=spec.name, within_days=question.within_days, active_days=question.active_days,
        as_of=tables.as_of, zone=tables.zone, snapshot_id=tables.snapshot_id, most_customers=spec.customers,
        versions=versions(),
        features=tuple(FeatureNote.of(f, found.importance.get(f.name)) for f in features),
        learnt_from=_slice(found.learnt_from), calibrated_on=_slice(found.calibrated_on),
        calibrated_by=found.classifier.calibrated_by, folds=found.folds, asked_folds=spec.folds, groups=found.groups,
        fingerprint=_fingerprint(spec, tables, features),
    )  # fmt: skip


def _fingerprint(spec: PropensitySpec, tables: Tables, features: tuple[Feature, ...]) -> str:
    told: dict[str, Any] = {**asdict(spec.question), "customers": spec.customers, "name": spec.name}
    cutting = [cut.isoformat() for cut in cuts(tables.as_of, spec.within_days, spec.folds)]
    return made_of(spec=told, cuts=cutting, snapshot_id=tables.snapshot_id, features=[f.name for f in features])


def _slice(learnt: Examples) -> Slice:
    return Slice(cut=learnt.cut, customers=len(learnt.labels), positives=learnt.positives)
