"""How a digest looks in Discord: what stands where, in each layout, kind and language."""

import datetime as dt
from typing import Any

import pytest

from bot.commands.presses import PREFIX
from bot.models import Kind, Layout, Link, Locale, Policy, StoredDigest, StoredItem, StoredSection
from handlers.discord.components import cost, walk
from handlers.discord.content import Content
from handlers.discord.naming import known_by, title
from handlers.discord.render import render

DATE = dt.date(2026, 11, 20)
LAYOUTS: tuple[Layout, ...] = ("full", "headlines", "summary+thread")
CARD, TEXT, GALLERY, SEPARATOR, ROW = 17, 10, 12, 14, 1


def item(number: int, section: str = "新闻资讯", **values: object) -> StoredItem:
    """An item with a title, a text and a source."""
    given: dict[str, object] = {
        "title": f"第{number}条",
        "body": "正文。",
        "url": f"https://a.example/{number}",
    } | values
    given |= {"key": str(number), "id": number, "position": number, "section": section}
    given |= {"digest_id": 1, "publication": "ai-daily", "digest_date": DATE}
    return StoredItem.model_validate(given)


def digest(*items: StoredItem, **values: object) -> StoredDigest:
    """A digest of these items."""
    names = dict.fromkeys(one.section for one in items)
    sections = tuple(
        StoredSection(name=name, items=tuple(one for one in items if one.section == name)) for name in names
    )
    given: dict[str, object] = {"kind": "daily", "title": "AI日报", "intro": None, "byline": None} | values
    given = {"date": DATE, "publication_name": "AI日报"} | given
    given |= {"id": 1, "publication": "ai-daily", "published_at": None}
    given |= {"items": len(items), "revision": 1, "sections": sections}
    given["revised_at"] = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    return StoredDigest.model_validate(given)


def drawn(edition: StoredDigest, **policy: object) -> list[Content]:
    """The messages of the digest for a target that wants it so."""
    parts = render(edition, Policy.model_validate(policy))
    return [Content.model_validate(part.content) for part in parts]


def card(content: Content) -> list[dict[str, Any]]:
    """What stands in the message's card."""
    (found,) = [component for component in content.components if component["type"] == CARD]
    inside: list[dict[str, Any]] = found["components"]
    return inside


def texts(content: Content) -> list[str]:
    """The texts of the message, in order."""
    return [component["content"] for component in walk(content.components) if component["type"] == TEXT]


def pressed(content: Content) -> list[str]:
    """What can be pressed or chosen under the message, by what is asked then."""
    found = []
    for component in walk(content.components):
        found += [choice["value"] for choice in component.get("options", ())]
        if component["type"] == 2:
            found.append(component["custom_id"])
    return found


def test_a_small_digest_in_full() -> None:
    links = (Link(label="代码", url="https://b.example/c"),)
    edition = digest(
        item(1, links=links), item(2, "算法论文", body="", url=None), intro="一句话。\n\n又一句。"
    )
    (content,) = drawn(edition)
    assert texts(content) == [
        "## 🗞 AI日报 · 2026 年 11 月 20 日（周五）\n> 一句话。\n> 又一句。",
        "### 📰 新闻资讯 · 1\n1\\. **[第1条](https://a.example/1)**\n正文。\n-# [代码](https://b.example/c)",
        "### 🧪 算法论文 · 1\n2\\. **第2条**",
    ]
    assert [child["type"] for child in card(content)] == [TEXT, SEPARATOR, TEXT, SEPARATOR, TEXT]
    assert [component["type"] for component in content.components] == [CARD, ROW, ROW]
    assert pressed(content) == [
        "cdigest|1.s1 2026-11-20 ai-daily",
        "cdigest|1.s2 2026-11-20 ai-daily",
        "cdigest 2026-11-19 ai-daily",
        "cdigest latest ai-daily",
        "cdigest",
    ]
    assert content.tags == ("新闻资讯", "算法论文")
    assert (content.lead, content.thread, content.title) == (True, False, "AI日报 2026-11-20")


def test_headlines_lead_to_the_source() -> None:
    (content,) = drawn(digest(item(1), item(2, url=None)), layout="headlines")
    assert texts(content)[1] == "### 📰 新闻资讯 · 2\n1\\. [第1条](https://a.example/1)\n2\\. 第2条"


