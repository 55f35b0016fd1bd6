"""Who may come in: everything is closed that is not opened here or by `@allow`."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TypeVar

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from bot.console.words import _
from bot.services import services
from bot.services import session as database
from bot.sign_ins import stamp
from domain import deputies
from domain.areas import Area
from domain.hours import local
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.vault import Purpose

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

# The doors without an officer behind them: each checks its own visitor, or tells nothing.
OPEN_BLUEPRINTS = {
    "cast", "health", "hooks", "public", "sign_in", "simulated_network", "simulated_voice", "simulator", "station_door",
}  # fmt: skip
OPEN_ENDPOINTS = {"static"}
OPEN_BY_LINK = {"productions.download"}  # to whoever brings a link: the view itself looks whether it opens
IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=12)  # a day's work; however busy, a session does not outlive it
SEEN_EVERY = timedelta(minutes=5)  # how exactly idleness is known: a cookie on every answer would cost data
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
    return officer is not None and bool(officer.roles(today()) & allowed(current_app.view_functions.get(endpoint)))


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


def visitor() -> bytes:
    """A lookup of where this request comes from: what our own proxy says, else the peer.

    Only a proxy beside us is believed, and of what it hands on only what it added itself, the last.
    """
    peer = ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104  nobody listens there: a request without a peer
    if peer.is_private:
        with suppress(ValueError):
            peer = ip_address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
    # Whoever has one address of version 6 has all of its network.
    network = ip_network(f"{peer}/64", strict=False) if peer.version == 6 else peer
    return services().vault.lookup(str(network), Purpose.OFFICER)


def enter(officer: Officer, *, plays: bool = False) -> None:
    """Begin a session of this officer's own: nothing of the one before is kept. `plays`: may change person."""
    session.clear()
    now = services().now().isoformat()
    session.update(officer=officer.id, stamp=stamp(officer), since=now, seen=now, plays=plays)
    g.officer = officer


def guard() -> ResponseReturnValue | None:
    """Before every request: recognise the officer, and turn away whoever the page is not open to."""
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return None
    if request.blueprint in OPEN_BLUEPRINTS or (request.endpoint in OPEN_BY_LINK and "link" in request.args):
        return None
    g.officer = recognised()
    if g.officer is None:
        return _to_sign_in()
    opens = allowed(current_app.view_functions[request.endpoint])
    if not g.officer.roles(today()) & opens:
        abort(403)
    _acts_as(g.officer, opens)
    return None


def _acts_as(officer: Officer, opens: frozenset[Role]) -> None:
    """Leave word for the audit: from which browser this is done, and in whose place."""
    came = g.get("officer_session")
    database().info.update(
        session_id=came.id if came else None, deputy_for=deputies.in_whose_place(officer, opens, today())
    )


def recognised() -> Officer | None:
    """The officer whose session this is, unless idle, too old, deactivated, signed out or with another password."""
    now, seen, since = services().now(), session.get("seen"), session.get("since")
    if seen is None or now - datetime.fromisoformat(seen) > IDLE:
        return None
    if since is None or now - datetime.fromisoformat(since) > LONGEST:
        return None
    officer = database().get(Officer, session["officer"])
    if officer is None or not officer.active or stamp(officer) != session["stamp"]:
        return None
    if now - datetime.fromisoformat(seen) > SEEN_EVERY:
        session["seen"] = now.isoformat()
    return officer


def _to_sign_in() -> ResponseReturnValue:
    was_in = "officer" in session
    session.clear()
    if was_in:
        flash(_("You were signed out. Sign in to go on."))
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.form", next=back), 303)
