from __future__ import annotations

from pathlib import Path

from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.intake.load import load
from smartcom_kernel.workbench import Workbench

CUSTOMERS = "customer_id,email,email_consent\nC1,anna@example.com,true\nC2,boris@example.com,true\n"
OPTED_OUT = "customer_id,email,email_consent\nC1,anna@example.com,false\nC2,boris@example.com,true\n"
MAILING = {"segment": "all", "control_share": 0.0, "variants": [{"name": "A", "templates": {"email": "hello"}}]}


def load_and_die(wb: Workbench, file: Path, text: str) -> None:
    """What is left of a load that is killed as soon as its customers are in the lake."""
    file.write_text(text, encoding="utf-8")
    load(wb.lake, wb.state, "customers", [file], settings=wb.settings, rejects_folder=wb.folder / "rejects")


def test_an_opt_out_that_came_with_a_load_that_was_killed_is_heeded(workspace: Path, tmp_path: Path) -> None:
    with Workbench.open(workspace, clock=FixedClock("2018-01-10")) as wb:
        wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
        wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>Hello</p>"})
        wb.mailings.save("hello", MAILING)
        load_and_die(wb, tmp_path / "1.csv", CUSTOMERS)
        wb.refresh()
        wb.mailings.send("hello")
        load_and_die(wb, tmp_path / "2.csv", OPTED_OUT)
        assert wb.deliver().accepted == 1
        assert ConsentBook(wb.state).of("C1")["email"].granted is False
