"""Clusters: customers who buy alike, with a profile and a name for each group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, count_of
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import spoken, verbatim
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models import cluster_words as words
from smartcom_kernel.models.classifier import seed_of
from smartcom_kernel.models.cluster_names import names
from smartcom_kernel.models.drawn import sample
from smartcom_kernel.models.encoder import Encoder, Matrix
from smartcom_kernel.models.examples import read
from smartcom_kernel.models.features import Feature, known
from smartcom_kernel.models.grouping import Grouping, grouped
from smartcom_kernel.models.model_card import ClusterCard, ClusterNote, FeatureNote, made_of, versions
from smartcom_kernel.models.scales import Scale
from smartcom_kernel.models.scoring import batches
from smartcom_kernel.models.specs import ClusterSpec
from smartcom_kernel.models.store import ModelStore

FEWEST = 100
"""Customers with a purchase, below which groups are accidents."""
MONEY = "revenue"


@dataclass(frozen=True)
class Clusters:
    """Fitted clusters.

    Args:
        features: What they are told apart by.
        encoder: Turns rows into numbers.
        scale: Puts them on one scale.
        grouping: The groups.
        numbers: The cluster, from 1, of each group of scikit-learn's.
    """

    features: tuple[Feature, ...]
    encoder: Encoder
    scale: Scale
    grouping: Grouping
    numbers: tuple[int, ...]

    def asked(self, tables: Tables) -> ir.Table:
        """Everybody who has bought, with what clusters are told apart by."""
        return buyers(tables, self.features)

    def scores(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """The cluster of each row."""
        groups = self.grouping.model.predict(self.scale.of(self.encoder.matrix(rows)))
        return np.asarray(self.numbers, dtype=np.float64)[groups]


@dataclass(frozen=True)
class ClusterResult:
    """Clusters in numbers and words; all of it stands on their card.

    Words are in the workspace's language where no other is asked for.

    Args:
        card: The card.
    """

    card: ClusterCard

    @property
    def profiles(self) -> pd.DataFrame:
        """A row per cluster and one for all, number 0: name, `customers`, shares, and the mean of each feature."""
        base = {"cluster": 0, "customers": self.card.customers, "share": 1.0, "revenue_share": 1.0, **self.card.base}
        rows = [{**c.model_dump(exclude={"centre", "distance"}), **c.centre} for c in self.card.clusters]
        return pd.DataFrame([*rows, {"name_en": "all", "name_ru": "все", **base}])

    @property
    def distances(self) -> pd.DataFrame:
        """How far each cluster (row) lies from the mean in each feature (column), in standard deviations."""
        rows = {c.cluster: c.distance for c in self.card.clusters}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("cluster")

    def names(self, lang: Lang | None = None) -> dict[int, str]:
        """What each cluster is called; a suggestion."""
        return {c.cluster: c.name_ru if (lang or spoken()) == "ru" else c.name_en for c in self.card.clusters}

    def warnings(self, lang: Lang | None = None) -> list[str]:
        """What to know before using them."""
        return words.warnings(self.card, lang or spoken())

    def describe(self, lang: Lang | None = None) -> str:
        """How many there are, how they were found, and how large each is."""
        lang = lang or spoken()
        return "; ".join([words.verdict(self.card, lang), *self.warnings(lang)])

    def page(self, lang: Lang | None = None) -> str:
        """The model card, in Markdown."""
        return words.page(self.card, lang or spoken())

    def _repr_html_(self) -> str:
        lang = spoken()
        minded = "".join(f"<li>{escape(text)}</li>" for text in self.warnings(lang))
        said = f"<p>{escape(words.verdict(self.card, lang))}</p>" + (f"<ul>{minded}</ul>" if minded else "")
        return verbatim(said + html_table(words.profile_rows(self.card, lang)))


def buyers(tables: Tables, features: tuple[Feature, ...]) -> ir.Table:
    """Everybody with a receipt: `customer_id`, the features, and `revenue`."""
    rows = known(tables, features, MONEY, "receipts")
    return rows.filter(rows.receipts > 0)


def fit(
    spec: ClusterSpec, tables: Tables, store: ModelStore, *, currency: str = "", lang: Lang = "en",
    progress: Progress | None = None,
) -> ClusterResult:  # fmt: skip
    """Find clusters among a sample, describe them by everybody, and keep them with their card.

    Memory: the sample, ``customers × features × 8`` bytes a few times over (about 50 MB for 300,000 customers and 7
    features); everybody else passes in batches, once. Time grows with the sample, and one pass with the base.

    Args:
        spec: What is wanted.
        tables: The facts and the moment.
        store: Where the model is kept.
        currency: Of amounts; empty where it is not known.
        lang: Language of ``card.md``.
        progress: Told how much is done.

    Raises:
        SpecError: Too few customers have bought, or too few differ.
    """
    some = sample(tables, f"model {spec.name}", spec.customers)
    rows = read(tables, buyers(some, spec.chosen()).order_by("customer_id"))
    encoder, matrix = _checked(spec, rows)
    scale = Scale.learn(matrix)
    if progress:
        progress("training", 0)
    grouping = grouped(scale.of(matrix), k=spec.k, method=spec.method, seed=seed_of(spec.name))
    found = Clusters(encoder.features, encoder, scale, grouping, tuple(range(len(grouping.centres))))
    sums = _sums(found, tables, progress)
    order = np.argsort(-sums.revenue, kind="stable")
    model = replace(found, numbers=tuple(int(np.flatnonzero(order == group)[0]) + 1 for group in range(len(order))))
    card = _card(spec, tables, model, sums, order, currency)
    return ClusterResult(store.save(card, model, words.page(card, lang)))


def _checked(spec: ClusterSpec, rows: pa.Table) -> tuple[Encoder, Matrix]:
    what = f"model {spec.name!r}"
    if len(rows) < FEWEST:
        raise SpecError.single(what, f"{count_of(len(rows), 'customer')} bought; clusters need at least {FEWEST}")
    encoder = Encoder.learn(spec.chosen(), rows)
    matrix = encoder.matrix(rows)
    different = len(np.unique(np.nan_to_num(matrix, nan=-1.0), axis=0))
    if different <= (spec.k or 2):
        ways = count_of(different, "way")
        message = f"customers differ in {ways} only in these features; ask for fewer clusters or other features"
        raise SpecError.single(what, message, "k")
    return encoder, matrix


@dataclass(frozen=True)
class _Sums:
    """Of each group: how many, their revenue, and of each feature the sum and how many have it."""

    customers: npt.NDArray[np.float64]
    revenue: npt.NDArray[np.float64]
    totals: npt.NDArray[np.float64]
    having: npt.NDArray[np.float64]


def _sums(model: Clusters, tables: Tables, progress: Progress | None) -> _Sums:
    k, width = len(model.numbers), len(model.encoder.features)
    sums = _Sums(np.zeros(k), np.zeros(k), np.zeros((k, width)), np.zeros((k, width)))
    for rows, scored in batches(model, tables, progress):
        groups = scored["score"].to_numpy().astype(int)
        matrix = model.encoder.matrix(rows)
        there = ~np.isnan(matrix)
        sums.customers[:] += np.bincount(groups, minlength=k)
        sums.revenue[:] += np.bincount(groups, rows[MONEY].to_numpy(), minlength=k)
        for place in range(width):
            sums.totals[:, place] += np.bincount(groups, np.nan_to_num(matrix[:, place]), minlength=k)
            sums.having[:, place] += np.bincount(groups, there[:, place], minlength=k)
    return sums


def _card(
    spec: ClusterSpec, tables: Tables, model: Clusters, sums: _Sums, order: npt.NDArray[np.int64], currency: str
) -> ClusterCard:
    features, grouping = model.encoder.features, model.grouping
    chosen_by = "hand" if spec.k else "silhouette" if spec.method == "kmeans" else "BIC"
    made = made_of(
        name=spec.name, k=spec.k, method=spec.method, customers=spec.customers, as_of=tables.as_of,
        snapshot_id=tables.snapshot_id, features=[f.name for f in features],
    )  # fmt: skip
    return ClusterCard(
        name=spec.name, as_of=tables.as_of, zone=tables.zone, snapshot_id=tables.snapshot_id,
        most_customers=spec.customers, features=tuple(FeatureNote.of(f) for f in features), versions=versions(),
        fingerprint=made, method=spec.method, chosen_by=chosen_by, tried=grouping.tried, silhouette=grouping.silhouette,
        customers=int(sums.customers.sum()), base=_means(features, sums.totals.sum(axis=0), sums.having.sum(axis=0)),
        clusters=_notes(features, grouping, sums, order), currency=currency,
    )  # fmt: skip


def _notes(
    features: tuple[Feature, ...], grouping: Grouping, sums: _Sums, order: npt.NDArray[np.int64]
) -> tuple[ClusterNote, ...]:
    columns = [feature.name for feature in features]
    far = [dict(zip(columns, map(float, grouping.centres[group]), strict=True)) for group in order]
    said = zip(names(far, features, "en"), names(far, features, "ru"), strict=True)
    everybody, money = sums.customers.sum(), sums.revenue.sum()
    return tuple(
        ClusterNote(
            cluster=place, name_en=en, name_ru=ru, customers=int(sums.customers[group]),
            share=float(sums.customers[group] / everybody),
            revenue_share=float(sums.revenue[group] / money) if money else 0.0,
            centre=_means(features, sums.totals[group], sums.having[group]), distance=far[place - 1],
        )
        for place, (group, (en, ru)) in enumerate(zip(order, said, strict=True), 1)
    )  # fmt: skip


def _means(
    features: tuple[Feature, ...], totals: npt.NDArray[np.float64], having: npt.NDArray[np.float64]
) -> dict[str, float | None]:
    pairs = zip(features, totals, having, strict=True)
    return {feature.name: float(total / n) if n else None for feature, total, n in pairs}
