"""One of several conditions."""

from __future__ import annotations

import operator

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.form import Form
from smartcom_kernel.conditions.joined import JOINED, Joined


@CONDITIONS.register
class AnyOf(Joined):
    """Fulfils at least one of several conditions."""

    kind = "any"
    form = Form(
        "any of these", "любое из этих", "logic", JOINED, ru_help="Выполнено хотя бы одно из нескольких условий."
    )
    word = "or"
    word_ru = "или"
    join = operator.or_
