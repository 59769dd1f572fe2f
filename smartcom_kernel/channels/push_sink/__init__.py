"""A real HTTP/2 server on this machine that answers as push services do and delivers to nobody."""

from __future__ import annotations

from smartcom_kernel.channels.push_sink.exchange import Answer, Asked
from smartcom_kernel.channels.push_sink.server import Break, PushSink

__all__ = ["Answer", "Asked", "Break", "PushSink"]
