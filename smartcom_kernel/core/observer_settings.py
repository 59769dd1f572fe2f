"""``[observers]``: people of the shop who get a copy of mailings, though they are no customers."""

from __future__ import annotations

from pydantic import Field, model_validator

from smartcom_kernel.core.section import Section


class ObserverGroup(Section):
    """`[observers.NAME]`: a group of them, such as the directors of regions."""

    emails: list[str] = Field([], max_length=50)
    """Their e-mail addresses."""
    phones: list[str] = Field([], max_length=50)
    """Their phone numbers, for SMS."""
    devices: list[str] = Field([], max_length=50)
    """Their devices, for pushes: `fcm:TOKEN`."""
    chats: list[str] = Field([], max_length=50)
    """Their chats, for messengers: `telegram:700`."""

    @model_validator(mode="after")
    def _reaches_somebody(self) -> ObserverGroup:
        if not (self.emails or self.phones or self.devices or self.chats):
            raise ValueError("names nobody: give emails, phones, devices or chats")
        return self
