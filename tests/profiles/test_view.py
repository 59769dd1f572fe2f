"""What the settings say of the profile: which parts it shows, and which attributes come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.workbench import Workbench

FILES = {
    "customers": "customer_id,first_name,city,gender\nC1,Anna,Kazan,f\n",
    "products": "product_id,name\nlatte,Latte\n",
    "receipts": "receipt_id,customer_id,issued_at,total\nR1,C1,2017-12-01T10:00:00Z,100\n",
    "receipt_lines": "receipt_id,line_no,product_id,quantity,amount\nR1,1,latte,1,100\n",
}


def page(workspace: Path, tmp_path: Path, settings: str) -> str:
    """The profile of Anna as a notebook shows it, with its timeline below."""
    (workspace / "smartcom.toml").write_text(settings, encoding="utf-8")
    with Workbench.open(workspace) as wb:
        for table, text in FILES.items():
            (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
            wb.load(table, tmp_path / f"{table}.csv")
        wb.refresh(as_of="2018-01-01")
        profile = wb.profile("C1")
        assert profile.metrics["receipts"] == 1
        return profile._repr_html_() + " ".join(h.text for h in profile.timeline("en"))


@pytest.mark.parametrize(
    ("settings", "receipts", "lines"),
    [
        ("", True, True),
        ("[profile]\nreceipt_lines = false\n", True, False),
        ("[profile]\nreceipts = false\n", False, False),
    ],
)
def test_receipts_and_what_was_on_them_can_be_hidden(
    workspace: Path, tmp_path: Path, settings: str, receipts: bool, lines: bool
) -> None:
    shown = page(workspace, tmp_path, settings)
    assert ("Last receipts" in shown) is receipts
    assert ("Latte × 1" in shown) is lines


def test_attributes_come_in_the_order_that_is_asked_for(workspace: Path, tmp_path: Path) -> None:
    shown = page(workspace, tmp_path, '[profile]\nattributes = ["city", "gender"]\n')
    assert shown.index(">Kazan<") < shown.index(">gender<") < shown.index(">first name<")


def test_an_attribute_that_nobody_has_is_named_with_the_nearest(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(
        SpecError, match=r"profile\.attributes\[1\]: 'ciyt' is no attribute of customers; did you mean 'city'"
    ):
        page(workspace, tmp_path, '[profile]\nattributes = ["gender", "ciyt"]\n')
