"""Names of clusters in words, from what tells each of them most from the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smartcom_kernel.core.block import Lang
from smartcom_kernel.models.features import Feature

TELLING = 0.5
"""Standard deviations from the mean below which a feature tells nothing."""
WORDS = 2
PHRASES: dict[str, dict[Lang, tuple[str, str]]] = {
    "days_since_last_receipt": {"en": ("long gone", "bought lately"), "ru": ("давно не покупали", "покупали недавно")},
    "average_interval_days": {
        "en": ("long pauses", "short pauses"),
        "ru": ("с большими перерывами", "с короткими перерывами"),
    },
    "visits": {"en": ("come often", "come seldom"), "ru": ("ходят часто", "ходят редко")},
    "receipts": {"en": ("buy often", "buy seldom"), "ru": ("покупают часто", "покупают редко")},
    "revenue": {"en": ("spend much", "spend little"), "ru": ("тратят много", "тратят мало")},
    "average_receipt": {"en": ("large receipts", "small receipts"), "ru": ("крупные чеки", "мелкие чеки")},
    "median_receipt": {"en": ("large receipts", "small receipts"), "ru": ("крупные чеки", "мелкие чеки")},
    "items_per_receipt": {"en": ("full baskets", "few things at a time"), "ru": ("полные корзины", "берут понемногу")},
    "discount_share": {"en": ("buy on discount", "pay full price"), "ru": ("покупают со скидкой", "без скидок")},
    "age": {"en": ("older", "younger"), "ru": ("старше", "моложе")},
    "days_since_registration": {"en": ("long known", "new"), "ru": ("давно с нами", "новые")},
}
"""For each feature what is said where it is high, and where it is low."""
OTHERWISE: dict[Lang, tuple[str, str]] = {"en": ("high: {}", "low: {}"), "ru": ("высокое: {}", "низкое: {}")}
AVERAGE: dict[Lang, str] = {"en": "like the average", "ru": "как в среднем"}


def names(distances: Sequence[Mapping[str, float]], features: Sequence[Feature], lang: Lang = "en") -> list[str]:
    """A name for each cluster, no two alike: its most telling features, and a number where words do not suffice.

    Args:
        distances: For each cluster how far its centre lies from the mean, in standard deviations, by feature.
        features: The features.
        lang: Language of the names.
    """
    by_name = {feature.name: feature for feature in features}
    taken: list[set[str]] = []
    found: list[str] = []
    for one in distances:
        said = _few(_phrases(one, by_name, lang) or [AVERAGE[lang]], taken)
        name = ", ".join(said)
        again = taken.count(set(said))
        taken.append(set(said))
        found.append(name[:1].upper() + name[1:] + (f" {again + 1}" if again else ""))
    return found


def _few(said: Sequence[str], taken: Sequence[set[str]]) -> Sequence[str]:
    """The first phrases, and more of them where another cluster says just these; in another order they are the same."""
    lengths = range(min(WORDS, len(said)), len(said) + 1)
    return next((said[:length] for length in lengths if set(said[:length]) not in taken), said[:WORDS])


def _phrases(distances: Mapping[str, float], features: Mapping[str, Feature], lang: Lang) -> list[str]:
    """What is said of a cluster, the most telling first, nothing twice."""
    telling = sorted((-abs(far), name) for name, far in distances.items() if abs(far) >= TELLING)
    said = [_phrase(features[name], distances[name], lang) for _, name in telling]
    return list(dict.fromkeys(said))


def _phrase(feature: Feature, distance: float, lang: Lang) -> str:
    place = 0 if distance > 0 else 1
    if feature.name in PHRASES:
        return PHRASES[feature.name][lang][place]
    return OTHERWISE[lang][place].format(feature.label(lang))
