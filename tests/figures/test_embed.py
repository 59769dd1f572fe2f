from __future__ import annotations

import base64
import gzip
import json

import plotly.graph_objects as go

from smartcom_kernel.figures.embed import figure_json, inert, library, packed_library


def test_a_hostile_label_cannot_leave_its_script_tag() -> None:
    text = figure_json(go.Figure(go.Bar(x=["</script><script>alert(1)//<!--"], y=[1])))
    assert not {"<", ">", "&"} & set(text)
    assert json.loads(text)["data"][0]["x"] == ["</script><script>alert(1)//<!--"]


def test_line_separators_that_end_a_javascript_line_are_escaped() -> None:
    assert inert("\u2028\u2029") == '"\\u2028\\u2029"'


def test_a_figure_in_a_page_has_no_title_and_no_way_to_a_cloud() -> None:
    data = json.loads(figure_json(go.Figure(go.Bar(x=[1], y=[1]), layout_title="secret")))
    assert "secret" not in json.dumps(data["layout"])
    assert data["config"]["showSendToCloud"] is False


def test_the_figure_itself_keeps_its_title() -> None:
    drawn = go.Figure(layout_title="kept")
    figure_json(drawn)
    assert drawn.layout.title.text == "kept"


def test_the_packed_library_is_the_library_and_always_the_same_bytes() -> None:
    assert gzip.decompress(base64.b64decode(packed_library())).decode() == library()
    packed_library.cache_clear()
    assert len(packed_library()) < 2_200_000
