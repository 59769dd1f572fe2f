from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BeforeValidator, Field, SerializeAsAny

from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.core.errors import Fault, SpecError, UnknownName
from smartcom_kernel.core.family import Family


class Shape(Block):
    """Something drawn."""


SHAPES: Family[Shape] = Family("shape", Shape)
AnyShape = Annotated[SerializeAsAny[Shape], BeforeValidator(SHAPES.parse)]


@SHAPES.register
class Circle(Shape):
    """A round one."""

    kind = "circle"
    example = {"radius": 2}

    radius: int = Field(ge=1)

    def describe(self, lang: Lang = "en") -> str:
        return f"circle of {self.radius}" if lang == "en" else f"круг {self.radius}"


@SHAPES.register
class Group(Shape):
    """Several together."""

    kind = "group"
    example = {"of": [{"kind": "circle", "radius": 1}]}

    of: list[AnyShape]
    name: str = ""

    def describe(self, lang: Lang = "en") -> str:
        return ", ".join(shape.describe(lang) for shape in self.of)


def test_a_block_survives_the_way_to_plain_data_and_back() -> None:
    group = SHAPES.parse({"kind": "group", "of": [{"kind": "circle", "radius": 3}]})
    assert group.to_data() == {"kind": "group", "of": [{"kind": "circle", "radius": 3}]}
    assert SHAPES.parse(group.to_data()) == group


def test_a_block_of_the_family_passes_through_parse() -> None:
    circle = Circle(radius=1)
    assert SHAPES.parse(circle) is circle


def test_all_faults_of_a_nested_definition_come_at_once_with_their_paths() -> None:
    bad: dict[str, Any] = {
        "kind": "group",
        "colour": "red",
        "of": [{"kind": "circle", "radius": 0}, {"kind": "group", "of": [{"kind": "circel"}, 7]}],
    }
    with pytest.raises(SpecError) as caught:
        SHAPES.parse(bad)
    assert {fault.where for fault in caught.value.faults} == {
        "colour",
        "of[0].radius",
        "of[1].of[0].kind",
        "of[1].of[1]",
    }
    assert "did you mean 'circle'?" in str(caught.value)
    assert "4 faults" in str(caught.value)


def test_a_misspelt_field_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(SpecError, match="did you mean 'radius'"):
        SHAPES.parse({"kind": "circle", "radiuss": 1, "radius": 1})


def test_a_missing_field_is_said_to_be_required() -> None:
    with pytest.raises(SpecError, match="radius: is required"):
        SHAPES.parse({"kind": "circle"})


@pytest.mark.parametrize("data", [None, 5, "circle", ["circle"], {"radius": 1}, {"kind": 7}])
def test_data_without_a_kind_is_refused(data: object) -> None:
    with pytest.raises(SpecError, match="kind"):
        SHAPES.parse(data)


def test_a_second_block_of_one_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="already a shape of kind 'circle'"):

        @SHAPES.register
        class Wheel(Shape):
            kind = "circle"
            example = {}


def test_a_class_of_the_same_name_in_another_module_is_refused_and_the_same_one_again_replaces_the_first() -> None:
    shapes: Family[Shape] = Family("shape", Shape)
    shapes.register(Circle)

    def anew(module: str) -> type[Shape]:
        return type("Circle", (Circle,), {"__module__": module, "__qualname__": "Circle", "__doc__": "A round one."})

    with pytest.raises(ValueError, match=f"already a shape of kind 'circle': {__name__}"):
        shapes.register(anew("plugin"))
    assert shapes["circle"] is Circle
    assert shapes.register(anew(__name__)) is shapes["circle"] is not Circle


def test_a_block_of_another_family_is_refused() -> None:
    class Stranger(Block):
        kind = "stranger"
        example = {}

    with pytest.raises(ValueError, match="Stranger is no shape"):
        SHAPES.register(Stranger)


def test_an_unknown_kind_asked_for_by_name_is_a_key_error_that_reads_as_a_sentence() -> None:
    with pytest.raises(KeyError) as caught:
        SHAPES["circel"]
    assert str(caught.value) == "there is no shape called 'circel'; did you mean 'circle'?"
    assert isinstance(caught.value, UnknownName)


def test_the_catalogue_holds_help_example_and_schema_of_every_kind() -> None:
    circle = SHAPES.catalogue()[0]
    assert (circle["kind"], circle["help"]) == ("circle", "A round one.")
    assert circle["example"] == {"kind": "circle", "radius": 2}
    assert circle["schema"]["properties"]["radius"]["minimum"] == 1


def test_a_fault_seen_from_further_out_has_the_longer_path() -> None:
    assert str(Fault(("share",), "is 2").under("variants", 1)) == "variants[1].share: is 2"
