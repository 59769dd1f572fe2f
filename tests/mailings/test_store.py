from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.mailings.store import MailingStore

SPRING = {
    "title": "Весна",
    "segment": "sleeping",
    "variants": [
        {"name": "gift", "share": 0.3, "templates": {"sms": "gift_sms", "email": "gift"}},
        {"name": "plain", "share": 0.7, "templates": {"email": "plain"}},
    ],
    "control_share": 0.2,
    "attribution": {"within_days": 10},
}


def test_a_saved_mailing_comes_back_as_it_was(tmp_path: Path) -> None:
    store = MailingStore(tmp_path / "mailings")
    saved = store.save("spring", SPRING)
    assert store["spring"] == saved
    assert store["spring"].to_data() == SPRING
    assert list(store["spring"].variants[0].templates) == ["sms", "email"]
    assert list(store) == ["spring"]
    assert "title: Весна" in (tmp_path / "mailings" / "spring.yml").read_text(encoding="utf-8")


def test_a_mailing_that_does_not_exist_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    store = MailingStore(tmp_path)
    store.save("spring", SPRING)
    with pytest.raises(UnknownName, match="did you mean 'spring'"):
        store["sprnig"]
    store.delete("spring")
    assert len(store) == 0


def test_a_faulty_file_is_refused_with_every_fault(tmp_path: Path) -> None:
    (tmp_path / "spring.yml").write_text("segmnt: sleeping\ncontrol_share: 2\nvariants: []\n", encoding="utf-8")
    with pytest.raises(SpecError) as refused:
        MailingStore(tmp_path)["spring"]
    assert [fault.where for fault in refused.value.faults] == ["segment", "variants", "control_share", "segmnt"]
