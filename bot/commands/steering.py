"""The commands that steer, for the table: what goes out, where, and who receives."""

from bot.commands.command import Argument, Command
from bot.commands.doubts import RESOLVE_EXAMPLES, resolve
from bot.commands.publishing import publish, repost
from bot.commands.status import status
from bot.commands.subscriptions import subscribe, unsubscribe
from bot.locales import message

PUBLICATION = Argument(
    "publication",
    message("PUBLICATION"),
    message("The name of a publication, or a part of it."),
    suggests="publications",
)
DATE = Argument(
    "date", message("DATE"), message("A day, like 2025-05-24, 5-24 or yesterday."), suggests="dates"
)

STEERING: tuple[Command, ...] = (
    Command(
        name="subscribe",
        steering=subscribe,
        audience="admins",
        description=message("Send the digests to this chat from now on."),
        aliases={"zh-CN": ("订阅",), "zh-TW": ("訂閱",), "en": ("sub",)},
        arguments=(
            Argument(
                "publications",
                message("PUBLICATIONS"),
                message("The names of publications; without any it is all of them."),
                suggests="publications",
            ),
        ),
        details=(message("Sent again with other names, it changes what comes."),),
        examples=(message("/subscribe"),),
    ),
    Command(
        name="unsubscribe",
        steering=unsubscribe,
        audience="admins",
        description=message("Send no more digests to this chat."),
        aliases={"zh-CN": ("退订", "取消订阅"), "zh-TW": ("取消訂閱", "退訂"), "en": ("unsub",)},
        examples=(message("/unsubscribe"),),
    ),
    Command(
        name="status",
        steering=status,
        audience="admins",
        description=message("How far the deliveries are, and what troubles them."),
        aliases={"zh-CN": ("状态",), "zh-TW": ("狀態",), "en": ("ledger",)},
        arguments=(
            Argument("which", message("all"), message("All targets instead of this chat; for operators.")),
        ),
        examples=(message("/status"), message("/status all")),
    ),
    Command(
        name="publish",
        steering=publish,
        audience="operators",
        description=message("Publish a digest to all its targets now."),
        aliases={"zh-CN": ("发布",), "zh-TW": ("發布", "發佈"), "en": ("release",)},
        arguments=(DATE, PUBLICATION),
        details=(
            message(
                "Without a date it is the newest one up to today. Where it stands already, nothing happens."
            ),
        ),
        examples=(message("/publish"), message("/publish 2025-05-24")),
    ),
    Command(
        name="repost",
        steering=repost,
        audience="operators",
        description=message("Post a digest anew, also where it stands."),
        aliases={"zh-CN": ("重发",), "zh-TW": ("重發",), "en": ("again",)},
        arguments=(
            DATE,
            Argument("where", message("here or all"), message("This chat alone, or all targets.")),
            PUBLICATION,
        ),
        details=(
            message(
                "Without a place it is this chat, if it receives digests; otherwise I ask before anything is "
                "sent."
            ),
        ),
        examples=(message("/repost"), message("/repost 2025-05-24 here"), message("/repost 5-24 all")),
    ),
    Command(
        name="resolve",
        steering=resolve,
        audience="operators",
        listed=False,
        description=message("Say whether a delivery in doubt is there."),
        aliases={"zh-CN": ("核实",), "zh-TW": ("核實",), "en": ("settle",)},
        arguments=(
            Argument("delivery", message("NUMBER"), message("The number of the delivery."), required=True),
            Argument(
                "verdict",
                message("there or again"),
                message("It is there, or send it again."),
                required=True,
            ),
        ),
        details=(message("The buttons under /status and under the notices do this."),),
        examples=RESOLVE_EXAMPLES,
    ),
)
