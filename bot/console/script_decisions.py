"""Deciding about a script: signing it, approving it, withdrawing it, taking out what may not be read any more."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.script_page import page
from bot.console.script_rights import corrected, found, held, record
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import segments
from domain.officers import Role
from domain.redaction import without_numbers
from domain.refusals import Refusal
from domain.script_bulletins import check_may_be_read, doubts
from domain.scripts import CORRECTED_BY, READ_BY, Script
from messages.compose import normalise

SIGNED, APPROVED, WITHDRAWN = N_("signed it"), N_("approved it"), N_("withdrew it")
TOOK_OUT = N_("took out what may not be read")
LONGEST_REASON = 300  # letters: a station is told


@allow(Role.REVIEWER)
def sign(script_id: int) -> ResponseReturnValue:
    """Put a speaker's name to it."""

    def act(script: Script) -> str:
        if doubts(session(), script.newest, services().now()).to_take_out:
            raise Refusal("Something in it was taken back or is over: take its lines out first.")
        signed, version = script.sign(current_officer(), _seen(), services().now()), script.newest
        record(script, SIGNED, version=version.number, hash=version.fingerprint(), languages=signed)
        if version.unsigned:
            return _("Signed. A speaker of another language in it signs it too.")
        return _("Signed. Somebody else approves it now.")

    return _decide(script_id, act)


@allow(Role.APPROVER)
def approve(script_id: int) -> ResponseReturnValue:
    """Let stations have it."""

    def act(script: Script) -> str:
        now, version = services().now(), script.newest
        script.check_newest(_seen())
        check_may_be_read(session(), version, now)
        if "understood" not in request.form:
            raise Refusal("Tick that you have read all of it first.")
        script.approve(current_officer(), _seen(), now, checks=request.form.getlist("peace"))
        record(script, APPROVED, version=version.number, hash=version.fingerprint(), checks=version.checks)
        return _("Approved. Its stations can take it now.")

    return _decide(script_id, act)


@allow(*READ_BY)
def withdraw(script_id: int) -> ResponseReturnValue:
    """Take every approved version off the air, whatever has happened since the page was read."""

    def act(script: Script) -> str:
        reason = without_numbers(normalise(request.form.get("reason", "")))
        if len(reason) > LONGEST_REASON:
            raise Refusal("Make the reason shorter: at most %(most)s letters.", most=LONGEST_REASON)
        withdrawn = script.withdraw(current_officer(), reason, services().now())
        record(script, WITHDRAWN, versions=[version.number for version in withdrawn])
        return _("Withdrawn. Nobody can take it any more.")

    return _decide(script_id, act)


@allow(*CORRECTED_BY)
def take_out(script_id: int) -> ResponseReturnValue:
    """Make the next version, without the lines of what was taken back or is over."""

    def act(script: Script) -> str:
        corrected(script)
        now, version = services().now(), script.newest
        gone = doubts(session(), version, now)
        if not gone.to_take_out:
            raise Refusal("Nothing in it has to be taken out any more.")
        bulletins = {*gone.taken_back, *gone.expired}
        left = segments.without(version.segments, bulletins, texts=gone.texts, pieces=gone.pieces)
        script.correct(current_officer(), left, _seen(), now)
        record(script, TOOK_OUT, version=script.newest.number, bulletins=sorted(bulletins), texts=[*gone.texts])
        return _("Its lines are out of version %(number)s.", number=script.newest.number)

    return _decide(script_id, act)


def _seen() -> int:
    return request.form.get("version", 0, type=int)


def _decide(script_id: int, act: Callable[[Script], str]) -> ResponseReturnValue:
    try:
        said = act(held(script_id))
        session().flush()
    except Refusal as refusal:
        session().rollback()
        return page(found(script_id), refused(refusal), request.form), 422
    flash(said, "good")
    return redirect(url_for("scripts.show", script_id=script_id), 303)
