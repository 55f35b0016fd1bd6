"""What no door takes, whoever knocks: another server's name, and a body that would have to be unpacked."""

from contextlib import suppress
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import host_is_trusted

from bot.services import services

# A balancer and whoever measures ask by our address in their network. A provider may still call the name we had before
# we moved: nothing there is made of the name, and an authentic callback is never refused.
BY_ANY_NAME = {"health", "metrics", "hooks"}
AS_IT_CAME = "/hooks/"  # what cannot be read there is kept and flagged; by another method there is nothing there
PLAIN = "text/plain; charset=utf-8"  # no page: its links would bear the stranger's name


def register(app: Flask) -> None:
    """Before every other look at a request."""
    app.before_request(refuse_other_names)
    app.before_request(refuse_packed_bodies)


def refuse_other_names() -> Response | None:
    """400 for a request that was meant for another host: pages and addresses would be made for a stranger's name."""
    settings = services().settings
    if settings.local or request.blueprint in BY_ANY_NAME:
        return None
    ours = urlsplit(settings.public_base_url).hostname or ""
    with suppress(SecurityError):  # no name at all
        if host_is_trusted(request.host, [ours]):
            return None
    return Response("This server has another name: that of its PUBLIC_BASE_URL.\n", 400, content_type=PLAIN)


def refuse_packed_bodies() -> Response | None:
    """415 for a packed body: nobody sends us one, and a few bytes may unpack to more than there is room for."""
    if request.headers.get("Content-Encoding", "identity") == "identity" or request.path.startswith(AS_IT_CAME):
        return None
    return Response("Send it as it is, not packed.\n", 415, content_type=PLAIN)
