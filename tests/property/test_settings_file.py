"""Whatever the wizard was answered, what it writes is TOML that means just that, and good settings."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.wizard.answers import Answers
from bot.cli.wizard.writing import KEY, toml
from bot.introduction import Place
from config import example, tried

TEXTS = st.text(st.characters(codec="utf-8"))


@given(TEXTS)
def test_a_text_is_read_as_it_was(text: str) -> None:
    assert tomllib.loads(f"x = {toml(text)}\ny = {toml([text, text])}") == {"x": text, "y": [text, text]}


@settings(max_examples=50)
@given(name=TEXTS.filter(str.strip), title=TEXTS, web=st.booleans(), thread=st.booleans())
def test_the_answers_come_back(name: str, title: str, web: bool, thread: bool) -> None:
    place = Place(address="-1001234/12" if thread else "-1001234", title=title, kind="channel")
    forum = Place(address="112233445566778899", title="", kind="forum")
    answers = Answers(
        name=name,
        tokens={"telegram": "123:abc", "discord": None},
        admins={"telegram:100": title},
        places=[
            ("telegram", place),
            ("discord", forum),
        ],
        listen="127.0.0.1:8080" if web else None,
    )
    text = answers.text(example())
    content = tomllib.loads(text)
    assert content["publications"][0]["name"] == name
    assert content["platforms"]["telegram"] == {"token": "123:abc"}
    assert ("web" in content["platforms"]) is web
    read = tried(content)
    assert [target.full_address for target in read.targets] == [place.address, "112233445566778899"]
    assert read.admins == ("telegram:100",)
    # Every key of the example is still there, set or as a comment.
    keys = [found["key"] for line in example().splitlines() if (found := KEY.fullmatch(line))]
    kept = [found["key"] for line in text.splitlines() if (found := KEY.fullmatch(line))]
    assert kept[: len(keys)] == keys
