"""Which columns of customers are personal data: they leave the workspace only by the hand of those who may."""

from __future__ import annotations

PERSONAL = frozenset(
    {
        "last_name", "first_name", "middle_name", "birth_on", "zip", "address", "email_original", "email",
        "phone_original", "phone", "custom",
    }
)  # fmt: skip
"""What says who a person is or where to find them; of the shop's own fields nobody knows, so they count as personal."""
