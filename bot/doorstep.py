"""What no door takes, whoever knocks: another server's name, and a body that would have to be unpacked."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.sansio.utils import host_is_trusted

from bot.services import services

# A balancer and whoever measures ask by our address in their network. A provider may still call the name we had before
# we moved: nothing there is made of the name, and an authentic callback is never refused.
BY_ANY_NAME = {"health", "metrics", "hooks"}
AS_IT_CAME = {"hooks"}  # what cannot be read there is kept and flagged, never refused


def register(app: Flask) -> None:
    """Before every other look at a request."""
    app.before_request(refuse_other_names)
    app.before_request(refuse_packed_bodies)


def refuse_other_names() -> None:
    """400 for a request that was meant for another host: pages and addresses would be made for a stranger's name."""
    settings = services().settings
    if settings.local or request.blueprint in BY_ANY_NAME:
        return
    if not host_is_trusted(request.host, [urlsplit(settings.public_base_url).hostname or ""]):
        abort(400)


def refuse_packed_bodies() -> None:
    """415 for a packed body: nobody sends us one, and a few bytes may unpack to more than there is room for."""
    if request.headers.get("Content-Encoding", "identity") != "identity" and request.blueprint not in AS_IT_CAME:
        abort(415)
