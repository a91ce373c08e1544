"""The operators' commands, for the table: what goes out, is held back or taken back, and who did it."""

from bot.commands.audit import audit
from bot.commands.command import Argument, Command
from bot.commands.doubts import RESOLVE_EXAMPLES, resolve
from bot.commands.pausing import pause, resume, retry
from bot.commands.preview import preview
from bot.commands.publishing import publish, repost
from bot.commands.retracting import RESTORE_EXAMPLES, RETRACT_EXAMPLES, restore, retract
from bot.commands.status import status
from bot.commands.undoing import undo
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
TARGET = Argument("target", message("TARGET"), message("The name of a target, or a part of its title."))
WHICH = Argument("target", message("TARGET or all"), message("A target by its name or title, or all."))

OPERATING: tuple[Command, ...] = (
    Command(
        name="status",
        steering=status,
        audience="admins",
        description=message("How far the deliveries are, and what troubles them."),
        aliases={"zh-CN": ("状态",), "zh-TW": ("狀態",), "en": ("ledger",)},
        arguments=(
            Argument(
                "which",
                message("all or TARGET"),
                message("All targets, or one by its name; for operators."),
            ),
        ),
        examples=(message("/status"), message("/status all"), message("/status telegram:@mychannel")),
    ),
    Command(
        name="preview",
        steering=preview,
        audience="operators",
        description=message("See a digest as a target would get it."),
        aliases={"zh-CN": ("预览",), "zh-TW": ("預覽",), "en": ("proof",)},
        arguments=(DATE, TARGET, PUBLICATION),
        details=(
            message("Drafts too. Nobody else sees it, and nothing is sent."),
            message("Without a target it is this chat, if it receives digests; otherwise I ask."),
        ),
        examples=(message("/preview"), message("/preview 2025-05-24 telegram:@mychannel")),
    ),
    Command(
        name="publish",
        steering=publish,
        audience="operators",
        description=message("Publish a digest to all its targets now, or to one."),
        aliases={"zh-CN": ("发布",), "zh-TW": ("發布", "發佈"), "en": ("release",)},
        arguments=(DATE, TARGET, PUBLICATION),
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
        once=True,
        description=message("Post a digest anew, also where it stands."),
        aliases={"zh-CN": ("重发",), "zh-TW": ("重發",), "en": ("again",)},
        arguments=(
            DATE,
            Argument(
                "where",
                message("here, all or TARGET"),
                message("This chat alone, all targets, or one by its name."),
            ),
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
        name="retract",
        steering=retract,
        audience="operators",
        description=message("Take back an item, or the digest of a day, everywhere."),
        aliases={"zh-CN": ("撤回",), "zh-TW": ("撤回", "收回"), "en": ("takedown",)},
        arguments=(
            Argument("what", message("#NUMBER or DATE"), message("An item by its number, or a day.")),
            PUBLICATION,
        ),
        details=(
            message("An item is taken back at once and can be restored; before a digest I ask."),
            message("Operators find the number of an item under /item."),
        ),
        examples=RETRACT_EXAMPLES,
    ),
    Command(
        name="restore",
        steering=restore,
        audience="operators",
        description=message("Put an item back that was taken back."),
        aliases={"zh-CN": ("还原", "恢复条目"), "zh-TW": ("還原", "恢復條目"), "en": ("putback",)},
        arguments=(
            Argument("number", message("#NUMBER"), message("The number of the item."), required=True),
        ),
        details=(message("A digest that was taken back is published again with /publish."),),
        examples=RESTORE_EXAMPLES,
    ),
    Command(
        name="undo",
        steering=undo,
        audience="operators",
        once=True,
        description=message("Take down what was published last."),
        aliases={"zh-CN": ("撤销",), "zh-TW": ("撤銷", "復原"), "en": ("revoke",)},
        details=(
            message(
                "It asks nothing. It reaches back 48 hours: for so long Telegram lets a bot delete its "
                "posts. What was posted anew is taken down alone."
            ),
        ),
        examples=(message("/undo"),),
    ),
    Command(
        name="retry",
        steering=retry,
        audience="operators",
        description=message("Try at once what waits or failed."),
        aliases={"zh-CN": ("重试",), "zh-TW": ("重試",), "en": ("tryagain",)},
        arguments=(WHICH,),
        details=(message("Without a target it is this chat, if it receives digests, and else all."),),
        examples=(message("/retry"), message("/retry telegram:@mychannel")),
    ),
    Command(
        name="pause",
        steering=pause,
        audience="operators",
        description=message("Send nothing for a while, to a target or to all."),
        aliases={"zh-CN": ("暂停",), "zh-TW": ("暫停",), "en": ("hold",)},
        arguments=(WHICH,),
        details=(message("What is due waits until /resume."),),
        examples=(message("/pause all"), message("/pause telegram:@mychannel")),
    ),
    Command(
        name="resume",
        steering=resume,
        audience="operators",
        description=message("Go on sending what was paused."),
        aliases={"zh-CN": ("继续", "恢复推送"), "zh-TW": ("繼續", "恢復推送"), "en": ("unpause",)},
        arguments=(WHICH,),
        details=(message("What became too old meanwhile is left out, as the publication's settings say."),),
        examples=(message("/resume all"), message("/resume telegram:@mychannel")),
    ),
    Command(
        name="audit",
        steering=audit,
        audience="operators",
        description=message("Who changed what, when and from where."),
        aliases={"zh-CN": ("操作记录", "记录"), "zh-TW": ("操作紀錄", "紀錄"), "en": ("record",)},
        arguments=(Argument("page", message("PAGE"), message("The number of a page; the newest is 1.")),),
        examples=(message("/audit"), message("/audit 2")),
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
