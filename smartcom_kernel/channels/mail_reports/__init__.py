"""Mail about mail: bounces, delays, complaints and automatic answers, told apart and read."""

from smartcom_kernel.channels.mail_reports.classify import quality_of
from smartcom_kernel.channels.mail_reports.reading import Kind, MailReport, Recipient, read
from smartcom_kernel.channels.mail_reports.reason import Reason

__all__ = ["Kind", "MailReport", "Reason", "Recipient", "quality_of", "read"]
