"""A real SMTP server on this machine that delivers to nobody."""

from __future__ import annotations

from smartcom_kernel.channels.smtp_sink.server import Place, Received, SmtpSink

__all__ = ["Place", "Received", "SmtpSink"]
