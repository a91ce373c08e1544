"""Bytes and files: encodings, line ends, and what is refused with which sentence."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.documents import decode, load, read
from bot.documents.source import LIMIT
from bot.errors import ParseError

TEXT = "# 2025-05-24 资讯日报\n\n## 新闻\n\n### 海风起\n\n风来了。[>阅读原文](https://a.example/1)\n"
CHINESE = "海边的城市公布了新的公交线路图。市民可以在车站领取纸质版本,也可以在网上查看。" * 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT
    assert decode(CHINESE.encode(encoding)) == CHINESE


def test_traditional_characters_in_gb18030() -> None:
    text = "臺灣的書店開始販售新的雜誌，內容包括設計與建築。歡迎讀者來信。\n" * 3
    assert decode(text.encode("gb18030")) == text


def test_latin_text_in_utf_16_without_its_mark() -> None:
    assert decode("# Weekly 2025-05-24\n\n- [A](https://a.example)\n".encode("utf-16-le")).startswith(
        "# Weekly"
    )


def test_line_ends_become_one_and_lines_keep_their_numbers() -> None:
    assert decode(b"a\r\nb\rc\nd\r\n\r\ne") == "a\nb\nc\nd\n\ne"
    digest = read("# 日报 2025-01-01\r\n\r\n- [a](javascript:x) 早间消息一则\r- [b](https://b.example)")
    assert [warning.line for warning in digest.warnings] == [3]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        ("\ufeff \n".encode("utf-16-le"), "is empty"),
        (b"\x00\x00\x00\x00", "is empty"),
        (b"%PDF-1.7\n...", "is a PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"x" * (LIMIT + 1), "larger than 5 MB"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "is broken here"),
        (
            b"line one\nline two \xff\xff\xff\xff\xff\xff",
            "line 2: notes.md is not a text in UTF-8, UTF-16 or GB18030",
        ),
        (
            b"one\ntwo\nthree \x00 four is a longer line of text, " + b"as lines are, " * 9,
            "line 3: notes.md holds a NUL",
        ),
        (bytes(range(256)) * 9, "not a text"),
        (b"\x01\x02\x03\x04text\x05\x06", "is a binary file"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(raw: bytes, says: str) -> None:
    with pytest.raises(ParseError) as caught:
        decode(raw, "notes.md")
    assert says in str(caught.value)
    assert "notes.md" in str(caught.value)


def test_load_gives_the_digest_and_the_hash_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "2025-05-24.md"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode("utf-16"))
    digest, text_hash = load(path)
    assert digest == read(TEXT, path.name)
    assert text_hash == hashlib.sha256(TEXT.encode()).hexdigest()


def test_load_refuses_what_is_no_readable_file(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    for path, says in [
        (tmp_path, "is a folder"),
        (tmp_path / "absent.md", "there is no file"),
        (fifo, "not a regular file"),
        (tmp_path / ("x" * 300), "can't be read"),
        (Path("a\x00b"), "there is no file"),
    ]:
        with pytest.raises(ParseError, match=says):
            load(path)


def test_load_reads_no_more_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    with path.open("wb") as file:
        file.truncate(LIMIT * 100)
    with pytest.raises(ParseError, match="larger than 5 MB"):
        load(path)


def test_importing_documents_does_not_import_markdown() -> None:
    text = "月刊\n\n1\n\n甲\n\n乙丙丁\n\n戊己庚。"
    code = f"import sys, bot.documents as d; d.read({text!r}); print('markdown_it' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
