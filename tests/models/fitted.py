"""Models of the shop of `people`, fitted in a few words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models import clusters, propensity
from smartcom_kernel.models.clusters import ClusterResult
from smartcom_kernel.models.propensity import PropensityResult
from smartcom_kernel.models.specs import ClusterSpec, PropensitySpec, spec_of
from smartcom_kernel.models.store import ModelStore
from tests.models import people
from tests.shop import Shop


def filled(shop: Shop, count: int = 400, **more: Any) -> Tables:
    """The shop with people in it."""
    return shop.fill(customers=people.customers(count), receipts=people.receipts(count), **more)


def fit(tables: Tables, folder: Path, name: str = "will_buy", **wanted: Any) -> PropensityResult:
    """A model of a purchase within 30 days, or what is wanted instead."""
    data = {"name": name, "kind": "propensity", "within_days": 30, **wanted}
    return propensity.fit(spec_of(PropensitySpec, f"model {name!r}", data), tables, ModelStore(folder))


def fit_clusters(tables: Tables, folder: Path, name: str = "types", **wanted: Any) -> ClusterResult:
    """Clusters."""
    return clusters.fit(spec_of(ClusterSpec, f"model {name!r}", {"name": name, **wanted}), tables, ModelStore(folder))
