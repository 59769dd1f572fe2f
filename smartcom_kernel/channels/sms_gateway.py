"""How one provider of SMS speaks HTTP: what it is sent, what its answers mean, and what it tells later."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import Field, field_validator

from smartcom_kernel.channels.report import Callback, Report, Verdict
from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.errors import DataError, DeliveryError, SetupError
from smartcom_kernel.core.section import Section

PLACE = re.compile(r"\{([a-z_]+)\}")
LONGEST_CODE = 200
PRESETS = files("smartcom_kernel.channels") / "sms_gateways"


class Refused(Section):
    """What a code of refusal means."""

    kind: Literal["failed", "retry", "setup", "uncertain"] = "failed"
    """This message for good, this message later, every message, or nobody knows."""
    after_seconds: float | None = Field(None, gt=0, le=86_400)
    """How long to wait at least before it is tried again."""
    quality: int = Field(0, ge=0, le=50)
    """What it means for the number, as a code of contact data quality; 0 for nothing."""

    def error(self, code: str) -> DeliveryError | SetupError:
        """The error to raise for a code."""
        said = f"the SMS provider refused with {code}"
        if self.kind == "setup":
            return SetupError(f"{said}, as it would every message: check login, password, sender and balance")
        return DeliveryError(
            said, code=code, retryable=self.kind == "retry", uncertain=self.kind == "uncertain",
            retry_after_seconds=self.after_seconds, quality=self.quality,
        )  # fmt: skip


class Status(Section):
    """What a status in a receipt means."""

    verdict: Literal["delivered", "bounced", ""] = ""
    """What became of the message; empty while nothing has."""
    quality: int = Field(0, ge=0, le=50)
    """What it means for the number, as a code of contact data quality."""


class Receipt(Section):
    """How a provider tells later what became of a message: by a call with a form or a JSON object."""

    id_path: str = Field(min_length=1)
    """Where the provider's id of the message stands: names joined by dots."""
    status_path: str = Field(min_length=1)
    """Where the status stands."""
    code_path: str = ""
    """Where a code stands that says why it did not arrive."""
    statuses: dict[str, Status]
    """What each status means."""
    codes: dict[str, int] = Field({}, max_length=1000)
    """What such a code means for the number, in place of what the status says."""

    def read(self, callback: Callback) -> Report | None:
        """What a call says of a message; None where nothing has become of it yet.

        Raises:
            DataError: It names no message, or a status that is not in the table.
        """
        told = fields_of(callback)
        remote_id, status = at_path(told, self.id_path), at_path(told, self.status_path)
        if not remote_id or status not in self.statuses:
            raise DataError(
                f"a receipt must hold {self.id_path} and, in {self.status_path}, one of {', '.join(self.statuses)}, "
                f"not {status!r}"
            )
        meaning, code = self.statuses[status], at_path(told, self.code_path)
        if not meaning.verdict:
            return None
        bounced = meaning.verdict == "bounced"
        return Report(
            f"{remote_id}:{status}:{code}", Verdict(meaning.verdict), callback.received_at, remote_id=remote_id,
            code=code or status, quality=self.codes.get(code, meaning.quality) if bounced else 0,
        )  # fmt: skip


class Gateway(Section):
    """A provider's HTTP API for single SMS.

    `{to}`, `{text}`, `{sender}`, `{key}`, secrets by their names, and `{basic}` of login and password are filled in.
    """

    url: str
    """Where to post."""
    body: Literal["form", "json"] = "form"
    """How parameters are written."""
    headers: dict[str, str] = Field({}, max_length=20)
    """Headers, with places to fill in."""
    parameters: dict[str, str]
    """Parameters, with places to fill in: fields of a form, or of one flat JSON object."""
    success_path: str = ""
    """Where an answer says whether the message was taken; without it an id says so, where no code of refusal stands."""
    success_pattern: str = ".+"
    """Regular expression that what stands there fits wholly when it was."""
    id_path: str = Field(min_length=1)
    """Where an answer has the provider's id of the message: names joined by dots."""
    error_path: str = ""
    """Where an answer has the code of a refusal."""
    errors: dict[str, Refused] = Field({}, max_length=1000)
    """What each code means; any other is a refusal for good that says nothing of the number."""
    receipt: Receipt | None = None
    """How it tells later; None where it does not."""

    @field_validator("success_pattern")
    @classmethod
    def _is_a_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return pattern

    def places(self, further: Mapping[str, str]) -> set[str]:
        """The names of all places to fill in, with those of further parameters."""
        texts = [*self.headers.values(), *self.parameters.values(), *further.values()]
        return {name for text in texts for name in PLACE.findall(text)}

    def written(self, parameters: Mapping[str, str]) -> bytes:
        """Parameters as the body of a request."""
        if self.body == "json":
            return json.dumps(dict(parameters), ensure_ascii=False).encode("utf-8", "replace")
        return urlencode(parameters, encoding="utf-8", errors="replace").encode()

    def judged(self, answer: Mapping[str, Any]) -> str:
        """The provider's id of a message that it took.

        Raises:
            DeliveryError: It refused, or what it answered says neither.
            SetupError: It would refuse every message.
        """
        remote_id, code = at_path(answer, self.id_path), at_path(answer, self.error_path)
        said = at_path(answer, self.success_path) if self.success_path else "" if code else remote_id
        if remote_id and re.fullmatch(self.success_pattern, said):
            return remote_id
        if code:  # some providers give refused messages an id too
            raise self.errors.get(code, Refused()).error(code)
        raise DeliveryError("the SMS provider's answer says neither yes nor no", code="no answer", uncertain=True)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Text with its places filled in, once: what is put in is not read again.

    >>> filled("to={to}", {"to": "{password}", "password": "x"})
    'to={password}'
    """
    return PLACE.sub(lambda place: values[place[1]], text)


def preset(name: str) -> Gateway:
    """A gateway that ships with the workbench.

    Raises:
        ValueError: There is none of that name.
    """
    if name not in presets():
        raise ValueError(f"there is no SMS gateway {name!r}; there are {', '.join(presets())}")
    return Gateway.model_validate(plain_yaml.load((PRESETS / f"{name}.yml").read_text(encoding="utf-8")))


def presets() -> list[str]:
    """The names of gateways that ship with the workbench."""
    return sorted(entry.name.removesuffix(".yml") for entry in PRESETS.iterdir() if entry.name.endswith(".yml"))


def at_path(told: object, path: str) -> str:
    """What stands at names joined by dots, as a short text; empty where nothing does.

    >>> at_path({"data": {"id": 7}}, "data.id")
    '7'
    """
    for name in path.split(".") if path else [""]:
        told = told.get(name) if isinstance(told, dict) else None
    if isinstance(told, bool):
        return str(told).lower()
    return " ".join(str(told).split())[:LONGEST_CODE] if isinstance(told, str | int) else ""


def fields_of(callback: Callback) -> dict[str, Any]:
    """The fields of a call, of its JSON object or its form.

    Raises:
        DataError: It is neither.
    """
    try:
        text = callback.body.decode()
        if text.lstrip().startswith("{"):
            return dict(json.loads(text))
        return dict(parse_qsl(text, max_num_fields=100))
    except (ValueError, TypeError, RecursionError) as error:
        raise DataError(f"a receipt must be a form or a JSON object in UTF-8: {type(error).__name__}") from None
