"""A block: one kind of thing (a condition, a metric, a channel), written once as a frozen model.

Its fields are its form, its docstring is its help, `example` shows it, `describe` says it in a sentence.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

Lang = Literal["en", "ru"]


class Block(BaseModel):
    """Base of everything that comes in kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    kind: ClassVar[str]
    example: ClassVar[dict[str, Any]]

    def describe(self, lang: Lang = "en") -> str:
        """This block in one sentence, without a full stop.

        Args:
            lang: ``"en"`` or ``"ru"``.
        """
        raise NotImplementedError(f"{type(self).__name__} must say itself")

    def to_data(self) -> dict[str, Any]:
        """This block as plain data (what stands in YAML): `kind` first, defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)

    @model_serializer(mode="wrap")
    def _with_kind(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"kind": self.kind, **dump(self)}

    @classmethod
    def help(cls) -> str:
        """The first sentence of the docstring: the help text of widgets and docs."""
        return (cls.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ").strip()
