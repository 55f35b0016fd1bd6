"""Deciding about a bulletin: one officer at a time, about exactly what their page showed."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.bulletin_next import departure, onward
from bot.console.bulletin_page import page, planned
from bot.console.bulletin_rights import found, held, held_as_seen, record
from bot.console.bulletin_twins import check_posted
from bot.console.peace_checks import check_answers
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import follow_ups, senders
from domain.batches import Batch
from domain.bulletins import Bulletin
from domain.officers import Role
from domain.refusals import Refusal
from messages import waking
from messages.compose import normalise

SUBMITTED, APPROVED, RETURNED = N_("submitted it"), N_("approved it"), N_("returned it")
NIGHT, CANCELLED = N_("allowed it at night"), N_("cancelled it")
PAUSED, RESUMED = N_("paused it"), N_("let it go on")
STOPPED = N_("stopped it by approving what ends it")


@allow(Role.OFFICER)
def submit(bulletin_id: int) -> ResponseReturnValue:
    """Ask for approval."""

    def act(bulletin: Bulletin) -> str:
        check_posted(bulletin)
        follow_ups.submit(session(), bulletin, current_officer(), services().now())
        record(bulletin, SUBMITTED)
        return _("Submitted. Somebody else now approves it or returns it.")

    return _decide(bulletin_id, held_as_seen, act)


@allow(Role.APPROVER)
def approve(bulletin_id: int) -> ResponseReturnValue:
    """Stand for it, knowing how many people it reaches."""

    def act(bulletin: Bulletin) -> str:
        if "understood" not in request.form:
            raise Refusal("Tick the box beside the number of people first.")
        check_posted(bulletin)
        checks = check_answers(request.form, bulletin)
        sender = senders.of(session(), bulletin.kind.sender_use)
        for stopped in follow_ups.approve(session(), bulletin, current_officer(), services().now(), sender):
            record(stopped, STOPPED, by=bulletin.id)
        whom = planned(bulletin)
        bulletin.planned_people, bulletin.planned_cost = whom.people, whom.cost
        record(bulletin, APPROVED, people=whom.people, hash=bulletin.approved_hash, checks=checks)
        return _("Approved. %(departure)s It can be cancelled.", departure=departure(bulletin, services().now()))

    return _decide(bulletin_id, held_as_seen, act)


@allow(Role.APPROVER)
def give_back(bulletin_id: int) -> ResponseReturnValue:
    """Return it with a reason."""

    def act(bulletin: Bulletin) -> str:
        bulletin.give_back(current_officer(), normalise(request.form.get("reason", "")), services().now())
        record(bulletin, RETURNED, reason=bulletin.returned_because)
        return _("Returned to its author with your reason.")

    return _decide(bulletin_id, held_as_seen, act)


@allow(Role.APPROVER)
def night(bulletin_id: int) -> ResponseReturnValue:
    """Let it leave in quiet hours, as a second approver with a reason."""

    def act(bulletin: Bulletin) -> str:
        bulletin.allow_night(current_officer(), normalise(request.form.get("reason", "")), services().now())
        record(bulletin, NIGHT, reason=bulletin.night_reason)
        waking.batches(session(), Batch.bulletin_id == bulletin.id)
        return _("Allowed at night. %(departure)s", departure=departure(bulletin, services().now()))

    return _decide(bulletin_id, held_as_seen, act)


@allow(Role.OFFICER, Role.APPROVER)
def cancel(bulletin_id: int) -> ResponseReturnValue:
    """Stop it, whatever has happened since the page was read: stopping must never have to wait."""

    def act(bulletin: Bulletin) -> str:
        bulletin.cancel(current_officer(), services().now())
        record(bulletin, CANCELLED)
        return _("Cancelled. Nothing more of it will be sent.")

    return _decide(bulletin_id, held, act)


@allow(Role.OFFICER, Role.APPROVER)
def pause(bulletin_id: int) -> ResponseReturnValue:
    """Hold it where it is, whatever has happened since the page was read."""

    def act(bulletin: Bulletin) -> str:
        bulletin.pause(current_officer(), services().now())
        record(bulletin, PAUSED)
        return _("Paused. A list that is with the network now is finished; nothing more leaves.")

    return _decide(bulletin_id, held, act)


@allow(Role.OFFICER, Role.APPROVER)
def resume(bulletin_id: int) -> ResponseReturnValue:
    """Let it go on from where it stood."""

    def act(bulletin: Bulletin) -> str:
        bulletin.resume(current_officer(), services().now())
        record(bulletin, RESUMED)
        waking.bulletin(session(), bulletin)
        return onward(bulletin, services().now())

    return _decide(bulletin_id, held, act)


def _decide(bulletin_id: int, hold: Callable[[int], Bulletin], act: Callable[[Bulletin], str]) -> ResponseReturnValue:
    try:
        said = act(hold(bulletin_id))
        session().flush()
    except Refusal as refusal:
        session().rollback()
        return page(found(bulletin_id), refused(refusal), request.form), 422
    flash(said, "good")
    return redirect(url_for("bulletins.show", bulletin_id=bulletin_id), 303)
