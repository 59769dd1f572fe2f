from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer, TooHeavy
from tests.templates.conftest import ENGLISH, email, sms

DOUBLED = (
    "{% set ns = namespace(x=START) %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x|length }}"
)
BOMBS = [
    "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% for x in range(9999)|slice(10**18) %}{% endfor %}",
    "{% for i in range(9999) %}{% set x = range(9999)|sort %}{% endfor %}",
    DOUBLED.replace("START", "'aaaaaaaa'"),
    DOUBLED.replace("START", "[1]").replace("~", "+"),
    "{{ range(9999)|join('x' * 9999)|join('y' * 9999)|length }}",
]
ERRORS = [
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ 1" + "+1" * 4000 + " }}",
    "{% if 1 %}" * 300 + "{% endif %}" * 300,
]


@pytest.fixture
def own() -> Iterator[Renderer]:
    with Renderer(ENGLISH) as renderer:
        yield renderer


class Watched(Renderer):
    """Notes the most memory each of its processes has had, in kB, before it ends."""

    def __init__(self) -> None:
        super().__init__(ENGLISH)
        self.peaks: list[int] = []

    def close(self) -> None:
        if self._process is not None:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
            self.peaks += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
        super().close()


def test_messages_come_back_in_order_and_one_error_costs_one_message(renderer: Renderer) -> None:
    contexts = [{"n": n} for n in (1, 2, 0, 4)]
    done = renderer.render_many(sms("{{ 8 / n }}"), contexts)
    assert [d.text if isinstance(d, Rendered) else d.message for d in done] == ["8", "4", "division by zero", "2"]


def test_more_messages_than_one_batch_come_back_complete(renderer: Renderer) -> None:
    done = renderer.render_many(sms("{{ n }}"), [{"n": n} for n in range(1001)])
    assert [d.text for d in done if isinstance(d, Rendered)] == [str(n) for n in range(1001)]


def test_what_is_wrong_with_one_message_is_raised(renderer: Renderer) -> None:
    assert renderer.render(email(text="{{ n }}"), {"n": 1}) == Rendered("Hello", "", "1")
    with pytest.raises(TemplateError, match="text, line 1: n is missing"):
        renderer.render(email(text="{{ n + 1 }}"), {})


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_within_3_seconds_and_512_megabytes(bomb: str) -> None:
    with Watched() as watched:
        watched.render(sms("x"), {})
        before = time.monotonic()
        with pytest.raises(TooHeavy):
            watched.render(sms(bomb), {})
        assert time.monotonic() - before < 3
    assert max(watched.peaks) <= 512 * 1024


@pytest.mark.parametrize("source", ERRORS)
def test_a_template_that_python_cannot_hold_is_an_error_like_any_other(renderer: Renderer, source: str) -> None:
    with pytest.raises(TemplateError):
        renderer.render(email(text=source), {})


def test_one_poisonous_customer_costs_only_that_customers_message(renderer: Renderer) -> None:
    text = "{% for i in range(n) %}{% for j in range(n) %}{% endfor %}{% endfor %}ok"
    done = renderer.render_many(sms(text), [{"n": n} for n in (1, 9999, 1, 1)])
    assert [type(d) for d in done] == [Rendered, TooHeavy, Rendered, Rendered]


def test_a_template_too_heavy_for_everybody_is_not_tried_on_everybody(renderer: Renderer) -> None:
    done = renderer.render_many(sms(BOMBS[0]), [{}] * 500)
    assert all(isinstance(d, TooHeavy) for d in done)
    assert [d.message for d in done if isinstance(d, TooHeavy)][3:] == [
        "not tried: those before it took too long"
    ] * 497


def test_a_process_that_died_is_replaced(own: Renderer) -> None:
    own.render(sms("x"), {})
    assert own._process is not None
    os.kill(own._process.pid, signal.SIGKILL)
    own._process.wait()
    assert own.render(sms("y"), {}).text == "y"


def test_a_process_that_says_nothing_is_replaced(own: Renderer) -> None:
    own.render(sms("x"), {})
    assert own._process is not None
    os.kill(own._process.pid, signal.SIGSTOP)
    with pytest.raises(TooHeavy, match="takes too long"):
        own.render(sms("x"), {})
    assert own.render(sms("y"), {}).text == "y"


def test_the_process_sees_no_secret_and_writes_no_file(own: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "canary")
    own.render(sms("x"), {})
    assert own._process is not None
    assert b"canary" not in Path(f"/proc/{own._process.pid}/environ").read_bytes()
    limits = Path(f"/proc/{own._process.pid}/limits").read_text()
    assert "Max file size             0 " in limits


def test_anything_but_plain_data_does_not_reach_the_process(renderer: Renderer) -> None:
    with pytest.raises(TypeError, match=r"client\.secret is a PosixPath"):
        renderer.render(sms("x"), {"client": {"secret": Path("x")}})
