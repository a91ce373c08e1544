"""Readers on Telegram: every reading command everywhere, pages, deep links, inline mode, menus, the guard."""

import re
from collections.abc import Iterator

import pytest

from tests.e2e.telegram import Message, Newsroom, labels, once
from tests.fakes.telegram.client import RemotePerson

CHIPS = tuple(f"英伟达第{number}号芯片" for number in range(1, 27))
SECTIONS = {"新闻资讯": CHIPS[:14], "产品应用": CHIPS[14:], "算法论文": ("论文一则",)}
BODY = "读者慢慢地看下去，一句接着一句。" * 9

# In private each is asked by somebody else: a chat has a pace of its own.
ASKED = {
    "/start": "欢迎使用日报",
    "/help": "/search",
    "/help search": "since:",
    "/today": CHIPS[0],
    "/digest today": CHIPS[0],
    "/digest": "要看哪一期",
    "/digest 1999-01-01": "1999",
    "/section 论文": "论文一则",
    "/section 产品应用": CHIPS[14],
    "/sections": "新闻资讯 · 14",
    "/search 论文": "论文一则",
    "/搜索 论文": "论文一则",
    "第7号芯片": "找到 1 条",
    "没有人写过的词": "没有",
    "/todya": "没有 /todya 这个命令",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(tmp_path_factory.mktemp("reading")) as room:
        room.publication("ai-daily", "AI日报")
        room.write("ai-daily", SECTIONS, body=BODY)
        room.start()
        room.until(lambda: room.run.shows("/", CHIPS[0]), "the digest is published")
        yield room
        assert room.server.violations() == []


def link(message: Message, payload: str) -> str:
    """The first link of the message to the bot with such a payload."""
    urls = [entity.get("url", "") for entity in message["entities"]]
    urls += [button.get("copy_text", {}).get("text", "") for button in message["buttons"]]
    found: str = next(url for url in urls if re.search(rf"\?start={payload}", url))
    return found


def typed(room: Newsroom, who: RemotePerson, query: str, offset: str = "") -> Message:
    """What the bot offers to somebody who types its name and the query."""
    asked = who.types(query=query, offset=offset)
    answered: Message = room.server.answered(asked=asked["id"], seconds=10)
    return answered


def test_every_command_is_answered_in_private(room: Newsroom) -> None:
    for line, pattern in ASKED.items():
        answer = room.asks(room.person(line), line)
        assert re.search(pattern, answer["text"]), (line, answer["text"])
    assert "/today" in labels(room.asks(room.person(), "/tody"))
    assert "Welcome to Ribao" in room.asks(room.person(language="en"), "/start")["text"]
    assert "歡迎使用日報" in room.asks(room.person(language="zh-hant"), "/start")["text"]


def test_pages_are_turned_there_and_back_also_after_a_restart(room: Newsroom) -> None:
    ann, bob, cid = room.person("Ann"), room.person("Bob"), room.person("Cid")
    first = room.asks(ann, "/today")
    second = room.presses(ann, first, "下一页")
    assert second["id"] == first["id"]
    assert (CHIPS[0] in first["text"], CHIPS[0] in second["text"]) == (True, False)
    papers = room.presses(bob, room.asks(bob, "/today"), "算法论文")
    once([papers], "算法论文 · 1", "论文一则")
    assert CHIPS[0] not in papers["text"]
    found = room.asks(cid, "英伟达")
    assert "26" in found["text"]
    turned = room.presses(cid, found, "下一页")
    assert turned["text"] != found["text"]
    menus = len(room.server.menus())
    room.until(lambda: len(room.server.log(method="setMyCommands")) >= menus > 0, "the menus")

    room.stop()
    room.start()

    assert room.presses(ann, second, "上一页")["text"] == first["text"]
    assert room.presses(cid, turned, "上一页")["text"] == found["text"]
    whole = room.presses(bob, papers, "整期")
    assert whole["text"] == first["text"]
    press = bob.presses_stale(message=whole, data="c=gone")
    assert "过期" in room.server.answered(asked=press["id"], seconds=10)["text"]


def test_links_lead_into_the_bot(room: Newsroom) -> None:
    digest, found = room.asks(room.person(), "/today"), room.asks(room.person(), "英伟达")
    item = room.follows(room.person(), link(found, "i_"))
    assert BODY[:20] in item["text"]
    assert room.follows(room.person(), link(item, "i_"))["text"] == item["text"]
    assert room.follows(room.person(), link(digest, "d_"))["text"] == digest["text"]
    assert room.follows(room.person(), link(found, "s_"))["text"] == found["text"]
    strange = room.person()
    strange.starts(payload="x_nonsense")
    assert "欢迎" in room.answer(strange.id)["text"]


def test_in_a_group_it_answers_what_is_meant_for_it(room: Newsroom) -> None:
    member, owner = room.person("Member"), room.person("Owner")
    forum = room.server.supergroup(title="Forum", forum=True, members=[member.id], owner=owner.id)["id"]
    _, topic = (room.server.topic(chat=forum, name=name) for name in ("闲聊", "日报"))
    member.says(text="/today@other_bot", chat=forum)
    member.says(text="/tody", chat=forum)
    member.says(text="英伟达", chat=forum)
    asked = member.says(text="/sections@ribao_bot", chat=forum, thread=topic)
    answer = room.answer(forum, "新闻资讯")
    assert (answer["reply_to"], answer["thread"]) == (asked["id"], topic)
    assert "/subscribe" in room.asks(owner, "/help@ribao_bot", chat=forum)["text"]
    assert len(room.posts(forum)) == 2
    page = room.presses(member, answer, "算法论文")
    assert "论文一则" in page["text"]


def test_in_a_channel_an_admins_post_is_answered(room: Newsroom) -> None:
    owner = room.person("Owner")
    channel = room.server.channel(title="Channel", owner=owner.id)["id"]
    owner.posts(text="随便说说", channel=channel)
    asked = owner.posts(text="/search 论文", channel=channel)
    assert room.answer(channel, "论文一则")["reply_to"] == asked["id"]
    assert len(room.posts(channel)) == 1


def test_items_are_offered_in_any_chat(room: Newsroom) -> None:
    ann = room.person("Ann")
    page = typed(room, ann, "英伟达")
    more = typed(room, ann, "英伟达", page["next_offset"])
    titles = [result["title"] for result in (*page["results"], *more["results"])]
    assert len(set(titles)) == len(titles) > len(page["results"]) > 0
    newest = typed(room, ann, "")
    assert [result["title"] for result in newest["results"]][:3] == list(CHIPS[:3])
    assert CHIPS[0] in ann.chooses(typed=newest["id"])["text"]
    assert typed(room, ann, "没有人写过的词")["results"] == []


def test_who_asks_too_much_is_kindly_told_once(room: Newsroom) -> None:
    hasty, calm = room.person("Hasty"), room.person("Calm")
    asked = [hasty.types(query="英伟达")["id"] for _ in range(64)]
    offered = [room.server.answered(asked=each, seconds=10) for each in asked]
    assert offered[0]["results"]
    assert offered[-1]["results"] == []
    assert sum("歇" in each["button"]["text"] for each in offered) == 1
    hasty.says(text="/help")
    assert "命令" in room.asks(calm, "/help")["text"]
    assert room.posts(hasty.id) == []


def test_the_menus_are_for_those_who_see_them(room: Newsroom) -> None:
    room.until(lambda: len(room.server.menus()) == 18, "six scopes in three languages")
    for menu in room.server.menus():
        scope, commands = menu["scope"], {each["command"]: each["description"] for each in menu["commands"]}
        assert {"today", "search", "help"} <= set(commands)
        readers = scope in {"default", "all_group_chats"}
        assert ("subscribe" in commands) != readers, scope
        assert ("publish" in commands) == bool(
            {str(room.editor.id), str(room.deputy.id)} & set(re.findall(r"\d+", scope))
        )
        assert ("今天的日报" in commands["today"]) == (menu["language"] != "en")
    assert {menu["language"] for menu in room.server.menus()} == {"", "zh", "en"}