def test_a_thread_holds_the_sections_and_the_buttons_stay_in_the_channel() -> None:
    edition = digest(item(1), item(2), item(3, "算法论文"), title="AI日报：机器人的一年")
    contents = drawn(edition, layout="summary+thread", pin=True, silent=True)
    assert [content.thread for content in contents] == [False, True, True]
    assert [content.pin for content in contents] == [True, False, False]
    assert [content.lead for content in contents] == [True, False, False]
    assert [content.silent for content in contents] == [True, True, True]
    assert [content.title for content in contents] == [
        "AI日报 2026-11-20 | 机器人的一年",
        "AI日报 2026-11-20 | 机器人的一年",
        "AI日报 2026-11-20",
    ]
    assert "正文" not in str(contents[0].components)
    assert [bool(pressed(content)) for content in contents] == [True, False, False]
    assert texts(contents[2]) == ["### 🧪 算法论文 · 1\n3\\. **[第3条](https://a.example/3)**\n正文。"]


def test_the_buttons_stand_below_the_last_message() -> None:
    contents = drawn(digest(*(item(number, body="长长的一段话。" * 60) for number in range(1, 20))))
    assert len(contents) == 3
    assert [bool(pressed(content)) for content in contents] == [False, False, True]
    assert [content.lead for content in contents] == [True, False, False]
    assert texts(contents[1])[0].startswith("### 📰 新闻资讯（续）\n")


def test_nothing_left_is_no_part() -> None:
    assert render(digest(item(1)), Policy(sections=("别的栏目",))) == ()
    assert render(digest(), Policy()) == ()


def test_what_the_policy_leaves_is_opened_at_its_place_in_the_whole() -> None:
    edition = digest(item(1), item(2, "算法论文"), item(3, "开源动态"))
    (content,) = drawn(edition, sections=("算法论文", "开源动态"))
    assert pressed(content)[:2] == ["cdigest|1.s2 2026-11-20 ai-daily", "cdigest|1.s3 2026-11-20 ai-daily"]
    assert texts(content)[1].startswith("### 🧪 算法论文 · 1\n1\\. ")


def test_what_the_archive_learns_later_changes_nothing() -> None:
    edition = digest(item(1))
    later = edition.model_copy(
        update={
            "revision": 2,
            "revised_at": dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
            "published_at": dt.datetime(2026, 11, 21, tzinfo=dt.UTC),
            "previous": dt.date(2026, 11, 19),
            "next": dt.date(2026, 11, 21),
        }
    )
    for layout in LAYOUTS:
        for embeds in (False, True):
            policy = Policy(layout=layout, embeds=embeds)
            assert render(edition, policy) == render(later, policy)


@pytest.mark.parametrize(
    ("kind", "locale", "line", "before"),
    [
        ("daily", "zh-CN", "## 🗞 AI日报 · 2026 年 11 月 20 日（周五）", "2026-11-19"),
        ("daily", "en", "## 🗞 AI日报 · Friday, 20 November 2026", "2026-11-19"),
        ("weekly", "zh-TW", "## 📅 AI日报 · 2026 年 11 月 20 日", "2026-11-13"),
        ("monthly", "zh-CN", "## 📚 AI日报 · 2026 年 11 月", "2026-10"),
    ],
)
def test_the_headline_and_the_way_back_are_of_the_kind(
    kind: Kind, locale: Locale, line: str, before: str
) -> None:
    (content,) = drawn(digest(item(1), kind=kind), locale=locale)
    assert texts(content)[0] == line
    assert f"cdigest {before} ai-daily" in pressed(content)


def test_the_role_is_named_once_and_told_apart() -> None:
    many = digest(*(item(number, body="长长的一段话。" * 60) for number in range(1, 20)))
    contents = drawn(many, role="123")
    assert texts(contents[0])[0] == "<@&123>"
    assert [content.role for content in contents] == ["123", None, None]
    assert "<@&123>" not in str(contents[1:])
    assert drawn(many, role="123", embeds=True)[0].role == "123"


