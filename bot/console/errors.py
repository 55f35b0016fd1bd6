"""What an officer reads when something cannot be done."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from psycopg import Error as DriverError
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException, TooManyRequests

from bot.console import away
from bot.console.words import N_, _, refused
from bot.request_lines import ID
from bot.services import close, let_go, session
from domain import outages
from domain.refusals import Refusal

SENTENCES = {
    400: (N_("Something in the request was wrong"), N_("Go back, load the page again and try once more.")),
    403: (N_("This page is not for your role"), N_("Ask the administrator of your county if you need it.")),
    404: (N_("There is no such page"), N_("It may be of another county, or the address is mistyped.")),
    405: (N_("That cannot be done here"), N_("Go back and use the buttons of the page.")),
    413: (N_("That is too much at once"), N_("Send a shorter text or a smaller file.")),
    429: (N_("Too many wrong tries"), N_("Wait a quarter of an hour, then open the link again.")),
    500: (N_("Mbiu could not do that"), N_("Nothing was changed. Try again; if it stays, tell the administrator.")),
}
STALE_FORM = (
    N_("This form was open too long"),
    N_("Nothing was sent. Go back: what you typed still stands there. Copy it, load the page again, and send it anew."),
)


def register(app: Flask) -> None:
    """Explain what went wrong on a page of the console; `error_pages` are those of others, by where they begin."""
    app.extensions["error_pages"] = {}
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(DataError, impossible)
    app.register_error_handler(SQLAlchemyError, without_database)
    app.register_error_handler(DriverError, without_database)


def explain(error: HTTPException) -> ResponseReturnValue:
    """A page in plain words for whatever number the web chose."""
    code = error.code or 500
    if isinstance(cause := getattr(error, "original_exception", None), SQLAlchemyError | DriverError):
        # It broke when all was done, at the commit; or it is a fault of ours, and what was read may not be read again.
        if outages.of(cause):
            return without_database(cause)
        let_go()
        g.pop("officer", None)
    title, advice = SENTENCES.get(code, SENTENCES[500 if code >= 500 else 400])
    answer = make_response(_page(code, _(title), _(advice)))
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        answer.headers["Retry-After"] = f"{error.retry_after}"
    return answer


def stale(error: CSRFError) -> ResponseReturnValue:
    """A form of a session that is over."""
    title, advice = STALE_FORM
    return _page(error.code or 400, _(title), _(advice))


def impossible(_error: DataError) -> ResponseReturnValue:
    """Something no row can hold, such as an endless number in an address or a NUL in a form."""
    session().rollback()  # not closed: the page still reads the officer, whom a failed flush makes the session forget
    return explain(BadRequest())


def without_database(error: Exception) -> ResponseReturnValue:
    """The database is away; any other error of it is a fault of ours, and told as one."""
    outage = outages.of(error)
    if outage is None:
        raise error
    current_app.logger.error("The database is away (%s) in %s [%s]", outage, request.endpoint, request.method)
    others = _of_others()
    return others(503, _(away.TITLE), away.short(outage)) if others else away.page(outage)


def refuse(refusal: Refusal) -> ResponseReturnValue:
    """Undo what the request began, and say on the page it came from why."""
    close()
    if request.method == "GET":
        return _page(422, _("That cannot be done"), refused(refusal))
    flash(refused(refusal), "bad")
    return redirect(back(), 303)


def back() -> str:
    """The page of ours this request came from, else the console's front."""
    came = urlsplit(request.referrer or "")
    ours = came.netloc == request.host and came.path.startswith("/console")
    return f"{came.path}?{came.query}".rstrip("?") if ours else "/console/"


def _page(code: int, title: str, advice: str) -> ResponseReturnValue:
    if others := _of_others():
        return others(code, title, advice)
    return render_template("error.html", title=title, advice=advice, request_id=request.environ.get(ID, "")), code


def _of_others() -> Callable[[int, str, str], ResponseReturnValue] | None:
    """What explains a fault to those whose address this is, where it is none of the console's."""
    pages: dict[str, Callable[[int, str, str], ResponseReturnValue]] = current_app.extensions["error_pages"]
    return next((page for place, page in pages.items() if request.path.startswith(f"{place}/")), None)
