from __future__ import annotations

import subprocess
import sys

import plotly.io as pio
import pytest

from smartcom_kernel.figures.style import CONFIG, colours, configure_renderers, figure, money_axis, plain


def test_no_renderer_offers_to_send_the_figure_to_a_cloud() -> None:
    configure_renderers()
    renderers = [pio.renderers[name] for name in pio.renderers]
    configured = [r.config for r in renderers if hasattr(r, "config")]
    assert len(configured) > 5
    assert all(c["showSendToCloud"] is False and c["displaylogo"] is False for c in configured)


def test_a_notebook_stores_the_figure_with_that_configuration() -> None:
    configure_renderers()
    bundle = pio.renderers["plotly_mimetype"].to_mimebundle(figure("t", "en").to_dict())
    assert bundle["application/vnd.plotly.v1+json"]["config"] == CONFIG


def test_a_variant_keeps_its_colour_whatever_stands_beside_it() -> None:
    assert colours(["A", "B", "control"])["B"] == colours(["B", "control", "A", "B", "C"])["B"]
    assert len(set(colours(["A", "B", "C", "D", "E", "control"]).values())) == 6


@pytest.mark.parametrize("text", ["<b>x</b>", "a & b", "$1 to $2"])
def test_names_reach_the_figure_letter_by_letter(text: str) -> None:
    import html

    said = plain(text)
    assert not {"<", "$"} & set(said)
    assert html.unescape(said) == text


def test_axes_of_money_follow_the_language() -> None:
    assert money_axis("USD", "en") == {"tickprefix": "&#36;", "ticksuffix": "", "tickformat": ",.0f"}
    assert money_axis("RUB", "ru", decimals=2) == {"tickprefix": "", "ticksuffix": "\u202f₽", "tickformat": ",.2f"}
    assert figure("t", "ru").layout.separators == ",\u202f"


def test_a_command_that_draws_does_not_load_what_only_notebooks_need() -> None:
    program = "import sys, smartcom_kernel.figures.style; print('nbformat' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