@pytest.mark.parametrize(
    ("cover", "shown"),
    [
        ("https://a.example/c.png", "https://a.example/c.png"),
        ("https://a.example/路 径.png", "https://a.example/%E8%B7%AF%20%E5%BE%84.png"),
        ("https://a.example/" + "c" * 3000, None),
        ("https://localhost/c.png", None),
        ("ftp://a.example/c.png", None),
        (None, None),
    ],
)
def test_a_cover_that_discord_takes_stands_above(cover: str | None, shown: str | None) -> None:
    edition = digest(item(1), cover=cover)
    (content,) = drawn(edition)
    pictures = [child["items"] for child in card(content) if child["type"] == GALLERY]
    assert pictures == ([[{"media": {"url": shown}}]] if shown else [])
    (embedded,) = drawn(edition, embeds=True)
    assert embedded.embeds[0].get("image") == ({"url": shown} if shown else None)
    for preview in ("first", "none"):
        assert "c.png" not in str(drawn(edition, preview=preview))


def test_previews_are_suppressed_where_the_policy_wants_none_of_cards() -> None:
    assert drawn(digest(item(1)), preview="none")[0].suppress
    assert not drawn(digest(item(1)), preview="cover")[0].suppress
    assert not drawn(digest(item(1)), preview="none", embeds=True)[0].suppress


def test_embeds_have_names_that_tell_the_parts_apart() -> None:
    edition = digest(*(item(number, body="长长的一段话。" * 60) for number in range(1, 20)), intro="一句话。")
    contents = drawn(edition, embeds=True)
    assert [content.embeds[0]["title"] for content in contents] == [
        "🗞 AI日报 · 2026 年 11 月 20 日（周五）",
        "AI日报 2026-11-20 · 2",
        "AI日报 2026-11-20 · 3",
    ]
    assert contents[0].embeds[0]["description"].startswith("> 一句话。\n\n### 📰 新闻资讯 · 19\n1\\. **")
    assert not any(content.components for content in contents)


def test_what_goes_first_is_small_print_then_the_bold_of_titles() -> None:
    links = (Link(label="代码", url="https://b.example/c"),)
    looks = []
    for count in (20, 28, 40):
        (content,) = drawn(
            digest(*(item(number, body="短。", links=links) for number in range(1, count + 1)))
        )
        assert cost(content.components).nodes <= 100
        looks.append(("-# " in texts(content)[1], "**" in texts(content)[1]))
    assert looks == [(True, True), (False, True), (False, False)]


def test_rules_between_the_texts_go_before_a_message_more() -> None:
    (content,) = drawn(digest(*(item(number, f"第{number}栏", body="") for number in range(1, 30))))
    assert {child["type"] for child in card(content)} == {TEXT}
    assert cost(content.components).components <= 40


def test_a_menu_has_no_more_than_it_may() -> None:
    contents = drawn(digest(*(item(number, f"第{number}栏") for number in range(1, 61))))
    choices = [press for press in pressed(contents[-1]) if "|" in press]
    assert len(choices) == len(set(choices)) == 25
    assert all(press.startswith(PREFIX) and len(press) <= 100 for press in pressed(contents[-1]))
    assert drawn(digest(item(1)))[0].components[1]["components"][0]["type"] == 2  # one section: no menu
    (menu,) = (part for part in walk(contents[-1].components) if part["type"] == 3)
    assert menu["placeholder"].endswith("（60 个中的 25 个）")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({}, "AI日报 2026-11-20"),
        ({"title": "AI日报：机器人的一年"}, "AI日报 2026-11-20 | 机器人的一年"),
        ({"kind": "monthly"}, "AI日报 2026-11"),
        ({"publication_name": "A | B"}, "A / B 2026-11-20"),
        ({"publication_name": "名" * 90}, "名" * 59 + "… 2026-11-20"),
        ({"title": "AI日报：\ud800a\ud800"}, "AI日报 2026-11-20 | a"),
        ({"title": "AI日报：" + "长" * 200}, "AI日报 2026-11-20 | " + "长" * 81 + "…"),
    ],
)
def test_a_posts_name_begins_with_what_no_correction_changes(values: dict[str, Any], name: str) -> None:
    edition = digest(item(1), **values)
    assert title(edition) == name
    assert len(name) <= 100
    assert name.split(" | ", maxsplit=1)[0] == known_by(edition)
