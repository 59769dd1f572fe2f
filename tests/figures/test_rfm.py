from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from smartcom_kernel.core.settings import RfmNames
from smartcom_kernel.figures.rfm import rfm_matrix
from smartcom_kernel.metrics.rfm_matrix import RfmMatrix, cell_names, grid
from smartcom_kernel.metrics.rfm_names import Axis

CELLS = pd.DataFrame(
    {"r": [5, 1, 1], "f": [5, 1, 1], "m": [5, 2, 1], "customers": [1200, 30, 4], "revenue": [900.0, 80.0, 20.0]}
)


def matrix(rows: Axis, columns: Axis) -> RfmMatrix:
    borders = {score: f"{score} <things>" for score in range(1, 6)}
    revenue = grid(CELLS, rows, columns, "revenue")
    names = cell_names(RfmNames().by_cell(), rows, columns)
    customers = grid(CELLS, rows, columns, "customers")
    return RfmMatrix(rows, columns, customers, revenue / 1000, names, borders, borders)


def test_the_best_customers_are_in_the_upper_right_corner() -> None:
    heat = rfm_matrix(matrix("R", "F")).data[0]
    assert (heat.z[4][4], heat.z[0][0]) == (1200, 34)
    assert heat.y[4] == heat.x[4] == 5
    assert heat.text[4][4] == "<b>1,200</b><br>loyal"


def test_a_cell_tells_its_borders_and_its_part_of_the_revenue() -> None:
    said = rfm_matrix(matrix("R", "F")).data[0].customdata[4][4]
    assert "5 &lt;things&gt;" in said
    assert "90.0% of the revenue" in said


def test_long_borders_take_two_lines_and_stay_upright() -> None:
    borders = {score: f"₽{score},302–₽{score}1,242" for score in (1, 2, 3, 4)} | {5: "₽51,243–₽184,310"}
    drawn = rfm_matrix(replace(matrix("R", "M"), column_borders=borders))
    assert drawn.layout.xaxis.ticktext[3:] == ("<b>M4</b><br>₽4,302–₽41,242", "<b>M5</b><br>₽51,243–<br>₽184,310")
    assert drawn.layout.xaxis.tickangle == 0


def test_regions_of_one_name_are_outlined() -> None:
    """The default map has borders between rows 1, 2, 3 and 4 (5 cells each) and two upright ones of 1 and 2 rows."""
    shapes = rfm_matrix(matrix("R", "F")).layout.shapes
    level = [s for s in shapes if s.y0 == s.y1]
    upright = [s for s in shapes if s.x0 == s.x1]
    assert (len(level), len(upright)) == (15, 1 + 2 + 2)


def test_a_matrix_of_r_and_m_says_that_its_names_are_those_of_r_and_f() -> None:
    subtitle = "названия здесь по M вместо F; сегменты считаются по R × F"
    assert rfm_matrix(replace(matrix("R", "M"), lang="ru")).layout.title.subtitle.text == subtitle
    assert rfm_matrix(matrix("R", "F")).layout.title.subtitle.text is None


@pytest.mark.parametrize("columns", ["F", "M"])
def test_matrices_without_names_have_counts_only(columns: Axis) -> None:
    drawn = rfm_matrix(matrix("F", "M") if columns == "M" else matrix("M", "F"), lang="ru")
    assert not drawn.layout.shapes
    assert drawn.data[0].text[4][4] == "<b>1\u202f200</b>"
