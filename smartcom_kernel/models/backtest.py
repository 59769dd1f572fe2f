"""Tests in the past: learn from what was known at a cut, judge by what happened after it, several times back in time.

Time is divided backwards from `as_of` into periods of N days. The model of a fold whose cut is ``c`` learns from
features at ``c − 2N`` and the answers up to ``c − N``, is calibrated on features at ``c − N`` and the answers up to
``c``, and is judged by features at ``c`` and the answers up to ``c + N``: it has seen nothing of the days it is judged
by. The model that is kept takes the two newest periods in the same way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import numpy as np

from smartcom_kernel.core.errors import Fault
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.classifier import Classifier, importance
from smartcom_kernel.models.encoder import Encoder
from smartcom_kernel.models.examples import Examples, Question, examples
from smartcom_kernel.models.features import Feature
from smartcom_kernel.models.model_card import Fold, GroupNote
from smartcom_kernel.models.quality import Probabilities, auc, brier, groups, log_loss, top_lift

RECENCY = "days_since_last_receipt"
PERIODS_TO_LEARN = 2
"""One to learn from, one to calibrate on."""


@dataclass(frozen=True)
class Backtest:
    """The model that is kept, and how models made in the same way did in the past.

    Args:
        classifier: Learnt from the two newest periods.
        learnt_from: The earlier of them.
        calibrated_on: The later.
        folds: How earlier models did, newest first.
        groups: Ten parts of the newest fold's customers by falling score.
        importance: How much AUC of the newest fold falls without a feature, and the spread, by its name.
    """

    classifier: Classifier
    learnt_from: Examples
    calibrated_on: Examples
    folds: tuple[Fold, ...]
    groups: tuple[GroupNote, ...]
    importance: dict[str, tuple[float, float]]


def cuts(as_of: datetime, within_days: int, folds: int) -> list[datetime]:
    """The cuts of all periods that so many folds need, oldest first."""
    periods = folds + PERIODS_TO_LEARN
    return [as_of - timedelta(days=within_days * back) for back in range(periods, 0, -1)]


def backtest(
    tables: Tables,
    question: Question,
    features: Sequence[Feature],
    *,
    folds: int,
    seed: int,
    progress: Progress | None = None,
) -> tuple[Backtest | None, list[Fault]]:
    """Judge and learn; or say of each period why nothing can be learnt from it.

    Holds the examples of three periods at a time, and reads the facts of these customers once per period.

    Args:
        tables: The facts of the customers to learn from.
        question: What is asked.
        features: What is known.
        folds: How many tests, at least one.
        seed: Chance of the model.
        progress: Told how much is done.
    """
    held: deque[Examples] = deque(maxlen=PERIODS_TO_LEARN + 1)
    done: list[Fold] = []
    faults: list[Fault] = []
    newest: _Judged | None = None
    for told, period in _periods(tables, question, features, cuts(tables.as_of, question.within_days, folds)):
        if progress:
            progress("training", told)
        held.append(period)
        faults += [fault for fault in [period.fault(question)] if fault]
        if len(held) == held.maxlen and not faults:
            newest = _judge(held[0], held[1], held[2], features, seed=seed)
            done.insert(0, newest.fold)
    if faults or newest is None:
        return None, faults
    encoder = Encoder.learn(features, held[1].rows)
    kept = Classifier.learn(held[1], held[2], encoder, seed=seed)
    judged = newest.classifier
    shuffled = importance(judged.model, judged.encoder.matrix(held[2].rows), held[2].labels, seed=seed)
    worth = dict(zip([f.name for f in judged.encoder.features], shuffled, strict=True))
    notes = tuple(GroupNote(**asdict(group)) for group in groups(held[2].labels, newest.scores))
    return Backtest(kept, held[1], held[2], tuple(done), notes, worth), []


@dataclass(frozen=True)
class _Judged:
    classifier: Classifier
    scores: Probabilities
    fold: Fold


def _periods(
    tables: Tables, question: Question, features: Sequence[Feature], wanted: Sequence[datetime]
) -> Iterator[tuple[float, Examples]]:
    for place, cut in enumerate(wanted):
        yield place / len(wanted), examples(tables, question, features, cut)


def _judge(earlier: Examples, later: Examples, after: Examples, features: Sequence[Feature], *, seed: int) -> _Judged:
    classifier = Classifier.learn(earlier, later, Encoder.learn(features, earlier.rows), seed=seed)
    scores = classifier.scores(classifier.encoder.matrix(after.rows))
    area, lift = auc(after.labels, scores), top_lift(after.labels, scores, seed=seed)
    fold = Fold(
        cut=after.cut, customers=len(scores), positives=after.positives, predicted=float(scores.mean()),
        auc=area.value, auc_low=area.low, auc_high=area.high, brier=brier(after.labels, scores),
        log_loss=log_loss(after.labels, scores), lift=lift.value, lift_low=lift.low, lift_high=lift.high,
        auc_of_recency=_auc_of_recency(after),
    )  # fmt: skip
    return _Judged(classifier, scores, fold)


def _auc_of_recency(after: Examples) -> float | None:
    """What sorting by recency reaches; more days count against a purchase, and for churn."""
    if RECENCY not in after.rows.column_names:
        return None
    days = np.nan_to_num(after.rows[RECENCY].to_numpy().astype(np.float64), nan=np.inf)
    value = auc(after.labels, -days).value
    return max(value, 1 - value)
