"""Which documents a folder, a glob or a file means."""

from pathlib import Path

from bot.sources.files import documents_in, fixed_folder


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_documents_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "deep/c.markdown", ".hidden.md", ".git/d.md", "README.md", "e.png"):
        write(tmp_path / name)
    assert [str(path.relative_to(tmp_path)) for path in documents_in(tmp_path)] == [
        "a.txt",
        "b.md",
        "deep/c.markdown",
    ]


def test_documents_of_a_glob_and_of_a_file(tmp_path: Path) -> None:
    for name in ("x/1.md", "x/2.txt", "y/3.md", "4.md", "x/.1.md", "README.md"):
        write(tmp_path / name)
    assert [path.name for path in documents_in(tmp_path / "*" / "*.md")] == ["1.md", "3.md"]
    assert [path.name for path in documents_in(tmp_path / "**" / "*.md")] == ["4.md", "1.md", "3.md"]
    assert documents_in(tmp_path / "absent.md") == [tmp_path / "absent.md"], (
        "its absence is told when it is read"
    )


def test_the_folder_to_watch() -> None:
    assert fixed_folder(Path("/in/box/*.md")) == Path("/in/box")
    assert fixed_folder(Path("/in/20??/x/*.md")) == Path("/in")
    assert fixed_folder(Path("/in/box")) == Path("/in/box")
    assert fixed_folder(Path("/in/daily.md")) == Path("/in"), (
        "a source may be one file, which is still to come"
    )


def test_a_name_that_exists_is_no_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "[news]" / "what?"
    for name in ("a[1].md", "a1.md", "*.md"):
        write(folder / name)
    assert [path.name for path in documents_in(folder)] == ["*.md", "a1.md", "a[1].md"]
    assert documents_in(folder / "a[1].md") == [folder / "a[1].md"]
    assert documents_in(folder / "*.md") == [folder / "*.md"]
    assert [path.name for path in documents_in(folder / "a*.md")] == ["a1.md", "a[1].md"]
    assert [path.name for path in documents_in(folder / "a[0-9].md")] == ["a1.md"]
    assert fixed_folder(folder / "a*.md") == fixed_folder(folder) == fixed_folder(folder / "*.md") == folder


def test_a_folder_may_be_called_like_a_document(tmp_path: Path) -> None:
    write(tmp_path / "box.md" / "a.md")
    assert fixed_folder(tmp_path / "box.md") == tmp_path / "box.md"
    write(tmp_path / "notes.rst")
    assert fixed_folder(tmp_path / "notes.rst") == tmp_path
