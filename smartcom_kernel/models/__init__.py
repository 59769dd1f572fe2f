"""What is fitted to customers' histories: lifetime value, propensity, clusters; and the scores they leave."""

from __future__ import annotations

from smartcom_kernel.models.beta_geo import BetaGeoFitter
from smartcom_kernel.models.gamma_gamma import GammaGammaFitter
from smartcom_kernel.models.holdout import Holdout, holdout
from smartcom_kernel.models.lifetime import lifetime_value
from smartcom_kernel.models.lifetime_result import LifetimeResult
from smartcom_kernel.models.pareto_nbd import ParetoNBDFitter

__all__ = [
    "BetaGeoFitter",
    "GammaGammaFitter",
    "Holdout",
    "LifetimeResult",
    "ParetoNBDFitter",
    "holdout",
    "lifetime_value",
]
