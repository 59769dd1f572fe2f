"""Which metrics a workspace computes: every kind, for all time and for each window of the settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from smartcom_kernel.core.errors import Fault, SpecError, hint
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.metrics.metric import METRICS, Metric, MetricOf


def chosen(settings: Measures) -> dict[str, Metric]:
    """The metrics of a workspace by name, in the order of their kinds.

    Raises:
        SpecError: The settings speak of a kind that does not exist or is of nothing, or two metrics share a name.
    """
    return dict(_chosen(settings.model_dump_json(), tuple(METRICS[kind] for kind in METRICS)))


@lru_cache(64)
def _chosen(settings_as_json: str, kinds: tuple[type[Metric], ...]) -> dict[str, Metric]:
    """Once for each workspace and what plugins have added: every question about customers asks for them."""
    settings = Measures.model_validate_json(settings_as_json)
    faults = list(_faults(settings))
    metrics = [metric for kind in kinds for metric in _of_kind(kind, settings)]
    names = [metric.name for metric in metrics]
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    faults += [Fault(("of",), f"two metrics would be called {name}: rename what they are of") for name in twice]
    if faults:
        raise SpecError("[metrics]", faults)
    return dict(zip(names, metrics, strict=True))


def _of_kind(kind: type[Metric], settings: Measures) -> Iterable[Metric]:
    windows = [None, *settings.windows] if kind.windowed else [None]
    if issubclass(kind, MetricOf):
        for thing in settings.of.get(kind.kind, kind.each):
            yield from (kind(of=thing, within_days=days) for days in windows)
    else:
        yield from (kind(within_days=days) for days in windows)


def _faults(settings: Measures) -> Iterable[Fault]:
    several = [kind for kind in METRICS if issubclass(METRICS[kind], MetricOf)]
    for kind in settings.of:
        if kind not in several:
            yield Fault(("of", kind), f"takes no list of categories, brands, media or models{hint(kind, several)}")


def columns_by_name(metrics: Mapping[str, Metric]) -> dict[str, str]:
    """The stored type of each metric, by name."""
    return {name: metric.type for name, metric in metrics.items()}
