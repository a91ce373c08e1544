"""Documents of our own writing, and everything that reading them gives.

After a change that is meant: python -m tests.golden.test_documents, and read the difference.
"""

import json
from pathlib import Path

import pytest

from bot.documents import load

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".md", ".txt"))


def reading(path: Path) -> str:
    """What the document at `path` gives, as text that is good to compare."""
    return json.dumps(load(path)[0].model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_are_read_as_before(path: Path) -> None:
    assert reading(path) == path.with_suffix(".json").read_text()


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.with_suffix(".json").write_text(reading(document))
