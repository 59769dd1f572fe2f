"""What is said of clusters: their verdict, their warnings, their page."""

from __future__ import annotations

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.text_tables import bullets, markdown_table
from smartcom_kernel.core.wording import amount, day_and_time, number, percent
from smartcom_kernel.models.model_card import ClusterCard

OVERLAPPING = 0.25
"""A silhouette below it means no substantial structure: L. Kaufman, P. Rousseeuw, Finding Groups in Data, 1990."""
METHODS: dict[str, dict[Lang, str]] = {
    "kmeans": {"en": "k-means", "ru": "k-средних"},
    "mixture": {"en": "a mixture of normal distributions", "ru": "смесь нормальных распределений"},
}
CHOSEN: dict[str, dict[Lang, str]] = {
    "silhouette": {"en": "their number has the best silhouette", "ru": "число выбрано по силуэту"},
    "BIC": {"en": "their number has the best BIC", "ru": "число выбрано по BIC"},
    "hand": {"en": "their number was asked for", "ru": "число задано"},
}
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("cluster", "name", "customers", "of all", "of revenue"),
    "ru": ("кластер", "название", "клиентов", "от всех", "выручки"),
}
ALL: dict[Lang, str] = {"en": "all", "ru": "все"}
USE: dict[Lang, str] = {
    "en": "Seeing what kinds of customers there are, and writing differently to them. Names are suggestions, made "
    "from the two features that differ most from the mean.",
    "ru": "Увидеть, какие бывают клиенты, и писать им по-разному. Названия — подсказки по двум признакам, которые "
    "сильнее всего отличаются от среднего.",
}
LIMITS: dict[Lang, tuple[str, ...]] = {
    "en": (
        "Customers without a receipt are in no cluster.",
        "Another moment, other features or another number give other clusters; none is the true one.",
        "A number that is not known, such as the interval of a single visit, counts as the median.",
    ),
    "ru": (
        "Клиенты без чеков не входят ни в один кластер.",
        "Другой момент, другие признаки или другое число дадут другие кластеры; единственно верных нет.",
        "Неизвестное число, например интервал при одном визите, считается медианой.",
    ),
}


def verdict(card: ClusterCard, lang: Lang = "en") -> str:
    """How many there are, how they were found, and how large each is; without a full stop."""
    sizes = ", ".join(
        (f"«{c.name_ru}» " if lang == "ru" else f"“{c.name_en}” ") + percent(c.share, lang, decimals=0)
        for c in card.clusters
    )
    people, silhouette = number(card.customers, lang), number(card.silhouette, lang, decimals=2)
    how, why, count = METHODS[card.method][lang], CHOSEN[card.chosen_by][lang], len(card.clusters)
    if lang == "ru":
        return f"{card.name}: кластеров {count}, клиентов {people} ({how}, {why}, силуэт {silhouette}): {sizes}"
    return f"{card.name}: {count} clusters of {people} customers ({how}, {why}, silhouette {silhouette}): {sizes}"


def warnings(card: ClusterCard, lang: Lang = "en") -> list[str]:
    """What to know before using them."""
    if card.silhouette >= OVERLAPPING:
        return []
    return [
        "кластеры перекрываются: это способ посмотреть на базу, а не отдельные группы людей"
        if lang == "ru"
        else "the clusters overlap: they are a way of looking at the base and no separate kinds of people"
    ]


def profile_rows(card: ClusterCard, lang: Lang = "en") -> list[tuple[str, ...]]:
    """A row per cluster and one for all, the first row the heads: sizes, and the mean of each feature."""
    labels = tuple(note.ru if lang == "ru" else note.en for note in card.features)
    rows = [
        (
            str(c.cluster), c.name_ru if lang == "ru" else c.name_en, number(c.customers, lang),
            percent(c.share, lang), percent(c.revenue_share, lang), *means(card, c.centre, lang),
        )
        for c in card.clusters
    ]  # fmt: skip
    last = ("", ALL[lang], number(card.customers, lang), percent(1, lang), percent(1, lang))
    return [(*HEADS[lang], *labels), *rows, (*last, *means(card, card.base, lang))]


def page(card: ClusterCard, lang: Lang = "en") -> str:
    """The model card, in Markdown."""
    ru = lang == "ru"
    titles = ("Кластеры", "Данные", "Для чего", "Пределы", "Чем сделана")
    titles = titles if ru else ("Clusters", "Data", "Use", "Limits", "Made by")
    parts = [
        markdown_table(profile_rows(card, lang)).replace("$", "\\$"),  # two of them would be a formula
        bullets(_data(card, lang)),
        USE[lang],
        bullets(LIMITS[lang]),
        bullets(card.made_by()),
    ]
    minded = bullets(warnings(card, lang))
    head = f"# {card.name}\n\n{verdict(card, lang)}.\n" + (f"\n{minded}\n" if minded else "")
    return head + "".join(f"\n## {title}\n\n{part}\n" for title, part in zip(titles, parts, strict=True))


def _data(card: ClusterCard, lang: Lang) -> list[str]:
    moment, most = day_and_time(card.as_of, card.zone, lang), number(card.most_customers, lang)
    tried = ", ".join(f"{k}: {number(worth, lang, decimals=3)}" for k, worth in card.tried.items())
    if lang == "ru":
        lines = [
            f"снимок озера {card.snapshot_id}, на момент {moment}",
            f"центры найдены не больше чем по {most} клиентам",
        ]
    else:
        lines = [
            f"snapshot {card.snapshot_id} of the lake, as of {moment}",
            f"centres found among at most {most} customers",
        ]
    return [*lines, *([f"{CHOSEN[card.chosen_by][lang]}: {tried}"] if tried else [])]


def means(card: ClusterCard, values: dict[str, float | None], lang: Lang = "en") -> list[str]:
    """The mean of each feature, as people write it."""
    return [_mean(values[note.name], note.unit, card.currency, lang) for note in card.features]


def _mean(value: float | None, unit: str, currency: str, lang: Lang) -> str:
    if value is None:
        return "–"
    if unit == "share":
        return percent(value, lang)
    if unit == "money":
        return amount(value, currency, lang, decimals=0 if abs(value) >= 100 else 2)
    return number(value, lang, decimals=0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
