"""A real HTTP server on this machine that answers as messengers do and writes to nobody."""

from __future__ import annotations

from smartcom_kernel.channels.messenger_sink.server import DROP, Answer, Asked, MessengerSink

__all__ = ["DROP", "Answer", "Asked", "MessengerSink"]
