"""How the bot receives its updates."""

import re
from typing import Any

from tests.fakes.telegram.errors import WEBHOOK_ACTIVE, bad_request, conflict
from tests.fakes.telegram.methods.table import Call, method


def _kinds(call: Call) -> list[str] | None:
    found = call.parameters.json("allowed_updates")
    if found is not None and not isinstance(found, list):
        raise bad_request("can't parse allowed_updates: expected an Array")
    return found


@method("getUpdates", "offset limit timeout allowed_updates")
async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Long polling."""
    server = call.server
    if server.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    server.updates.allow(_kinds(call))
    limit = max(1, min(100, call.parameters.number("limit", 100) or 100))
    timeout = max(0, min(50, call.parameters.number("timeout")))
    return await server.updates.poll(call.parameters.number("offset"), limit, timeout, call.alive)


@method(
    "setWebhook",
    "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
)
def set_webhook(call: Call) -> bool:
    """Have updates sent to an address; an empty one is the same as deleteWebhook."""
    server, parameters = call.server, call.parameters
    url, secret = parameters.text("url"), parameters.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if url and not url.startswith(("https://", *(["http://"] if server.webhook.insecure else []))):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    server.updates.allow(_kinds(call))
    server.updates.interrupt()
    if parameters.flag("drop_pending_updates"):
        server.updates.queue.clear()
    server.webhook.point(url, secret, parameters.number("max_connections", 40))
    return True


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(call: Call) -> bool:
    """Go back to polling."""
    if call.parameters.flag("drop_pending_updates"):
        call.server.updates.queue.clear()
    call.server.webhook.point("", "", 40)
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    """Where updates are sent, how many wait, and the last failure."""
    server = call.server
    answer: dict[str, Any] = {
        "url": server.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(server.updates.queue),
    }
    if server.webhook.url:
        answer |= {"max_connections": server.webhook.connections, "ip_address": "127.0.0.1"}
    if server.webhook.last_error:
        answer["last_error_date"] = server.webhook.last_error_at
        answer["last_error_message"] = server.webhook.last_error
    if server.updates.allowed:
        answer["allowed_updates"] = server.updates.allowed
    return answer
