"""Answers of programs (RFC 3834): absences, confirmations, challenges. They say nothing about an address."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SUBJECT = re.compile(
    r"^\s*(?:re:\s*)?(?:auto(?:matic|matische|matisch|mated)?[- ]?(?:reply|response|answer|"
    r"antwort)|auto(?:reply|responder)?:|auto: |out of (?:the )?office|"
    r"vacation|on vacation|away from|i am away|abwesen|réponse automatique|respuesta automática|risposta automatica|"
    r"resposta automática|автоответ|автоматический ответ|нет на месте|в отпуске|"
    r"please confirm your (?:e-?mail|message)|"
    r"(?:your )?(?:e-?mail|message) (?:requires|awaits) (?:confirmation|verification)|\[?challenge\b)",
    re.IGNORECASE,
)
_NAMES = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply", "x-vacation")
_PRECEDENCE = frozenset({"auto_reply", "auto-reply"})


def is_automatic(head: Mapping[str, str], subject: str) -> bool:
    """Whether a program answered."""
    submitted = head.get("auto-submitted", "no").lower().split(";")[0].strip()
    return (
        submitted.startswith("auto-replied")
        or head.get("precedence", "").strip().lower() in _PRECEDENCE
        or any(name in head for name in _NAMES)
        or head.get("x-autoreply", "no").lower() == "yes"
        or "disposition-notification" in head.get("content-type", "").lower()
        or bool(_SUBJECT.match(subject))
    )
