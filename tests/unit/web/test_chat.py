"""The box for commands: the same answers as in a chat, by form and by link."""

from urllib.parse import quote

import pytest

from bot.commands.models import Button, Links, Reply, Request, Text
from bot.commands.table import COMMANDS, commands_for
from bot.models import Link
from handlers.web.commands import ask
from tests.unit.web.editions import STORIES
from tests.unit.web.reader import Reader

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def test_box_offers_every_command(reader: Reader) -> None:
    page = (await reader.get("/chat")).page
    offered = page.one("ul", class_="examples").text
    assert all(f"/{name}" in offered for name in commands_for())
    assert not [name for name in COMMANDS.keys() - commands_for().keys() if f"/{name}" in offered.split()]
    form = page.one("form", class_="say")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/chat")


@pytest.mark.parametrize("name", list(COMMANDS))
async def test_every_command_is_answered(reader: Reader, name: str) -> None:
    answer = await reader.get(f"/chat?line=/{name}")
    assert answer.page.one("section", class_="answer").text.strip()


async def test_form_and_link_give_the_same_answer(reader: Reader) -> None:
    posted = await reader.ask("/chat", "POST", headers=FORM, data=b"line=%2Fdigest+2025-05-24")
    linked = await reader.get("/chat?line=/digest+2025-05-24")
    assert posted.text == linked.text
    titles = [title for stories in STORIES.values() for title, _ in stories]
    assert all(title in posted.page.one("section", class_="answer").text for title in titles)


async def test_digest_and_items_lead_to_their_pages(reader: Reader) -> None:
    links = (await reader.get("/chat?line=/today")).page.links
    assert "/d/ai-daily/2025-05-24" in links
    assert len([link for link in links if link.startswith("/item/")]) == 8
    links = (await reader.get(f"/chat?line=/section+{quote('算法论文')}")).page.links
    for link in links:
        if link.startswith("/item/"):
            await reader.get(link)


async def test_buttons_go_on_to_every_page(reader: Reader) -> None:
    seen, path = list[str](), f"/chat?line=/section+{quote('新闻资讯')}"
    while path:
        page = (await reader.get(path)).page
        seen += [link for link in page.links if link.startswith("/item/")]
        forward = [a.attributes["href"] for a in page.all("a", class_="button") if "▶" in a.text]
        path = next((href for href in forward if "%2Fsection+" in href), "")
        assert len(seen) < 100
    assert len(seen) == len(set(seen)) == 20


async def test_every_kind_of_block_is_shown(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []

    async def answer(store: object, request: Request) -> Reply:
        asked.append(request)
        return Reply(
            blocks=(
                Text(kind="heading", text="一<"),
                Text(text="二\n行"),
                Text(kind="note", text="三"),
                Text(kind="example", text="/search a&b"),
                Links(links=(Link(label="原<文", url="https://example.com/a?b&c"),)),
            ),
            buttons=((Button(label="更多", command="search", argument="a&b", page="2.k"),), ()),
            failed=True,
        )

    monkeypatch.setattr("handlers.web.commands.answer", answer)
    page = (await reader.get("/chat?line=/Search+a%26b&page=1.z")).page
    assert (asked[0].command, asked[0].argument, asked[0].page) == ("search", "a&b", "1.z")
    assert asked[0].actor.id == "web:0"
    assert not asked[0].actor.operator
    assert str(asked[0].now) == "2025-05-24 12:00:00+08:00"
    assert page.all("section", class_="failed")
    assert page.one("p", class_="plain").text == "二\n行"
    assert "/chat?line=%2Fsearch%20a%26b" in page.links
    assert "/chat?line=%2Fsearch+a%26b&page=2.k" in page.links
    assert "https://example.com/a?b&c" in page.links


def test_button_without_argument_or_page() -> None:
    assert ask(Button(label="x", command="today")) == "/chat?line=%2Ftoday"
