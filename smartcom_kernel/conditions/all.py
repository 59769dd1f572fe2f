"""Several conditions at once."""

from __future__ import annotations

import operator

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.joined import Joined


@CONDITIONS.register
class AllOf(Joined):
    """Fulfils every one of several conditions."""

    kind = "all"
    word = "and"
    word_ru = "и"
    join = operator.and_
