"""Answers to pressed buttons and to inline queries."""

from typing import Any

from tests.fakes.telegram import keyboards
from tests.fakes.telegram.entities import formatted, units
from tests.fakes.telegram.errors import QUERY_TOO_OLD, bad_request
from tests.fakes.telegram.links import PAYLOAD
from tests.fakes.telegram.methods.content import MAX_TEXT, PREVIEW
from tests.fakes.telegram.methods.table import Call, method
from tests.fakes.telegram.values import Json

MAX_RESULTS = 50
FIELDS = {
    "article": {
        "type", "id", "title", "input_message_content", "reply_markup", "url", "description",
        "thumbnail_url", "thumbnail_width", "thumbnail_height",
    },
    "photo": {
        "type", "id", "photo_url", "thumbnail_url", "photo_width", "photo_height", "title", "description",
        "caption", "parse_mode", "caption_entities", "reply_markup", "input_message_content",
        "show_caption_above_media",
    },
}  # fmt: skip


@method("answerCallbackQuery", "callback_query_id text show_alert url cache_time")
def answer_callback_query(call: Call) -> bool:
    """Answer a press, once and in time."""
    number = call.parameters.text("callback_query_id")
    press = call.server.presses.get(number)
    if press is None or press.answered or call.world.clock() - press.at > call.server.press_lasts:
        raise bad_request(QUERY_TOO_OLD)
    text = call.parameters.text("text")
    if units(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.parameters.text("url"):
        raise bad_request("URL_INVALID")
    press.answered, press.text, press.alert = True, text, call.parameters.flag("show_alert")
    return True


@method("answerInlineQuery", "inline_query_id results cache_time is_personal next_offset button")
def answer_inline_query(call: Call) -> bool:
    """Answer what somebody types, in time."""
    query = call.server.queries.get(call.parameters.text("inline_query_id"))
    if query is None or query.answered or call.world.clock() - query.at > call.server.query_lasts:
        raise bad_request(QUERY_TOO_OLD)
    given = call.parameters.list("results")
    if len(given) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    results = [_result(call, result) for result in given]
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    offset = call.parameters.text("next_offset")
    if len(offset.encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = call.parameters.object("button", "inline query results button")
    _check_button(button)
    query.answered, query.results, query.next_offset, query.button = True, results, offset, button
    query.cache_time = call.parameters.number("cache_time", 300)
    query.personal = call.parameters.flag("is_personal")
    return True


def _check_button(button: dict[str, Any] | None) -> None:
    if button is None:
        return
    if not button.get("text"):
        raise bad_request("can't parse inline query results button: text must be non-empty")
    if "web_app" not in button and not PAYLOAD.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID")


def _result(call: Call, given: Json) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise bad_request("can't parse inline query result: expected an Object")
    kind = str(given.get("type"))
    if kind not in FIELDS:
        raise bad_request(f"can't parse inline query result: the fake knows no results of type {kind}")
    unknown = set(given) - FIELDS[kind]
    if unknown:
        raise bad_request(f"can't parse inline query result: unknown fields {sorted(unknown)}")
    if not 1 <= len(str(given.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if kind == "article" and not str(given.get("title", "")).strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    answer = dict(given)
    answer["reply_markup"] = keyboards.checked(given.get("reply_markup"))
    content = given.get("input_message_content")
    if content is None:
        if kind == "article":
            raise bad_request("can't parse inline query result: Can't find field \"input_message_content\"")
        return answer
    answer["message"] = _content(call, content)
    return answer


def _content(call: Call, content: Json) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise bad_request("can't parse input message content: expected an Object")
    unknown = set(content) - {"message_text", "parse_mode", "entities", "link_preview_options"}
    options = content.get("link_preview_options") or {}
    text, mode, entities = content.get("message_text"), content.get("parse_mode"), content.get("entities")
    if unknown or set(options) - PREVIEW:
        raise bad_request("can't parse inline query result: unknown fields in input message content")
    if not text:
        raise bad_request("message text is empty")
    if not isinstance(text, str) or not isinstance(mode, str | None) or not isinstance(entities, list | None):
        raise bad_request("can't parse input message content")
    found = formatted(text, mode, entities)
    if not found.text:
        raise bad_request("text must be non-empty")
    if units(found.text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if found.dropped:
        call.server.breach("too many entities", "inline", f"{found.dropped} dropped")
    return {"text": found.text, "entities": found.entities, "preview": options or None}
