"""The type of what arrives from outside, to be checked by hand."""

from typing import Any, TypeAlias

Json: TypeAlias = Any
