"""The promises that every kind of every family keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from pydantic import ValidationError

from smartcom_kernel.catalogue import FAMILIES, catalogue
from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.block import Block
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.family import Family
from tests.conformance.blocks import EVERY_BLOCK, example_of

GUIDE = Path(__file__).parents[2] / "docs" / "guide"

every_block = pytest.mark.parametrize(("family", "kind"), EVERY_BLOCK)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_has_members_and_a_catalogue_of_them(name: str) -> None:
    assert [entry["kind"] for entry in catalogue(name)] == list(FAMILIES[name])
    assert len(FAMILIES[name]) > 0


def test_an_unknown_family_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="there is no family called 'conditions'; did you mean 'condition'"):
        catalogue("conditions")


@every_block
def test_the_example_builds_and_survives_yaml(family: Family[Block], kind: str) -> None:
    block = family.parse(example_of(family[kind]))
    data = block.to_data()
    assert next(iter(data)) == "kind"
    assert family.parse(plain_yaml.load(plain_yaml.dump(data))) == block


@every_block
def test_an_unknown_field_is_refused_with_its_path(family: Family[Block], kind: str) -> None:
    with pytest.raises(SpecError, match="nonsense: is not a field here"):
        family.parse({**example_of(family[kind]), "nonsense": 1})


@every_block
def test_it_says_itself_in_english_and_russian(family: Family[Block], kind: str) -> None:
    block = family.parse(example_of(family[kind]))
    english, russian = block.describe("en"), block.describe("ru")
    assert english.strip() == english != ""
    assert russian.strip() == russian != english
    assert not english.endswith(".")
    assert not russian.endswith(".")


@every_block
def test_its_help_is_a_sentence(family: Family[Block], kind: str) -> None:
    help_text = family[kind].help()
    assert len(help_text.split()) > 2
    assert help_text[0].isupper()
    assert help_text.endswith(".")
    assert family[kind].__doc__ != family.base.__doc__


@every_block
def test_every_field_has_help(family: Family[Block], kind: str) -> None:
    assert [name for name, field in family[kind].model_fields.items() if not field.description] == []


@every_block
def test_its_schema_is_valid_and_accepts_the_example(family: Family[Block], kind: str) -> None:
    schema: dict[str, Any] = next(e["schema"] for e in family.catalogue() if e["kind"] == kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(family[kind].example, schema)


@every_block
def test_it_cannot_be_changed(family: Family[Block], kind: str) -> None:
    block = family.parse(example_of(family[kind]))
    for field in type(block).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(block, field, None)
    hash(block)


@every_block
def test_the_guide_tells_of_it(family: Family[Block], kind: str) -> None:
    guide = "".join(page.read_text(encoding="utf-8") for page in sorted(GUIDE.glob("*.md")))
    assert f"`{kind}`" in guide
