"""Which bulletins an officer sees, and what they may do to one now: the domain's own rules, asked before a button."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, request

from bot.console.access import current_officer, today
from bot.console.bulletin_next import night_helps
from bot.console.words import moment
from bot.services import services, session
from domain import audit, standing
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, locked
from domain.drafting import OPEN_TO_SIGN
from domain.languages import Language
from domain.life_cycle import MOVES, OPEN_TO_EDIT, OPEN_TO_NIGHT, State
from domain.officers import Officer, Role
from domain.refusals import Refusal

READERS = (Role.OFFICER, Role.APPROVER, Role.REVIEWER, Role.LEAD)


def counties_seen(officer: Officer) -> set[str] | None:
    """The counties whose bulletins this officer reads; None for all."""
    seen: set[str] = set()
    for role in READERS:
        counties = officer.counties(role, today())
        if counties is None:
            return None
        seen |= counties
    return seen


def visible(bulletin: Bulletin | None) -> Bulletin:
    """The bulletin, for an officer of one of its counties; 404 for anybody else."""
    seen = counties_seen(current_officer())
    if bulletin is None or not (seen is None or seen & bulletin.counties):
        abort(404)
    return bulletin


def found(bulletin_id: int) -> Bulletin:
    """The bulletin to be read."""
    return visible(session().get(Bulletin, bulletin_id))


def held(bulletin_id: int) -> Bulletin:
    """The bulletin to be decided about: nobody else decides until this request is over."""
    return visible(locked(session(), bulletin_id))


def held_as_seen(bulletin_id: int) -> Bulletin:
    """The same, refused when it is no longer what the officer's page showed."""
    bulletin = held(bulletin_id)
    if request.form.get("seen") != bulletin.seen:
        raise _overtaken(bulletin)
    return bulletin


def _overtaken(bulletin: Bulletin) -> Refusal:
    acts = audit.history(session(), subject(bulletin))
    who = session().get(Officer, acts[-1].officer_id) if acts and acts[-1].officer_id else None
    if who is None or who.id == current_officer().id:
        return Refusal("This page was not up to date. Look at the bulletin again, then decide.")
    return Refusal(
        "%(who)s changed or decided something here on %(when)s, while you read. Look at it again, then decide.",
        who=who.name,
        when=moment(acts[-1].at),
    )


def subject(bulletin: Bulletin) -> str:
    """Its name in the audit."""
    return f"bulletin {bulletin.id}"


def record(bulletin: Bulletin, what: str, **detail: object) -> None:
    """Write down what this officer did to it."""
    audit.record(session(), current_officer().id, what, subject(bulletin), now=services().now(), **detail)


Check = Callable[[Officer, datetime], None]


def _passes(check: Check) -> bool:
    try:
        check(current_officer(), services().now())
    except Refusal:
        return False
    return True


def acts(bulletin: Bulletin) -> set[str]:
    """What this officer may do to it now; whether it is ready is said when they try."""
    steps = MOVES[bulletin.state]
    writes = _passes(bulletin.check_writer)
    approves = _passes(bulletin.check_approver)
    stops = _passes(bulletin.check_stopper)
    may = {
        "edit": bulletin.state in OPEN_TO_EDIT and writes,
        "submit": State.SUBMITTED in steps and writes,
        "approve": State.APPROVED in steps and approves,
        "return": State.RETURNED in steps and approves,
        "night": _waits_for_morning(bulletin) and _passes(bulletin.check_night_approver),
        "cancel": State.CANCELLED in steps and stops,
        "pause": State.PAUSED in steps and stops,
        "resume": bulletin.state is State.PAUSED and stops,
    }
    return {act for act, allowed in may.items() if allowed}


def _waits_for_morning(bulletin: Bulletin) -> bool:
    waits = bulletin.state in OPEN_TO_NIGHT and bulletin.night_approver_id is None and not bulletin.training
    return waits and night_helps(bulletin, services().now())


def signs(bulletin: Bulletin, text: BulletinText) -> bool:
    """Whether this officer may put their name to the text now."""
    officer = current_officer()
    speaks = standing.speaks(officer, text.language, bulletin.counties, today())
    return bulletin.state in OPEN_TO_SIGN and speaks and not text.written_by(officer) and not text.signed


def languages_signed_by(officer: Officer) -> list[Language]:
    """The languages this officer signs in today."""
    return [language for language in Language if officer.may(Role.REVIEWER, today(), language=language)]
