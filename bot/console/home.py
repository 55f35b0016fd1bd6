"""The first page: what waits, what goes out today, who is reached, and whether the service lives."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.console.access import ANYBODY, allow, current_officer, held_counties, may_open, today
from bot.console.bulletin_rights import READERS, counties_seen
from bot.console.bulletin_words import STATES, where
from bot.console.sending import troubles
from bot.console.tasks import tasks
from bot.console.words import N_, _, moment
from bot.health import Sign, signs
from bot.services import services, session
from domain import audiences, desks
from domain.audiences import Audience
from domain.bulletins import Bulletin
from domain.heartbeats import CLOCK, WORKER
from domain.hours import local
from domain.life_cycle import ON_THEIR_WAY, State
from domain.officers import Role

blueprint = Blueprint("home", __name__, url_prefix="/console")

# What each role does first, for whom nothing waits.
NEXT_STEPS = {
    Role.OFFICER: (
        N_("Write a bulletin as soon as there is something to say."),
        "bulletins.new",
        N_("Write a bulletin"),
    ),
    Role.APPROVER: (N_("A bulletin waits for you here once its Swahili text is signed and it is submitted."), "", ""),
    Role.REVIEWER: (N_("A text waits for your name here as soon as somebody writes one in your language."), "", ""),
    Role.PEACE: (
        N_("A report waits here when somebody files one; while you are on duty you are texted."),
        "me.index",
        N_("Am I on duty?"),
    ),
    Role.PROTECTION: (
        N_("A restricted report waits here when somebody tells of one, and a request to see a number."),
        "protection.index",
        N_("See them"),
    ),
    Role.PRODUCER: (
        N_("A script waits here as soon as it is approved for your station."),
        "productions.index",
        N_("See the scripts"),
    ),
    Role.LEAD: (N_("Look at who is reached, and where nobody is."), "subscribers.index", N_("See the wards")),
    Role.ADMIN: (
        N_("Invite your county: one who writes, one who approves and one who handles reports can begin."),
        "officers.new",
        N_("Invite somebody"),
    ),
}
ALIVE = {
    WORKER: N_("The worker runs: messages leave."),
    CLOCK: N_("The clock runs: what is due starts by itself."),
}
SILENT = {
    WORKER: N_("The worker is silent: no message leaves until it runs again. Tell the administrator."),
    CLOCK: N_("The clock is silent: nothing that is due starts until it runs again. Tell the administrator."),
}


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show what waits for this officer, and how the service is."""
    officer = current_officer()
    held = officer.roles(today())
    return render_template(
        "home/index.html",
        officer=officer,
        tasks=tasks(),
        steps=[step for role, step in NEXT_STEPS.items() if role in held],
        reads=bool(held & set(READERS)),
        bulletins=going_out(),
        states=STATES,
        where=where,
        reached=reached() if may_open("subscribers.index") else None,
        troubles=troubles() if may_open("sending.index") else [],
        health=[(_health(sign), sign.alive) for sign in signs(session(), services().now())],
    )


def going_out() -> list[Bulletin]:
    """Bulletins of this officer's counties that leave today, and those on their way now; never one of training."""
    states = (State.APPROVED, *ON_THEIR_WAY)
    found = desks.bulletins(session(), services().places, counties_seen(current_officer()), states=states)
    leaving = [b for b in found if b.state in ON_THEIR_WAY or (local(b.send_at).date() == today() and not b.training)]
    return sorted(leaving, key=lambda bulletin: bulletin.send_at)


def reached() -> int:
    """How many people of this officer's counties are warned."""
    slugs = tuple(county.slug for county in held_counties(*READERS))
    return sum(audiences.count(session(), Audience(areas=slugs), services().places, services().now()).values())


def _health(sign: Sign) -> str:
    if sign.alive:
        return _(ALIVE[sign.process])
    seen = _("Last seen %(moment)s.", moment=moment(sign.seen)) if sign.seen else _("It was never seen.")
    return f"{_(SILENT[sign.process])} {seen}"
