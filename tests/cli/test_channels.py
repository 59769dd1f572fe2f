from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.settings import FILE
from tests.cli.test_commands import smartcom

SIGNING = """
[channels.email]
kind = "smtp"
host = "smtp.shop.example"
sender = "news@shop.example"
dkim_domain = "shop.example"
dkim_selector = "s2026"
dkim_key_env = "SHOP_DKIM_KEY"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_text(SIGNING, encoding="utf-8")
    return tmp_path


def test_the_record_is_that_of_the_key_and_never_the_key(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    monkeypatch.setenv("SHOP_DKIM_KEY", pem)
    assert smartcom("channel", "dkim-record", "--workspace", str(shop)) == (
        0, f's2026._domainkey.shop.example. IN TXT "v=DKIM1; k=ed25519; p={public}"\n',
    )  # fmt: skip
    (record,) = json.loads(smartcom("channel", "dkim-record", "--workspace", str(shop), "--json")[1])
    assert record == {
        "name": "s2026._domainkey.shop.example", "type": "TXT", "value": f"v=DKIM1; k=ed25519; p={public}",
    }  # fmt: skip


def test_a_missing_key_is_named(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_DKIM_KEY", raising=False)
    with pytest.raises(SetupError, match=r"the key s2026 of shop\.example is missing: set SHOP_DKIM_KEY"):
        smartcom("channel", "dkim-record", "--workspace", str(shop))


def test_without_a_channel_that_signs_the_sentence_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('name = "Mine"\n', encoding="utf-8")
    with pytest.raises(SetupError, match="set dkim_domain, dkim_selector and dkim_key_env"):
        smartcom("channel", "dkim-record", "--workspace", str(tmp_path))
