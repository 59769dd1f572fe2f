"""Templates from the command line, from the first to its versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError, UnknownName
from tests.cli.test_commands import smartcom


def test_a_template_is_begun_checked_shown_changed_and_brought_back(workspace: Path, tmp_path: Path) -> None:
    where = ["--workspace", str(workspace)]
    assert smartcom("init", str(workspace))[0] == 0
    assert "no templates yet" in smartcom("template", "list", *where)[1]
    assert smartcom("template", "new", "hello", "--from", "welcome", *where)[0] == 0
    assert smartcom("template", "check", "hello", *where) == (0, "hello: in order.\n")

    page = tmp_path / "page.html"
    code, said = smartcom("template", "preview", "hello", "--out", str(page), *where)
    assert (code, said.startswith("Welcome to My shop, first name")) == (0, True)
    assert '<iframe sandbox="" title=' in page.read_text(encoding="utf-8")

    source = workspace / "templates" / "hello.yml"
    source.write_text("medium: sms\ntext: '{{ client.frist_name }}'\n", encoding="utf-8")
    with pytest.raises(SpecError, match=r"did you mean client\.first_name"):
        smartcom("template", "check", "hello", *where)
    (listed,) = json.loads(smartcom("template", "list", "--json", *where)[1])
    assert (listed["medium"], len(listed["faults"]), listed["versions"]) == ("sms", 1, 1)
    assert "-medium: email" in smartcom("template", "diff", "hello", "1", *where)[1]
    assert smartcom("template", "restore", "hello", "1", *where)[0] == 0
    versions = json.loads(smartcom("template", "history", "hello", "--json", *where)[1])
    assert [(one["number"], one["current"]) for one in versions] == [(3, True), (2, False), (1, False)]
    assert "frist_name" in smartcom("template", "show", "hello", "--version", "2", *where)[1]
    assert smartcom("template", "uses", "block:hero", *where) == (0, "hello\n")

    file = tmp_path / "mail.html"
    file.write_text("<title>Hi</title><p onclick=x()>*|REWARDS|*</p>", encoding="utf-8")
    code, said = smartcom("template", "import", str(file), "--name", "spring", *where)
    assert (code, "removed: onclick=…, 1 times" in said, "foreign.REWARDS" in said) == (1, True, True)
    with pytest.raises(UnknownName, match="did you mean 'spring'"):
        smartcom("template", "show", "sprin", *where)
