from __future__ import annotations

from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.template import EmailTemplate, SmsTemplate, Template


def test_the_medium_decides_what_a_template_has() -> None:
    assert isinstance(Template.parse("a", {"medium": "sms", "text": "x"}), SmsTemplate)
    assert isinstance(Template.parse("a", {"medium": "email", "subject": "s", "text": "x"}), EmailTemplate)


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"text": "x"}, "medium: is required: email or sms"),
        ({"medium": "emial", "text": "x"}, "medium: is 'emial'; did you mean 'email'?"),
        ({"medium": "sms"}, "text: is required"),
        ({"medium": "sms", "text": "x", "subject": "s"}, "subject: is not a field here"),
        ({"medium": "email", "text": "x"}, "subject: is required"),
        ({"medium": "email", "subject": "s"}, "an e-mail needs html or text"),
        ({"medium": "email", "subject": "s", "text": "x", "preheader": "p"}, "stands in the html, which is absent"),
        (
            {"medium": "email", "subject": "s", "htlm": "x", "text": "y"},
            "htlm: is not a field here; did you mean 'html'?",
        ),
    ],
)
def test_a_faulty_definition_is_refused(spec: dict[str, Any], fault: str) -> None:
    with pytest.raises(SpecError) as caught:
        Template.parse("a", spec)
    assert fault in str(caught.value)


def test_a_template_is_written_as_it_was_given() -> None:
    spec = {"medium": "email", "subject": "s", "html": "<p>x</p>"}
    template = Template.parse("a", spec)
    assert template.to_data() == spec
    assert Template.parse("b", template).name == "b"
