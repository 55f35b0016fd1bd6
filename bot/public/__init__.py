"""What everybody may read without an account: bulletins that were sent, and the same for machines as CAP and Atom."""

from flask import Blueprint, Flask, Response, g, request
from flask.typing import ResponseReturnValue, RouteCallable
from werkzeug.exceptions import NotFound

from bot.console.words import INTERFACES
from bot.public import baraza, machines, pages, privacy
from domain.languages import FLOOR, Language

MINUTE = 60  # seconds
PRIVACY = "/privacy/"

blueprint = Blueprint(
    "public", __name__, url_prefix="/alerts", template_folder="templates", static_folder="static", static_url_path="/of"
)
VIEWS: dict[str, RouteCallable] = {
    "/": pages.index,
    "/feed.atom": machines.feed,
    "/<name>.xml": machines.document,
    "/<name>/stopped.xml": machines.stopped,
    "/<name>": pages.show,
    "/<name>/baraza": baraza.baraza,
    "/<name>/baraza.pdf": baraza.baraza_paper,
}
for address, view in VIEWS.items():
    blueprint.add_url_rule(address, view_func=view, methods=["GET"])


def register(app: Flask) -> None:
    """Open the archive and the feed."""
    app.register_blueprint(blueprint)
    app.add_url_rule(PRIVACY, "public.privacy", privacy.privacy, methods=["GET"])  # beside the archive, not in it
    app.add_template_global(pages.address_of, "public_address")
    app.add_template_global(machines.why_no_alert, "why_no_alert")
    for place in (blueprint.url_prefix, PRIVACY.rstrip("/")):
        app.extensions["error_pages"][place] = pages.sorry


@blueprint.before_app_request  # no view is found for an address that is nowhere
def choose_language() -> None:
    """Speak as the address says, else as the browser asks, else Swahili; nothing is kept in a cookie."""
    if not request.path.startswith((f"{blueprint.url_prefix}/", PRIVACY)):
        return
    ours = sorted(
        (language.value for language in INTERFACES), key=lambda language: language != FLOOR
    )  # for any: the first
    asked = request.args.get("lang", "")
    best = request.accept_languages.best_match(ours, default=FLOOR.value)
    if request.path == PRIVACY and asked in set(Language) - set(INTERFACES):  # Kamba and Taita fall to it by the rules
        asked = FLOOR
    g.interface = Language(asked if asked in ours else best)


@blueprint.after_request
def let_keep(response: Response) -> Response:
    """Let browsers and caches between keep it for a minute: a warning that is taken back must not stand for long."""
    if response.status_code not in (200, 304) or request.endpoint == "public.static":
        return response
    response.headers["Cache-Control"] = f"public, max-age={MINUTE}"
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
    _answer_shortly(response)
    return response


def _answer_shortly(response: Response) -> None:
    """Say only that nothing changed to whoever has it. By its tag alone: what goes away leaves no later date."""
    if response.get_etag()[0] is None:
        response.add_etag()
    changed = response.headers.pop("Last-Modified", None)
    response.make_conditional(request)
    if changed:
        response.headers["Last-Modified"] = changed


@blueprint.app_template_global()
def other_languages() -> list[Language]:
    """The languages this page can be read in instead."""
    return [language for language in INTERFACES if language is not g.interface]


@blueprint.errorhandler(NotFound)
def missing(_error: NotFound) -> ResponseReturnValue:
    """The same words for what never was and for what nobody may know of."""
    return pages.render("missing"), 404
