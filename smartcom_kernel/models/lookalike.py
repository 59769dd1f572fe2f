"""Look-alikes: customers outside a segment who are most like those inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, count_of
from smartcom_kernel.core.hashing import threshold
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.lake.among import Among, Those
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.classifier import importance, probability, seed_of, trees
from smartcom_kernel.models.drawn import drawn
from smartcom_kernel.models.encoder import Encoder
from smartcom_kernel.models.examples import BATCH, read
from smartcom_kernel.models.features import Feature, known
from smartcom_kernel.models.quality import Estimate, Probabilities, auc
from smartcom_kernel.models.specs import LookalikeSpec

FOLDS = 5
FEWEST = 50
HARDLY = 0.6
NEARLY_DEFINED = 0.98
SHOWN_FEATURES = 5
SCHEMA = pa.schema({"customer_id": pa.string(), "score": pa.float64()})
FEATURE_HEADS: dict[Lang, tuple[str, str]] = {
    "en": ("told apart by", "AUC falls by"),
    "ru": ("чем отличаются", "AUC падает на"),
}


@dataclass(frozen=True)
class LookalikeResult:
    """Who is like a segment, and whether that can be told at all.

    Args:
        segment: What the segment is called.
        as_of: The moment it speaks of.
        members: How many belong to the segment.
        asked: How many were asked for.
        customers: The most similar first: `customer_id`, and `score`, which orders them and is no probability.
        auc: How often a member was told from another customer by a model that had seen neither.
        importance: `feature`, `en`, `ru`, and how much AUC falls without it, most important first.
    """

    segment: str
    as_of: datetime
    members: int
    asked: int
    customers: pd.DataFrame
    auc: Estimate
    importance: pd.DataFrame

    @property
    def ids(self) -> list[str]:
        """Their ids, the most similar first; ``wb.tags.put("like_vip", found.ids)`` makes a segment of them."""
        return self.customers["customer_id"].tolist()

    def warnings(self, lang: Lang | None = None) -> list[str]:
        """What to know before writing to them, in the workspace's language when None."""
        ru, area = (lang or spoken()) == "ru", self.auc
        if area.low <= 0.5:
            return [
                "сегмент неотличим от остальных по этим признакам: список не лучше случайного"
                if ru
                else "the segment cannot be told from the rest by these features: the list is no better than chance"
            ]
        if area.value < HARDLY:
            return ["сегмент едва отличим от остальных" if ru else "the segment can hardly be told from everybody else"]
        if area.value > NEARLY_DEFINED:
            return [
                "признаки почти определяют сегмент, похожи лишь те, кто у самой границы: уберите их через without"
                if ru
                else "these features all but define the segment, so the list holds those just outside its border: "
                "leave them out with `without`"
            ]
        return []

    def describe(self, lang: Lang | None = None) -> str:
        """How many were found, and how well members can be told from others, in the workspace's language when None."""
        lang = lang or spoken()
        found, members = len(self.customers), number(self.members, lang)
        value, low, high = (number(n, lang, decimals=3) for n in (self.auc.value, self.auc.low, self.auc.high))
        if lang == "ru":
            said = f"Похожих на сегмент «{self.segment}» ({members}): {number(found, lang)}; AUC {value} ({low}–{high})"
        else:
            alike = f"{count_of(found, 'customer')} like the segment “{self.segment}” ({members})"
            said = f"{alike}; AUC {value} ({low}–{high})"
        return "; ".join([said, *self.warnings(lang)])

    def _repr_html_(self) -> str:
        lang = spoken()
        column = "ru" if lang == "ru" else "en"
        top = self.importance.head(SHOWN_FEATURES)
        rows = [(str(r[column]), number(r["importance"], lang, decimals=3)) for _, r in top.iterrows()]
        return f"<p>{escape(self.describe(lang))}</p>" + html_table([FEATURE_HEADS[lang], *rows])


def find(
    spec: LookalikeSpec, tables: Tables, members: ir.Table, *, segment: str, progress: Progress | None = None
) -> LookalikeResult:
    """Rank everybody outside a segment by how a model takes them for a member.

    Customers fall into five parts by a hash. Five models learn members from others, each without one part, and each
    gives scores to the part it has not seen: nobody is ranked by a model that learnt that they are no member.

    Memory: the examples, at most ``2 × customers × features × 4`` bytes and four times that while trees grow, and the
    best `size` so far; everybody else passes in batches. Time: five fits, and one pass over the base.

    Args:
        spec: What is wanted.
        tables: The facts and the moment.
        members: Table of `customer_id`.
        segment: What the segment is called.
        progress: Told how much is done.

    Raises:
        SpecError: Too few customers are inside or outside.
    """
    salt = f"lookalike {segment}"
    inside = tables.lake.temporary(members.select("customer_id").distinct())
    examples = _examples(spec, tables, inside, salt)
    labels = examples["member"].to_numpy().astype(bool)
    count = _count(tables, inside)
    _check(segment, labels)
    cross = _learn(spec.chosen(), examples, labels, seed=seed_of(salt), progress=progress)
    own = cross.scores(examples)
    best = _best(spec, tables, inside, salt, cross, progress)
    worth = _worth(cross, examples, labels, seed=seed_of(salt))
    return LookalikeResult(segment, tables.as_of, count, spec.size, best.to_pandas(), auc(labels, own), worth)


