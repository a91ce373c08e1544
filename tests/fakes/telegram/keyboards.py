"""Reply markup, checked as Telegram does."""

from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.values import Json

MAX_BUTTONS = 100
ACTIONS = (
    "url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "web_app", "login_url",
)  # fmt: skip
ORNAMENT = {"icon_custom_emoji_id", "style"}


def checked(markup: Json) -> dict[str, Any] | None:
    """The markup as it will stand. Raises Refusal for one that Telegram refuses; an empty one is none."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("can't parse reply markup JSON object")
    if "inline_keyboard" not in markup:
        if not {"keyboard", "remove_keyboard", "force_reply"} & set(markup):
            raise bad_request("object expected as reply markup")
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(button: Json) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    unknown = set(button) - {"text", *ACTIONS, *ORNAMENT}
    if unknown or len(actions) > 1:
        raise bad_request(f"can't parse inline keyboard button: fields {sorted(unknown or actions)}")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _address(str(button["url"]))
    if "copy_text" in button and not 1 <= len(str(button["copy_text"].get("text", ""))) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return dict(button)


def _address(url: str) -> None:
    try:
        parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
    except ValueError:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL") from None
    if parts.scheme == "tg":
        return
    if parts.scheme not in {"http", "https"}:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not parts.hostname or "." not in parts.hostname.strip(".") or " " in url:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
