"""Answers made smaller on a line that costs money: pages, tables, stylesheets and scripts as gzip."""

import gzip
import secrets
from io import BytesIO

from flask import Flask, Response, request

from bot.static_files import is_static

# A callback of a provider is answered in a few words; what measures us is on our own network.
AS_IT_IS = {"hooks", "health", "metrics", "simulated_network", "simulated_voice"}
WORDS = ("text/", "image/svg+xml", "application/json", "application/xml")  # and whatever ends in +xml
NO_WHOLE = {204, 206, 304}  # nothing, or a piece
SMALLEST = 1000  # bytes: less fills one packet either way
LEVEL = 6  # 9 takes twice the time for a hundredth less
PAD = 64  # bytes, at most


def register(app: Flask) -> None:
    """Before every other hook on answers: the first registered is the last to run, and this needs the answer whole."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The same answer, packed, for a browser that takes it; files that are packed already are no words."""
    if request.blueprint in AS_IT_IS or not _is_words(response.mimetype):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in NO_WHOLE or request.accept_encodings.quality("gzip") == 0:
        return response
    if response.is_streamed and not is_static(request.endpoint):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(packed(body))
        response.headers["Content-Encoding"] = "gzip"
        tag, _ = response.get_etag()
        if tag:  # the same words in other bytes
            response.set_etag(tag, weak=True)
    return response


def _is_words(mimetype: str | None) -> bool:
    return (mimetype or "").startswith(WORDS) or (mimetype or "").endswith("+xml")


def packed(body: bytes) -> bytes:
    """As gzip, its length blurred.

    What a visitor typed may stand in one page with what only the officer may know, and the length of a packed answer
    tells how alike the two are (BREACH). The name of a file that gzip allows in its head holds 0 to 63 random
    letters, so one answer says nothing; a thousand would need a thousand pages opened by hand, since our cookie is not
    sent along with what other sites load.
    """
    out = BytesIO()
    with gzip.GzipFile(secrets.token_hex(PAD)[: secrets.randbelow(PAD)], "wb", LEVEL, out, mtime=0) as file:
        file.write(body)
    return out.getvalue()
