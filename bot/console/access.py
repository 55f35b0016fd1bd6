"""Who may come in: everything is closed that is not opened here or by `@allow`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from bot.console import devices, kept_forms
from bot.console.kept_forms import LIVE
from bot.console.words import _
from bot.services import commit, services
from bot.services import session as database
from bot.visitors import at_this_machine
from domain import deputies, officer_sessions, second_factors
from domain.areas import Area
from domain.hours import local
from domain.officer_sessions import IDLE, IDLE_AT_MOST, LONGEST, SEEN_EVERY, Known, OfficerSession
from domain.officers import Officer, Role
from domain.refusals import Refusal

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

# The doors without an officer behind them: each checks its own visitor, or tells nothing.
OPEN_BLUEPRINTS = {
    "cast", "health", "hooks", "metrics", "public", "sign_in", "simulated_network", "simulated_voice", "simulator",
    "station_door",
}  # fmt: skip
OPEN_ENDPOINTS = {"static"}
OPEN_BY_LINK = {"productions.download"}  # to whoever brings a link: the view itself looks whether it opens
# What is open while a second factor is still to be shown, or to be set up.
SHOWING = {"second_factor.asking", "second_factor.show"}
SETTING_UP = {"second_factor.index", "second_factor.set_up"}
ANYBODY = tuple(Role)


def allow(*roles: Role) -> Callable[[View], View]:
    """Open a view to officers who hold any of these roles today."""

    def mark(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def allowed(view: RouteCallable | None) -> frozenset[Role]:
    """The roles a view is open to; none when it was never opened."""
    return getattr(view, "allowed", frozenset())


def may_open(endpoint: str) -> bool:
    """Whether the officer of this request may open a page: what the menu shows."""
    officer = signed_in()
    return (
        officer is not None
        and not g.get("halted")
        and bool(officer.roles(today()) & allowed(current_app.view_functions.get(endpoint)))
    )


def today() -> date:
    """The day in Nairobi."""
    return local(services().now()).date()


def signed_in() -> Officer | None:
    """The officer of this request, where the guard has let one in."""
    officer: Officer | None = g.get("officer")
    return officer


def passes(check: Callable[[Officer, date], None]) -> bool:
    """Whether the officer of this request would not be refused today."""
    try:
        check(current_officer(), today())
    except Refusal:
        return False
    return True


def current_officer() -> Officer:
    """The officer of this request; 401 where there is none."""
    return signed_in() or abort(401)


def counties(*roles: Role) -> set[str] | None:
    """The counties in which the officer of this request holds any of these roles; None for all of them."""
    held = [current_officer().counties(role, today()) for role in roles]
    return None if None in held else {county for some in held for county in some or ()}


def held_counties(*roles: Role) -> list[Area]:
    """The same, as they are shown: in IEBC's order."""
    held = counties(*roles)
    return [county for county in services().places.counties if held is None or county.slug in held]


def held_county(slug: str, *roles: Role) -> Area:
    """One of them; 404 for any other."""
    return next((county for county in held_counties(*roles) if county.slug == slug), None) or abort(404)


def playing() -> bool:
    """Whether this visitor may change person: the cast of a local run, at this very machine."""
    return services().settings.local and at_this_machine() and bool(session.get("plays"))


def enter(officer: Officer, by: str, *, plays: bool = False) -> None:
    """Begin a session of this officer's own in place of the one before. `plays`: may change person."""
    now, before = services().now(), known()
    # Forms in other tabs of the same officer stay good; of anybody else's session nothing is kept.
    csrf = session.get("csrf_token") if before and before.officer.id == officer.id else None
    if before:
        officer_sessions.end(database(), before.officer.id, now, only=before.row.id)
    session.clear()
    device = devices.named(request.user_agent.string)
    row, token = officer_sessions.begin(database(), officer.id, now, by=by, device=device)
    session.update(token=token, plays=plays, **({"csrf_token": csrf} if csrf else {}))
    _is_here(officer, row)


def _is_here(officer: Officer, row: OfficerSession) -> None:
    """The rest of this request is this officer's; the audit writes down from which browser."""
    g.officer, g.officer_session = officer, row
    database().info["session_id"] = row.id


def known() -> Known | None:
    """Whose cookie came with this request, whether or not the session is still open."""
    token = session.get("token")
    return officer_sessions.known(database(), token) if token else None


def own_browser(username: str) -> bool:
    """Whether the cookie of this browser is, or was, of the officer of this name."""
    found = known()
    return found is not None and found.officer.username == username.strip().lower()


def idle_for(officer: Officer) -> timedelta:
    """How long this officer may be away. Where anybody may be anybody there is nothing to guard."""
    if playing():
        return LONGEST
    return IDLE_AT_MOST if second_factors.needed(officer, today()) else IDLE


def this_session() -> OfficerSession:
    """The session of this request, where the guard has let one in."""
    found: OfficerSession = g.officer_session
    return found


def recognised() -> Known | None:
    """Whose session this is, unless it ended, was idle, is too old or its account is closed."""
    found, now = known(), services().now()
    if found is None or not found.officer.active or not found.row.lasts(now, idle_for(found.officer)):
        return None
    if now - found.row.seen_at > SEEN_EVERY and request.headers.get(LIVE) != "look":
        found.row.seen_at = now
        commit()  # also where the page says no: somebody was there
    return found


def guard() -> ResponseReturnValue | None:
    """Before every request: recognise the officer, and turn away whoever the page is not open to."""
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return None
    if request.blueprint in OPEN_BLUEPRINTS or (request.endpoint in OPEN_BY_LINK and "link" in request.args):
        return None
    found = recognised()
    if found is None:
        return _to_sign_in()
    _is_here(found.officer, found.row)
    if halted := _second_factor(found):
        return halted
    opens = allowed(current_app.view_functions[request.endpoint])
    if not found.officer.roles(today()) & opens:
        abort(403)
    database().info["deputy_for"] = deputies.in_whose_place(found.officer, opens, today())
    return None


def _second_factor(found: Known) -> ResponseReturnValue | None:
    """Where to go first: whoever has a second factor shows it, whoever needs one sets it up."""
    if _whole(found):
        return None
    way, opened = ("second_factor.asking", SHOWING) if found.has_factor else ("second_factor.index", SETTING_UP)
    g.halted = True
    return None if request.endpoint in opened else redirect(url_for(way, next=_back()), 303)


def _whole(found: Known) -> bool:
    """Whether everything that proves this officer was shown in this session."""
    shown = found.row.second_at is not None or playing()
    return shown or not (found.has_factor or second_factors.needed(found.officer, today()))


def _to_sign_in() -> ResponseReturnValue:
    """Ask to sign in. The cookie stays: a form in another tab is still known as this officer's own."""
    if found := known():
        if _whole(found) and kept_forms.keep(found):
            flash(_("You were signed out before this was sent. Sign in: what you typed is kept for you."))
        else:
            flash(_("You were signed out. Sign in to go on."))
    return redirect(url_for("sign_in.form", next=_back()), 303)


def _back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None
