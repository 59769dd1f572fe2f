"""What was sent to customers and what they did with it, a row per event."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables

COLUMNS = (
    Column(
        "what", "text", "what became of it", "что с ним стало",
        choices=("received", "opened", "clicked"),
    ),
    Column("medium", "text", "medium", "вид связи", choices=tuple(MEDIA)),
    Column("mailing", "text", "mailing", "рассылка", refers_to="mailings"),
    Column("variant", "text", "variant", "вариант"),
    Column("message_id", "integer", "message id", "идентификатор сообщения"),
    Column("happened_at", "instant", "happened", "когда"),
)  # fmt: skip


@ACTIVITIES.register
class Messages(Activity):
    """Messages that were received, opened or clicked; what robots open or click is left out."""

    kind = "messages"
    example: ClassVar[dict[str, Any]] = {"where": {"mailing": {"eq": "spring"}, "what": {"eq": "opened"}}}
    en, ru, ru_of = "messages", "сообщения", "сообщений"
    ru_help = "Полученные, открытые и нажатые сообщения; открытия и нажатия роботов не считаются."
    group = "communications"
    when = "happened_at"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """What is known of a message."""
        return {column.name: column for column in COLUMNS}

    def every(self, tables: Tables, names: Collection[str]) -> ir.Table:  # noqa: ARG002
        """What reached people, and what they did with it."""
        return tables.messages
