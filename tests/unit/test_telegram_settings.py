"""/settings on Telegram: typed, and pressed in place, in private and in a group."""

import datetime as dt
from pathlib import Path

from bot.models import Policy
from tests.fakes.newsroom import Newsroom, newsroom
from tests.fakes.telegram import Chat, Message


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def policy(room: Newsroom, chat: int) -> Policy:
    (target,) = await room.station.desk.store.targets_at("telegram", [str(chat)])
    return target.policy


async def test_a_reader_chooses_for_himself(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        shown = await room.asks("/settings")
        assert labels(shown) == ["订阅"]
        await room.turns(shown, "订阅")
        await room.turns(shown, "设置")
        for label in ("时间", "20:00", "全部设置", "栏目"):
            await room.turns(shown, label)
        section = labels(shown)[0]
        await room.turns(shown, section)
        assert f"✓ {section}" in labels(shown)
        await room.turns(shown, "全部设置")
        await room.turns(shown, "语言")
        await room.turns(shown, "English")
        assert "✓ English" in labels(shown)
        assert "All settings" in labels(shown)
        assert await policy(room, 7) == Policy(publish_at=dt.time(20), sections=(section,), locale="en")
        assert "Welcome" in (await room.asks("/start")).text, "answers speak the language that was chosen"
        assert not room.after(shown)[1:], "every press turned the one message"
        typed = await room.asks("/settings keywords 英伟达, 大模型")
        assert "✗ 英伟达" in labels(typed)
        wrong = await room.asks("/settings hour soon")
        assert "“soon”" in wrong.text
        assert (await policy(room, 7)).keywords == ("英伟达", "大模型")


async def test_in_a_group_its_admins_choose(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        owner, member = room.server.person("Owner"), room.server.person("Member")
        group: Chat = room.server.supergroup("Readers", owner=owner, members=(member,))
        refused = await room.asks("/settings@ribao_bot", member, group)
        assert "管理员才能使用" in refused.text
        assert not refused.buttons
        shown = await room.asks("/watch@ribao_bot 英伟达", owner, group)
        assert await policy(room, group.id) == Policy(digests=False, watch=("英伟达",))
        press = await room.settled(member.presses(shown, "✗ 英伟达"))
        assert press.text
        assert (await policy(room, group.id)).watch == ("英伟达",)
        await room.turns(shown, "✗ 英伟达", owner)
        assert labels(shown) == ["重新订阅"]
