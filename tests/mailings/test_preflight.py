"""Marketing that may not leave as it is stays, before anybody is planned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.workbench import Workbench

HTML = "<p>Dear {{ client.first_name }}, come and see us!</p><a href='http://shop.example'>shop</a>"
SMTP = {"kind": "smtp", "host": "127.0.0.1", "security": "none", "sender": "news@shop.example"}


def saved(wb: Workbench, folder: Path, **mailing: Any) -> None:
    (folder / "1.csv").write_text("customer_id,first_name,email\nC1,Anna,anna@example.com\n", encoding="utf-8")
    wb.load("customers", folder / "1.csv")
    wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
    wb.templates.save("hello", {"medium": "email", "subject": "For you", "html": HTML})
    variants = [{"name": "A", "templates": {"email": "hello"}}]
    wb.mailings.save("spring", {"segment": "all", "variants": variants, **mailing})


def test_what_would_reach_people_is_refused_with_every_finding(workspace: Path, tmp_path: Path) -> None:
    with Workbench.open(workspace, clock=FixedClock("2018-01-10"), channels={"email": SMTP}) as wb:
        saved(wb, tmp_path)
        found = wb.mailings.check("spring").describe()
        with pytest.raises(SpecError) as refused:
            wb.mailings.send("spring")
        with pytest.raises(DataError, match="never planned"):
            wb.mailings.report("spring")
    said = [str(fault) for fault in refused.value.faults]
    assert all(line.startswith("variants.A.email.hello: ") for line in said)
    for words in ("http://shop.example is not encrypted", "List-Unsubscribe", "how to leave", "nobody signs"):
        assert any(words in line for line in said)
        assert words in found
    assert "advice on hello: preheader: is absent" in found
    assert not any("preheader" in line for line in said)


def test_what_only_goes_into_a_folder_and_what_is_no_marketing_is_planned(workspace: Path, tmp_path: Path) -> None:
    with Workbench.open(workspace, clock=FixedClock("2018-01-10")) as wb:
        saved(wb, tmp_path)
        assert not wb.mailings.check("spring").good
        assert wb.mailings.send("spring").people == 1
    with Workbench.open(workspace, clock=FixedClock("2018-01-10"), channels={"email": SMTP}) as wb:
        saved(wb, tmp_path, purpose="service")
        assert wb.mailings.send("spring", occasion="order").people == 1
