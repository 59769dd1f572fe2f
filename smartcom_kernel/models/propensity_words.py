"""What is said of a model of a purchase or of churn: its verdict, its warnings, its page."""

from __future__ import annotations

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.text_tables import bullets, markdown_table
from smartcom_kernel.core.wording import day_and_time, number, percent
from smartcom_kernel.models.model_card import Fold, PropensityCard

TOO_GOOD = 0.98
FAR_OFF = 0.2
"""A mean probability so far from the truth, as a share of it, is not one to count on."""
SHOWN_FEATURES = 15

HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("known up to", "customers", "predicted", "happened", "AUC", "lift of the top tenth", "Brier", "log-loss"),
    "ru": ("известно по", "клиентов", "предсказано", "сбылось", "AUC", "лифт верхней десятой", "Brier", "log-loss"),
}
GROUP_HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("tenth", "customers", "predicted", "happened", "interval", "lift", "captured"),
    "ru": ("десятая", "клиентов", "предсказано", "сбылось", "интервал", "лифт", "охвачено"),
}
FEATURE_HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("feature", "called", "AUC falls by"),
    "ru": ("признак", "название", "AUC падает на"),
}
TITLES: dict[Lang, tuple[str, ...]] = {
    "en": (
        "Data", "Quality in the past", "Calibration and lift of the newest test", "Features", "Use", "Limits",
        "Made by",
    ),
    "ru": (
        "Данные", "Качество на прошлом", "Калибровка и лифт последней проверки", "Признаки", "Для чего", "Пределы",
        "Чем сделана",
    ),
}  # fmt: skip
USE: dict[Lang, str] = {
    "en": "Ordering customers by how likely they are to do this, and choosing whom to write to first. "
    "A probability says what will happen without us; what writing brings is told by a control group only.",
    "ru": "Упорядочить клиентов по вероятности и решить, кому писать первым. Вероятность говорит, что будет без нас; "
    "что даёт рассылка, показывает только контрольная группа.",
}
LIMITS: dict[Lang, tuple[str, ...]] = {
    "en": (
        "It repeats the past: a new price list, a closed shop or a season not seen before is unknown to it.",
        "Facts are cut at a date. Age, city, gender are those of today, so they are features only where they are "
        "named. A receipt that was cancelled later is missing before, too.",
        "A customer without a registration date is known from the first receipt on; before it there is no score.",
        "Nothing decides about single persons: do not use it to refuse a service or to set a price.",
    ),
    "ru": (
        "Модель повторяет прошлое: новых цен, закрытого магазина или небывалого сезона она не знает.",
        "Факты отрезаны по дате. Возраст, город, пол — сегодняшние, поэтому они служат признаками, только если "
        "названы. Чека, отменённого позже, нет и в прошлом.",
        "Клиент без даты регистрации известен с первого чека; до него оценки нет.",
        "Это не решение об отдельном человеке: нельзя по ней отказывать в услуге или назначать цену.",
    ),
}


def verdict(card: PropensityCard, lang: Lang = "en") -> str:
    """What it foretells, and how well it did in the newest test, without a full stop."""
    newest = card.folds[0]
    area, lift = _area(newest, lang), _times(newest, lang)
    said, done = percent(newest.predicted, lang), percent(newest.positives / newest.customers, lang)
    people, tests, cut = newest.customers, len(card.folds), card.day(newest.cut, lang)
    what, name = card.question.describe(lang), card.name
    if lang == "ru":
        return (
            f"{name}: {what}. Проверка на прошлом ({cut}, клиентов: {number(people, lang)}; всего проверок: {tests}): "
            f"AUC {area}; в верхней десятой чаще в {lift} раза; предсказано {said}, сбылось {done}"
        )
    return (
        f"{name}: {what}. Judged by the past ({cut}, {count_of(people, 'customer')}; {count_of(tests, 'test')}): AUC "
        f"{area}; {lift} times as often in the top tenth; predicted {said}, happened {done}"
    )


def warnings(card: PropensityCard, lang: Lang = "en") -> list[str]:
    """What to know before using it, worst first."""
    newest, ru = card.folds[0], lang == "ru"
    found: list[str] = []
    if newest.auc_low <= 0.5:
        found.append(
            "порядок не лучше случайного: не используйте эту модель"
            if ru
            else "the order is no better than chance: do not use this model"
        )
    if newest.auc > TOO_GOOD:
        found.append(
            "слишком хорошо: вероятно, какой-то признак уже знает ответ"
            if ru
            else "this is too good to be true: some feature may know the answer already"
        )
    if newest.auc_of_recency is not None and newest.auc_of_recency >= newest.auc_low:
        alone = number(newest.auc_of_recency, lang, decimals=2)
        found.append(
            f"сортировка по одной лишь давности покупки почти не хуже (AUC {alone})"
            if ru
            else f"sorting by the days since the last receipt alone does about as well (AUC {alone})"
        )
    happened = newest.positives / newest.customers
    if abs(newest.predicted - happened) > FAR_OFF * happened:
        found.append(
            f"предсказано {percent(newest.predicted, lang)}, сбылось {percent(happened, lang)}: верьте порядку, а не "
            "вероятностям"
            if ru
            else f"{percent(newest.predicted)} was predicted and {percent(happened)} happened: trust the order, "
            "not the probabilities"
        )
    if len(card.folds) < card.asked_folds:
        found.append(
            f"истории хватило на {len(card.folds)} из {card.asked_folds} проверок"
            if ru
            else f"the history is long enough for {len(card.folds)} of {card.asked_folds} tests"
        )
    return found


