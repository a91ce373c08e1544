"""A response: checked by its content, compressed; and the way to say that it can't be."""

import hashlib

from aiohttp import ETag, web

WORTH_COMPRESSING = 1024  # bytes


class Sorry(Exception):
    """A request that can't be met: the status and one kind sentence (a key of the catalogue)."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        self.sentence = sentence
        super().__init__(sentence)


def answer(
    request: web.Request, body: bytes, kind: str, *, status: int = 200, cache: str = "no-cache"
) -> web.Response:
    """A response that is checked by its content: what a page shows may change without a date that tells."""
    headers = {
        "Cache-Control": cache if status == 200 else "no-store",
        "Vary": "Accept-Encoding, Accept-Language",
    }
    tag = hashlib.sha256(body).hexdigest()[:24]
    known = request.if_none_match or ()
    if status == 200 and any(etag.value in {tag, "*"} for etag in known):
        response = web.Response(status=304, headers=headers)
    else:
        response = web.Response(body=body, status=status, headers=headers, content_type=kind, charset="utf-8")
        if len(body) >= WORTH_COMPRESSING:
            response.enable_compression()
    if status == 200:
        response.etag = ETag(tag, is_weak=True)
    return response
