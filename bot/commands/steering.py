"""The commands that steer, for the table: those for the admins of a chat, then the operators'."""

from bot.commands.command import Argument, Command
from bot.commands.operating import OPERATING
from bot.commands.settings import settings
from bot.commands.subscriptions import subscribe, unsubscribe
from bot.commands.watching import watch
from bot.locales import message

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
                message("The names of publications, or all; without any it is those of before, or all."),
                suggests="publications",
            ),
        ),
        details=(message("Sent again with other names, it changes what comes. /settings chooses the rest."),),
        examples=(message("/subscribe"), message("/subscribe all")),
    ),
    Command(
        name="unsubscribe",
        steering=unsubscribe,
        audience="admins",
        description=message("Send no more digests to this chat."),
        aliases={"zh-CN": ("退订", "取消订阅"), "zh-TW": ("取消訂閱", "退訂"), "en": ("unsub",)},
        details=(
            message("Words that are watched for are told all the same; sent once more, it ends that too."),
        ),
        examples=(message("/unsubscribe"),),
    ),
    Command(
        name="settings",
        steering=settings,
        audience="admins",
        description=message("Choose what comes to this chat, when and how."),
        aliases={"zh-CN": ("设置",), "zh-TW": ("設定",), "en": ("set", "preferences")},
        arguments=(
            Argument(
                "change",
                message("CHANGE"),
                message("What is to change, such as hour 07:30; without it all is shown, with buttons."),
                suggests="settings",
            ),
        ),
        details=(
            message("Each press takes effect at once. What can't be pressed is typed behind the name of it."),
            message("A list takes the place of the one before; + adds to it, - takes away, none empties it."),
        ),
        examples=(
            message("/settings"),
            message("/settings hour 07:30"),
            message("/settings zone 柏林"),
            message("/settings keywords 英伟达, 大模型"),
            message("/settings days mon-fri"),
            message("/settings quiet 22:00-07:00"),
        ),
    ),
    Command(
        name="watch",
        steering=watch,
        audience="admins",
        description=message("Tell this chat when a word appears."),
        aliases={"zh-CN": ("关注",), "zh-TW": ("關注", "追蹤"), "en": ("alert",)},
        arguments=(
            Argument(
                "words",
                message("WORDS"),
                message("The words, with commas between them; off and a word to end it."),
            ),
        ),
        details=(
            message("The items that mention a word are told when their digest goes out."),
            message("Without any words it lists those that are watched for. No subscription is needed."),
        ),
        examples=(message("/watch 英伟达"), message("/watch"), message("/watch off 英伟达")),
    ),
    *OPERATING,
)
