"""A real SMS centre on this machine that delivers to nobody."""

from __future__ import annotations

from smartcom_kernel.channels.smpp_sink.server import SmppSink, Submitted

__all__ = ["SmppSink", "Submitted"]
