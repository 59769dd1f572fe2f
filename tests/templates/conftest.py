from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.render import Compiled
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from tests.shop import Shop, open_shop

RUSSIAN = Habits("ru", "RUB", "Europe/Moscow")
ENGLISH = Habits("en", "USD", "UTC")


def sms(text: str) -> Template:
    return Template.parse("sms", {"medium": "sms", "text": text})


def email(**fields: str) -> Template:
    return Template.parse("email", {"medium": "email", "subject": "Hello", **fields})


def said(text: str, habits: Habits = ENGLISH, **context: Any) -> str:
    """What an SMS template says, filled in here."""
    return Compiled(sms(text), habits).render(context).text


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(ENGLISH) as shared:
        yield shared


@pytest.fixture(scope="session")
def shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(server, tmp_path_factory.mktemp("templates")) as opened:
        yield opened
