"""Whether the assumptions of the models hold in a shop, in figures that anybody can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.wording import number
from smartcom_kernel.models.fitting import Fitter
from smartcom_kernel.models.gamma_gamma import GammaGammaFitter
from smartcom_kernel.models.histories import Array
from smartcom_kernel.models.holdout import Holdout
from smartcom_kernel.models.model_warning import ModelWarning

CORRELATED, OFF, REPEAT_BUYERS = 0.3, 0.2, 100
"""From where on frequency and value belong together, a forecast is off, and repeat buyers are enough."""


def correlation(frequency: Array, monetary: Array, weights: Array) -> float:
    """How far frequency and average value go together, -1 to 1; 0 where one of them does not vary."""
    if weights.sum() <= 1:
        return 0.0
    spread = np.cov(frequency, monetary, aweights=weights)
    scale = float(np.sqrt(spread[0, 0] * spread[1, 1]))
    return float(spread[0, 1] / scale) if scale else 0.0


def of_fits(fitters: Iterable[Fitter], repeat_buyers: int) -> Iterator[ModelWarning]:
    """Fits that found no maximum, or have little to go by."""
    for fitter in fitters:
        if not fitter.converged_:
            yield ModelWarning(
                "convergence",
                f"The fit of {fitter.title} found no clear best parameters: its numbers mean little",
                f"Для модели {fitter.title} не нашлось однозначно лучших параметров: её числам нельзя верить",
            )
    if repeat_buyers < REPEAT_BUYERS:
        yield ModelWarning(
            "repeat_buyers",
            f"Only {count_of(repeat_buyers, 'customer')} bought again: below {REPEAT_BUYERS} parameters are guesses",
            f"Клиентов с повторными покупками только {number(repeat_buyers, 'ru')}; пока их меньше {REPEAT_BUYERS}, "
            "параметры ненадёжны",
        )


def of_value(spending: GammaGammaFitter, related: float, non_positive: int) -> Iterator[ModelWarning]:
    """What speaks against Gamma-Gamma."""
    if abs(related) > CORRELATED:
        en, ru = ("more", "больше") if related > 0 else ("less", "меньше")
        off_en, off_ru = ("high", "завышена") if related > 0 else ("low", "занижена")
        r_en, r_ru = (number(related, lang, decimals=2) for lang in ("en", "ru"))
        yield ModelWarning(
            "correlation",
            f"Frequency and average value are correlated ({r_en}): who buys more often spends {en} at a time. The "
            f"model takes them for independent, so the value of who has bought once or twice comes out too {off_en}",
            f"Частота и средняя сумма связаны (корреляция {r_ru}): кто покупает чаще, тратит за раз {ru}. Модель "
            f"считает их независимыми, поэтому ценность купивших один-два раза {off_ru}",
        )
    if float(spending.params_["q"]) <= 1:
        yield ModelWarning(
            "mean",
            "The average value over all customers has no finite mean (q is 1 or less): customers without a repeat "
            "purchase get no value",
            "Средняя сумма по всем клиентам не имеет конечного среднего (q не больше 1): клиенты без повторных покупок "
            "остаются без оценки",
        )
    if non_positive:
        yield ModelWarning(
            "returns",
            f"{count_of(non_positive, 'customer')} brought back at least what they bought again: they are left out of "
            "the fit, and their average counts as 0",
            f"Клиентов, вернувших не меньше, чем купили повторно: {number(non_positive, 'ru')}. В подборе они не "
            "участвуют, а их средняя сумма считается нулевой",
        )


def of_holdout(held: Holdout | None) -> Iterator[ModelWarning]:
    """A forecast of known weeks that went wrong, or none."""
    if held is None:
        yield ModelWarning(
            "holdout",
            "The history is too short to hold back a part of it: how well the model forecasts here is not known",
            "История слишком короткая, чтобы отложить её часть: насколько точен прогноз, неизвестно",
        )
    elif abs(held.error) > OFF:
        yield ModelWarning(
            "calibration",
            f"The forecast of the time held back is off, and totals may be off as much. {held.describe('en')}",
            f"Прогноз на отложенный период ошибся, и так же могут ошибаться итоги. {held.describe('ru')}",
        )
