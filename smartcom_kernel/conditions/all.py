"""Several conditions at once."""

from __future__ import annotations

import operator

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.form import Form
from smartcom_kernel.conditions.joined import JOINED, Joined


@CONDITIONS.register
class AllOf(Joined):
    """Fulfils every one of several conditions."""

    kind = "all"
    form = Form("all of these", "все из этих", "logic", JOINED, ru_help="Выполнено каждое из нескольких условий.")
    word = "and"
    word_ru = "и"
    join = operator.and_
