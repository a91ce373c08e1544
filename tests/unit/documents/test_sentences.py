"""What is odd or wrong in a document is said in Chinese too: everything that bot.documents can say."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from bot.documents import load, read
from bot.documents.source import LIMIT
from bot.errors import ParseError
from bot.locales import catalogue
from bot.models import Locale
from bot.sentence import Sentence
from bot.sources.files import documents_in
from tests.golden.test_documents import FOLDER as GOLDEN

ROOT = Path(__file__).parents[3] / "bot"
CHINESE = pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
ENGLISH = re.compile(r"[A-Za-z]+")
# Letters that are at home in a Chinese sentence.
NAMES = re.compile(
    "docs/documents.md|date|(?:2025-05-24)?\\.?md|http\\(s\\)|GIF|JPEG|PNG|PDF|ZIP|gzip|Office|SQLite|Markdown"
    "|NUL|UTF|GB|KB|MB"
)

ITEM = "正文。[>阅读原文](https://a.example/1)\n"
DAILY = f"# 2025-05-24 资讯日报\n\n## 新闻\n\n### 海风起\n\n{ITEM}\n"
PARAGRAPH = "云帆航运近日宣布，新造的集装箱船在东海岸完成试航，并将于年内投入近海航线运营。" * 3
JOURNAL = f"云帆航运观察月刊（2024年11月）\n\n1\n\n港口\n\n试航完成\n\n{PARAGRAPH}\n\n"
ODD: dict[str, str | bytes] = {
    "no text.md": f"{DAILY}### 没有下文\n",
    "no heading.md": f"{DAILY}### \n\n{ITEM}",
    "2025-05-25.md": DAILY,
    "2025-05-26.md": "# 科技早报 2025-05-24\n\n## 头条\n\n- [一则](https://a.example/1) 说明文字\n",
    "empty day.md": "# 2025-05-24 资讯日报\n\n这一天没有新文章。\n",
    "cover.md": f"---\ncover: images/c.png\n---\n\n{DAILY}",
    "links.md": f"{DAILY}[甲](ftp://a.example) ![乙](b.png)\n",
    "many.md": DAILY + "[甲](ftp://a.example)\n\n" * 300,
    "long.md": DAILY.replace("海风起", "海风起" * 200),
    "no date.md": DAILY.replace("2025-05-24 ", ""),
    "bell.md": DAILY.replace("正文", "正\x0c\x07文"),
    "no items.txt": f"{JOURNAL}2\n\n人物访谈\n",
    "paragraphs.txt": f"{JOURNAL}2\n\n数据\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n",
    "headlines.txt": f"{JOURNAL}2\n\n数据\n\n新增装机创新高\n",
    "letter.md": "# 菜谱\n\n## 汤\n\n### 番茄汤\n\n切好番茄。\n",
    "nothing.md": "你好。\n",
    "large.md": "x" * (LIMIT + 1),
    "blank.md": " \n",
    "lines.md": "a\n" * 500_001,
    "nul.md": f"{DAILY}\x00\n",
    "a.pdf.md": b"%PDF-1.7",
    "a.zip.md": b"PK\x03\x04",
    "a.png.md": b"\x89PNG",
    "a.jpg.md": b"\xff\xd8\xff",
    "a.gif.md": b"GIF8",
    "a.gz.md": b"\x1f\x8b",
    "a.db.md": b"SQLite format 3",
    "a.elf.md": b"\x7fELF",
    "a.doc.md": b"\xd0\xcf\x11\xe0",
    "broken.md": b"\xef\xbb\xbf# AI\n\n\xff\xff\n",
    "latin.md": b"\xff\x80\xfe" * 3,
    "binary.md": "a\x01\x02" * 100,
    "quotes.md": ">" * 150 + " a\n",
    "brackets.md": f"{DAILY}{'[' * 400}a\n",
}
HOSTILE = "“{title}” has no text below it; {0} {n} {} %s %(a)s (Telegram: {x}) line 3: \\1 "


def messages(*files: str) -> set[str]:
    """The messages of all sentences in these files of bot/."""
    methods = [(file, "python") for file in files]
    found = extract_from_dir(ROOT, methods, keywords={"Sentence": None})
    return {text for _, _, text, _, _ in found if isinstance(text, str)}


def sentences_in(path: Path) -> Iterator[str]:
    """What the document gives cause to say."""
    try:
        digest, _ = load(path)
    except ParseError as error:
        yield error.sentence
    else:
        yield from (warning.message for warning in digest.warnings)


def within(text: str) -> Iterator[Sentence]:
    """The sentence, and those that stand in it."""
    if isinstance(text, Sentence):
        yield text
        for value in text.values.values():
            yield from within(value) if isinstance(value, str) else ()


def quoted(sentence: Sentence) -> list[str]:
    """The values that are said as they are."""
    values = [each for part in within(sentence) for each in part.values.values()]
    return [str(value) for value in values if not isinstance(value, Sentence)]


def english_in(text: str, sentence: Sentence) -> list[str]:
    """The English words that are not quoted."""
    for value in sorted(quoted(sentence), key=len, reverse=True):
        text = text.replace(value, "…")
    return ENGLISH.findall(NAMES.sub("", text))


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Sentence]:
    """What reading each of the odd documents, and our golden ones, gives cause to say."""
    folder = tmp_path_factory.mktemp("odd")
    for name, content in ODD.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    missing = [folder / "missing.md", folder / f"{'长' * 300}.md"]
    found = [
        said for path in (*folder.iterdir(), *missing, *documents_in(GOLDEN)) for said in sentences_in(path)
    ]
    with pytest.raises(ParseError) as caught:
        read("")
    found.append(caught.value.sentence)
    assert all(isinstance(said, Sentence) for said in found)
    return [said for said in found if isinstance(said, Sentence)]


def test_nothing_can_be_said_that_is_not_said_here(everything: list[Sentence]) -> None:
    said = {part.message for sentence in everything for part in within(sentence)}
    known = messages("documents/*.py")
    assert len(known) > 30
    assert known - said == set()


@CHINESE
def test_no_english_is_left(everything: list[Sentence], locale: Locale) -> None:
    say = catalogue(locale)
    told = {say.sentence(sentence): sentence for sentence in everything}
    assert {text: words for text, of in told.items() if (words := english_in(text, of))} == {}
    for text, sentence in told.items():
        assert all(value in text for value in quoted(sentence))


@CHINESE
def test_no_english_is_left_of_what_is_said_when_a_document_is_handed_in(locale: Locale) -> None:
    for text in messages("ingest.py", "submit.py", "errors.py"):
        values = dict.fromkeys(re.findall(r"\{(\w+)\}", text), "0")
        sentence = Sentence(text, **values)
        assert english_in(catalogue(locale).sentence(sentence), sentence) == []


@CHINESE
def test_line_and_title_come_through_whatever_they_hold(locale: Locale) -> None:
    say = catalogue(locale)
    for title in (HOSTILE, HOSTILE * 60, "{" * 5000, "”" * 5000, "a" * 5000):
        sentence = Sentence("“{title}” has no text below it", title=title)
        assert sentence == f"“{title}” has no text below it"
        before, _, after = say("“{title}” has no text below it", title="|").partition("|")
        assert say.sentence(sentence) == before + title + after
        error = ParseError(sentence, 12345)
        assert str(error) == f"line 12345: {sentence}"
        assert say.sentence(error.sentence) == f"第 12345 行：{before}{title}{after}"


@CHINESE
def test_of_a_hostile_document_only_the_quoted_title_is_as_it_was(tmp_path: Path, locale: Locale) -> None:
    path = tmp_path / "hostile.md"
    title = HOSTILE.replace("\\", "").strip()
    path.write_text(f"{DAILY}### {title}\n", "utf-8")
    (warning,) = load(path)[0].warnings
    told = catalogue(locale).sentence(warning.message)
    assert title[:40] in told
    assert "has no text below it" not in told.replace(title[:40], "")
    assert warning.line == 9


def test_a_text_that_is_no_sentence_is_said_as_it_is() -> None:
    assert catalogue("zh-CN").sentence("Discard {x}") == "Discard {x}"
