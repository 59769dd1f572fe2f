"""What customers answered in polls, a row per option."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.lake.contracts import POLL_ANSWERS


@ACTIVITIES.register
class PollAnswers(Activity):
    """Answers in polls: the poll, the question and the option that was chosen."""

    kind = "poll_answers"
    example: ClassVar[dict[str, Any]] = {"where": {"poll": {"eq": "NPS"}, "score": {"gte": 9}}}
    en, ru, ru_of = "poll answers", "ответы в опросах", "ответов в опросах"
    ru_help = "Ответы в опросах: опрос, вопрос и выбранный вариант."
    group = "polls"
    contract, when = POLL_ANSWERS, "answered_at"
