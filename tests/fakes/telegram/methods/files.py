"""Photos, documents, and downloads."""

from hashlib import sha256
from typing import Any

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.methods import content
from tests.fakes.telegram.methods.sending import COMMON, posted
from tests.fakes.telegram.methods.table import Call, method
from tests.fakes.telegram.parameters import Upload

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = {"document": 50 * 1024 * 1024, "photo": 10 * 1024 * 1024}


def kept(call: Call, upload: Upload) -> dict[str, Any]:
    """Keep a file for downloads; a Bot API `Document`."""
    number = f"file_{len(call.world.files) + 1}"
    call.world.files[number] = upload
    return described(number, upload)


def described(number: str, upload: Upload) -> dict[str, Any]:
    """A file as messages show it."""
    return {
        "file_id": number,
        "file_unique_id": sha256(upload.content).hexdigest()[:16],
        "file_name": upload.name,
        "mime_type": upload.mime,
        "file_size": len(upload.content),
    }


def _given(call: Call, name: str) -> dict[str, Any]:
    """The file of a request: uploaded with it, known by its id, or at an address."""
    value = call.parameters.text(name)
    upload = call.parameters.files.get(value.removeprefix("attach://") if value else name)
    if upload is not None:
        if len(upload.content) > MAX_UPLOAD[name]:
            raise bad_request("file is too big")
        if not upload.content:
            raise bad_request("file must be non-empty")
        return kept(call, upload)
    if value in call.world.files:
        return described(value, call.world.files[value])
    if value.startswith(("http://", "https://")):
        return kept(call, Upload(value.rsplit("/", 1)[-1] or "file", value.encode(), "image/jpeg"))
    raise bad_request(f"there is no {name} in the request" if not value else "wrong file identifier")


def _send(call: Call, name: str) -> dict[str, Any]:
    chat: Chat = call.writable()
    content.may_write(call, chat, f"{name}s")
    file = _given(call, name)
    found = content.caption(call, chat)
    media: dict[str, Any] = {"document": file}
    if name == "photo":
        kept_fields = ("file_id", "file_unique_id", "file_size")
        media = {"photo": [{field: file[field] for field in kept_fields} | {"width": 1280, "height": 720}]}
    return posted(call, chat, media=media, caption=found.text, entities=found.entities).json()


CAPTION = f"{COMMON} caption parse_mode caption_entities"


@method("sendPhoto", f"{CAPTION} photo has_spoiler show_caption_above_media", bulk=True)
def send_photo(call: Call) -> dict[str, Any]:
    """Send a picture with a caption."""
    return _send(call, "photo")


@method("sendDocument", f"{CAPTION} document thumbnail disable_content_type_detection", bulk=True)
def send_document(call: Call) -> dict[str, Any]:
    """Send a file with a caption."""
    return _send(call, "document")


@method("getFile", "file_id")
def get_file(call: Call) -> dict[str, Any]:
    """Where a file can be downloaded."""
    number = call.parameters.text("file_id")
    upload = call.world.files.get(number)
    if upload is None:
        raise bad_request("invalid file_id" if number else "file_id not specified")
    if len(upload.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    found = described(number, upload)
    return {
        "file_id": number,
        "file_unique_id": found["file_unique_id"],
        "file_size": len(upload.content),
        "file_path": f"documents/{number}/{upload.name}",
    }
