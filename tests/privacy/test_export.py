"""A person who asks gets everything that is known of them, and nothing of others."""

from __future__ import annotations

import json
import stat

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.workbench import Workbench
from tests.privacy.test_erase import shop

__all__ = ["shop"]


def test_an_export_holds_every_part_with_its_source_and_ground(shop: Workbench) -> None:
    path = shop.folder / "exports" / "a.json"
    report = shop.personal.export("ANNA-77", path)
    parts = json.loads(path.read_text(encoding="utf-8"))["parts"]
    assert report.parts == {name: len(part["rows"]) for name, part in parts.items()}
    assert [row["total"] for row in parts["receipts"]["rows"]] == ["100.50", "7.00"]
    assert parts["consents"]["ground"] == "duty to prove consent"
    assert parts["tags"]["rows"][0]["tag"] == "vip"
    assert {"customers", "receipt_lines", "metrics"} - set(parts) <= {"metrics"}
    text = path.read_text(encoding="utf-8") + report.page.read_text(encoding="utf-8")
    assert "boris" not in text.lower()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_audit_log_tells_of_an_export_without_naming_the_person(shop: Workbench) -> None:
    shop.personal.export("ANNA-77", shop.folder / "exports" / "a.json")
    [entry] = shop.audit
    assert (entry.customers, entry.personal) == (1, True)
    assert "ANNA" not in str(entry)


def test_an_export_in_the_workspace_goes_with_the_person(shop: Workbench) -> None:
    shop.personal.export("ANNA-77", shop.folder / "exports" / "a.json")
    report = shop.personal.erase(["ANNA-77"], reason="request 17")
    assert report.files == ("exports/a.html", "exports/a.json")


def test_nobody_is_exported_by_a_wrong_id_and_no_file_is_left(shop: Workbench) -> None:
    with pytest.raises(SpecError, match="nobody is known as 'X'"):
        shop.personal.export("X", shop.folder / "x.json")
    assert not (shop.folder / "x.json").exists()