def fold_rows(card: PropensityCard, lang: Lang = "en") -> list[tuple[str, ...]]:
    """The tests in the past as a table, its first row the heads."""
    rows = [
        (
            card.day(fold.cut, lang), number(fold.customers, lang), percent(fold.predicted, lang),
            percent(fold.positives / fold.customers, lang), _area(fold, lang), _times(fold, lang),
            number(fold.brier, lang, decimals=4), number(fold.log_loss, lang, decimals=4),
        )
        for fold in card.folds
    ]  # fmt: skip
    return [HEADS[lang], *rows]


def page(card: PropensityCard, lang: Lang = "en") -> str:
    """The model card, in Markdown."""
    parts = [
        bullets(_data(card, lang)), markdown_table(fold_rows(card, lang)), markdown_table(_group_rows(card, lang)),
        markdown_table(_feature_rows(card, lang)), USE[lang], bullets(LIMITS[lang]), bullets(card.made_by()),
    ]  # fmt: skip
    minded = bullets(warnings(card, lang))
    head = f"# {card.name}\n\n{verdict(card, lang)}.\n" + (f"\n{minded}\n" if minded else "")
    return head + "".join(f"\n## {title}\n\n{part}\n" for title, part in zip(TITLES[lang], parts, strict=True))


def _data(card: PropensityCard, lang: Lang) -> list[str]:
    def period(cut: str, customers: int, positives: int) -> str:
        true = number(positives, lang)
        return (
            f"{cut}: клиентов {number(customers, lang)}, из них сбылось {true}"
            if lang == "ru"
            else f"{cut}: {count_of(customers, 'customer')}, {true} did"
        )

    learnt, later = card.learnt_from, card.calibrated_on
    first = period(card.day(learnt.cut, lang), learnt.customers, learnt.positives)
    second = period(card.day(later.cut, lang), later.customers, later.positives)
    moment, most = day_and_time(card.as_of, card.zone, lang), number(card.most_customers, lang)
    if lang == "ru":
        return [
            f"снимок озера {card.snapshot_id}, на момент {moment}",
            f"не больше {most} клиентов, выбранных хешем номера",
            f"обучена на том, что было известно на {first}", f"откалибрована ({card.calibrated_by}) на {second}",
        ]  # fmt: skip
    return [
        f"snapshot {card.snapshot_id} of the lake, as of {moment}",
            f"at most {most} customers, chosen by a hash of their ids",
        f"learnt from what was known on {first}", f"calibrated ({card.calibrated_by}) on {second}",
    ]  # fmt: skip


def _group_rows(card: PropensityCard, lang: Lang) -> list[tuple[str, ...]]:
    rows = [
        (
            str(g.group), number(g.customers, lang), percent(g.predicted, lang), percent(g.actual, lang),
            f"{percent(g.low, lang)}–{percent(g.high, lang)}", number(g.lift, lang, decimals=2),
            percent(g.captured, lang),
        )
        for g in card.groups
    ]  # fmt: skip
    return [GROUP_HEADS[lang], *rows]


def _feature_rows(card: PropensityCard, lang: Lang) -> list[tuple[str, ...]]:
    by_worth = sorted(card.features, key=lambda note: (-(note.importance or 0), note.name))
    rows = [
        (f"`{note.name}`", note.ru if lang == "ru" else note.en, number(note.importance or 0, lang, decimals=4))
        for note in by_worth[:SHOWN_FEATURES]
    ]
    left = ", ".join(f"`{note.name}`" for note in by_worth[SHOWN_FEATURES:])
    return [FEATURE_HEADS[lang], *rows, *([(left, "…", "")] if left else [])]


def _area(fold: Fold, lang: Lang) -> str:
    value, low, high = (number(n, lang, decimals=3) for n in (fold.auc, fold.auc_low, fold.auc_high))
    return f"{value} ({low}–{high})"


def _times(fold: Fold, lang: Lang) -> str:
    value, low, high = (number(n, lang, decimals=1) for n in (fold.lift, fold.lift_low, fold.lift_high))
    return f"{value} ({low}–{high})"
