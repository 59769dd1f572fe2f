"""The sink as the push service of a browser: RFC 8030 with VAPID (RFC 8292)."""

from __future__ import annotations

import base64
import re

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from smartcom_kernel.channels.push_sink.exchange import Answer, Asked

LARGEST = 4096
VAPID = re.compile(r"vapid t=([^, ]+), ?k=([\w-]+)")


def send(asked: Asked) -> Answer:
    """What the service answers to a push when the subscription is there."""
    said = VAPID.fullmatch(asked.headers.get("authorization", ""))
    if said is None:
        return Answer(401)
    try:
        point = base64.urlsafe_b64decode(said[2] + "=" * (-len(said[2]) % 4))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        jwt.decode(said[1], key, ["ES256"], audience=f"https://{asked.host}", options={"require": ["exp", "sub"]})
    except (jwt.PyJWTError, ValueError):
        return Answer(403)
    if not asked.headers.get("ttl", "").isdigit():
        return Answer(400)
    if asked.headers.get("content-encoding") != "aes128gcm":
        return Answer(415)
    if len(asked.body) > LARGEST:
        return Answer(413)
    return Answer(201, headers={"location": f"https://{asked.host}/message/{device(asked)}", "ttl": "60"})


def device(asked: Asked) -> str:
    """To which subscription a push is."""
    return asked.path.rpartition("/")[2]
