"""A request's parameters, whichever way they came: urlencoded, JSON, multipart, or in the address."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.values import Json


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    mime: str


@dataclass
class Parameters:
    """Named values, read leniently as the Bot API does: numbers and objects may come as text."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A text; absent counts as empty."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; what is none counts as 0, as in the Bot API."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        return whole(value)

    def flag(self, name: str) -> bool:
        """Whether something was asked for."""
        return str(self.values.get(name, "")).lower() in {"true", "yes", "1", "t", "y"}

    def json(self, name: str, what: str | None = None) -> Json:
        """An object or array, decoded; None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what or name} JSON object") from None

    def object(self, name: str, what: str) -> dict[str, Any] | None:
        """An object; None when absent. `what`: as error texts call it."""
        value = self.json(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {what}: expected an Object")
        return value

    def list(self, name: str) -> list[Any]:
        """An array; absent counts as empty."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"can't parse {name}: expected an Array")
        return value


async def read(request: web.Request) -> Parameters:
    """Read a request's parameters and files. Raises Refusal for a body that can't be read."""
    values: dict[str, Any] = dict(request.query)
    kind = request.content_type
    if request.method == "GET" or not request.body_exists:
        return Parameters(values)
    if kind == "multipart/form-data":
        files: dict[str, Upload] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                values[name] = value
        return Parameters(values, files)
    try:
        body = (await request.read()).decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if kind == "application/json":
        values |= _object(body)
    else:
        values |= dict(parse_qsl(body, keep_blank_values=True))
    return Parameters(values)


def whole(value: Json) -> int:
    """A whole number; 0 for what is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _object(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise bad_request("can't parse request: expected an Object")
    return found
