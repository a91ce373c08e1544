"""Brings the catalogues up to date: `python -m bot.locales.catalogues` in a checkout.

New messages come in untranslated and those that the source no longer has go out; tests fail until every
message has its translation. Nothing here is used by a running Ribao.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.locales import LOCALES

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
ROOMS = ("bot", "handlers")
JINJA = "jinja2.ext:babel_extract"
METHODS = [("**.py", "python"), ("**/templates/**.html", JINJA), ("**/templates/**.xml", JINJA)]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "say": None,
    "message": None,
    "Sentence": None,
    "counted": (1, 2),
}


def template(root: Path = ROOT) -> Catalog:
    """Every message of the source below `root`, in the order of their places."""
    catalog = Catalog(project="Ribao", charset="utf-8")
    for room in ROOMS:
        found = extract_from_dir(root / room, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",))
        for path, line, text, comments, _ in sorted(found, key=lambda entry: (entry[0], entry[1])):
            catalog.add(text, locations=[(f"{room}/{path}", line)], auto_comments=comments)
    return catalog


def catalogues(folder: Path = FOLDER) -> Iterator[tuple[Path, Catalog]]:
    """Each catalogue with the file that it stands in."""
    for locale in LOCALES:
        path = folder / f"{locale}.po"
        with path.open("rb") as source:
            yield path, read_po(source)


def update(folder: Path = FOLDER) -> None:
    """Rewrite each catalogue with the messages of the source; English speaks them as they are."""
    messages = template()
    for path, catalog in catalogues(folder):
        catalog.update(messages, no_fuzzy_matching=True, keep_user_comments=True)
        catalog.obsolete.clear()
        for entry in catalog:
            if entry.id and path.stem == "en":
                entry.string = entry.id
        header = path.read_text("utf-8").partition("\n\n")[0]  # Babel's own would change with every run
        body = io.BytesIO()
        # Sorted and without places, so that only a changed message changes the file.
        write_po(body, catalog, width=110, omit_header=True, no_location=True, sort_output=True)
        path.write_text(f"{header}\n\n{body.getvalue().decode()}", "utf-8")
        missing = [entry for entry in catalog if entry.id and not _translated(entry.string)]
        sys.stderr.write(f"{path.name}: {len(catalog)} messages, {len(missing)} to translate\n")


def _translated(string: str | list[str] | tuple[str, ...] | None) -> bool:
    return bool(string) if string is None or isinstance(string, str) else all(string)


if __name__ == "__main__":
    update()