@dataclass(frozen=True)
class _Crossed:
    """A model for each part, that has not seen it."""

    encoder: Encoder
    models: tuple[Any, ...]

    def scores(self, rows: pa.Table) -> Probabilities:
        matrix, parts = self.encoder.matrix(rows), rows["part"].to_numpy()
        found = np.zeros(len(rows))
        for part, model in enumerate(self.models):
            if (here := parts == part).any():
                found[here] = probability(model, matrix[here])
        return found


def _with_part(rows: ir.Table, salt: str) -> ir.Table:
    """Rows with the `part` that a customer falls to, from 0, by a hash of the id."""
    digits = drawn(f"{salt} part", rows.customer_id)
    below = [(digits < threshold((part + 1) / FOLDS), part) for part in range(FOLDS - 1)]
    return rows.mutate(part=ibis.cases(*below, else_=FOLDS - 1).cast("int8"))


def _examples(spec: LookalikeSpec, tables: Tables, inside: ir.Table, salt: str) -> pa.Table:
    """At most so many members and so many others, chosen by a hash, with the features and whether they are members."""
    ids = tables.customers.select("customer_id")
    ids = ids.mutate(draw=drawn(salt, ids.customer_id), member=ids.customer_id.isin(inside.customer_id))
    some = [
        ids.filter(ids.member == is_member).order_by("draw", "customer_id").limit(spec.customers).drop("draw")
        for is_member in (True, False)
    ]
    few = tables.lake.temporary(some[0].union(some[1]))
    rows = known(Among(tables, Those(few)), spec.chosen()).inner_join(few, "customer_id")
    return read(tables, _with_part(rows, salt).order_by("customer_id"))


def _check(segment: str, labels: Any) -> None:
    sides = (("inside", int(labels.sum())), ("outside", int((~labels).sum())))
    faults = [
        Fault(("segment",), f"{count_of(n, 'known customer')} {side} it; at least {FEWEST} are needed")
        for side, n in sides
        if n < FEWEST
    ]
    if faults:
        raise SpecError(f"look-alikes of {segment!r}", faults)


def _learn(
    features: tuple[Feature, ...], examples: pa.Table, labels: Any, *, seed: int, progress: Progress | None
) -> _Crossed:
    encoder = Encoder.learn(features, examples)
    matrix, parts = encoder.matrix(examples), examples["part"].to_numpy()
    models = []
    for part in range(FOLDS):
        if progress:
            progress("training", part / FOLDS)
        others = parts != part
        models.append(trees(matrix[others], labels[others], encoder, seed=seed))
    return _Crossed(encoder, tuple(models))


def _best(
    spec: LookalikeSpec, tables: Tables, inside: ir.Table, salt: str, cross: _Crossed, progress: Progress | None
) -> pa.Table:
    outside = known(tables, cross.encoder.features).anti_join(inside, "customer_id")
    best, done = SCHEMA.empty_table(), 0
    for batch in tables.lake.batches(_with_part(outside, salt), BATCH):
        rows = pa.Table.from_batches([batch])
        done += len(rows)
        if progress:
            progress(f"scoring {done:,}", 0)
        scored = pa.table({"customer_id": rows["customer_id"], "score": cross.scores(rows)}).cast(SCHEMA)
        together = pa.concat_tables([best, scored])
        keys = [("score", "descending"), ("customer_id", "ascending")]
        best = together.take(pc.select_k_unstable(together, k=min(spec.size, len(together)), sort_keys=keys))
    return best


def _worth(cross: _Crossed, examples: pa.Table, labels: Any, *, seed: int) -> pd.DataFrame:
    """Importance of the features to the first model, on the part it has not seen."""
    unseen = examples["part"].to_numpy() == 0
    matrix = cross.encoder.matrix(examples.filter(pa.array(unseen)))
    found = importance(cross.models[0], matrix, labels[unseen], seed=seed)
    rows = [(f.name, f.en, f.ru, mean) for f, (mean, _) in zip(cross.encoder.features, found, strict=True)]
    table = pd.DataFrame(rows, columns=["feature", "en", "ru", "importance"])
    return table.sort_values(["importance", "feature"], ascending=[False, True], ignore_index=True)


def _count(tables: Tables, ids: ir.Table) -> int:
    return tables.lake.count(ids)
