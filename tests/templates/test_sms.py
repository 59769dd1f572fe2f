from __future__ import annotations

import pytest

from smartcom_kernel.templates.sms import SmsSize, sms_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", SmsSize("GSM-7", 0, 1)),
        ("a" * 160, SmsSize("GSM-7", 160, 1)),
        ("a" * 161, SmsSize("GSM-7", 161, 2)),
        ("a" * 306, SmsSize("GSM-7", 306, 2)),
        ("a" * 307, SmsSize("GSM-7", 307, 3)),
        ("€" * 80, SmsSize("GSM-7", 160, 1)),
        ("a" * 152 + "€" + "a" * 152, SmsSize("GSM-7", 306, 3)),
        ("я" * 70, SmsSize("UCS-2", 70, 1)),
        ("я" * 71, SmsSize("UCS-2", 71, 2)),
        ("я" * 134, SmsSize("UCS-2", 134, 2)),
        ("🎁" * 35, SmsSize("UCS-2", 70, 1)),
        ("я" * 66 + "🎁" + "я" * 66, SmsSize("UCS-2", 134, 3)),
        ("a «quoted» word", SmsSize("UCS-2", 15, 1)),
    ],
)
def test_an_sms_has_the_parts_that_operators_count(text: str, size: SmsSize) -> None:
    """Limits of 3GPP TS 23.038 and 23.040: 160 or 70 alone, 153 or 67 in a series, no character divided."""
    assert sms_size(text) == size
