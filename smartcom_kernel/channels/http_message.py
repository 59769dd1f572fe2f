"""A message as JSON, as it goes to systems that have no form of their own."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from smartcom_kernel.channels.message import Outgoing


def message_json(outgoing: Outgoing, **instead: str) -> bytes:
    """The message as one JSON object in UTF-8: what is empty is left out, instants are ISO 8601 in UTC.

    The same message gives the same octets on every try.

    Args:
        outgoing: The message.
        **instead: Fields in place of the message's, by their names in JSON.
    """
    fields: dict[str, Any] = {
        "key": outgoing.key,
        "medium": outgoing.medium,
        "to": outgoing.address,
        "from": outgoing.sender,
        "from_name": outgoing.sender_name,
        "reply_to": outgoing.reply_to,
        "subject": outgoing.subject,
        "text": outgoing.text,
        "html": outgoing.html,
        "image_url": outgoing.image_url,
        "link_url": outgoing.link_url,
        "link_text": outgoing.link_text,
        "unsubscribe_url": outgoing.unsubscribe_url,
        "mailing": outgoing.mailing,
        "sent_at": _instant(outgoing.sent_at),
        "expires_at": _instant(outgoing.expires_at) if outgoing.expires_at else "",
        "attachments": [
            {"name": a.name, "type": a.media_type, "content": base64.b64encode(a.content).decode()}
            for a in outgoing.attachments
        ],
    }
    fields |= instead
    said = json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)
    return said.encode("utf-8", "replace")


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
