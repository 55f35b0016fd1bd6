"""Deciding about a bulletin: one officer at a time, about exactly what their page showed."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.console.access import allow, current_officer
from bot.console.bulletin_page import page, planned
from bot.console.bulletin_rights import found, held, held_as_seen, record
from bot.console.bulletin_words import departure
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import senders
from domain.batches import Batch
from domain.batches import State as BatchState
from domain.bulletins import Bulletin, Kind
from domain.officers import Role
from domain.refusals import Refusal
from messages.jobs import PRIORITY_PEACE, PRIORITY_WARNING, Job, defer

SUBMITTED, APPROVED, RETURNED = N_("submitted it"), N_("approved it"), N_("returned it")
NIGHT, CANCELLED = N_("allowed it at night"), N_("cancelled it")


@allow(Role.OFFICER)
def submit(bulletin_id: int) -> ResponseReturnValue:
    """Ask for approval."""

    def act(bulletin: Bulletin) -> str:
        bulletin.submit(current_officer(), services().now())
        record(bulletin, SUBMITTED)
        return _("Submitted. Somebody else now approves it or returns it.")

    return _decide(bulletin_id, held_as_seen, act)


@allow(Role.APPROVER)
def approve(bulletin_id: int) -> ResponseReturnValue:
    """Stand for it, knowing how many people it reaches."""

    def act(bulletin: Bulletin) -> str:
        if "understood" not in request.form:
            raise Refusal("Tick the box beside the number of people first.")
        bulletin.approve(current_officer(), services().now(), senders.of(session(), bulletin.kind.sender_use))
        record(bulletin, APPROVED, people=planned(bulletin).people, hash=bulletin.approved_hash)
        return _("Approved. %(departure)s It can be cancelled.", departure=departure(bulletin, services().now()))

    return _decide(bulletin_id, held_as_seen, act)


@allow(Role.APPROVER)
def give_back(bulletin_id: int) -> ResponseReturnValue:
    """Return it with a reason."""

    def act(bulletin: Bulletin) -> str:
        bulletin.give_back(current_officer(), request.form.get("reason", ""), services().now())
        record(bulletin, RETURNED, reason=bulletin.returned_because)
        return _("Returned to its author with your reason.")

    return _decide(bulletin_id, held_as_seen, act)


@allow(Role.APPROVER)
def night(bulletin_id: int) -> ResponseReturnValue:
    """Let it leave in quiet hours, as a second approver with a reason."""

    def act(bulletin: Bulletin) -> str:
        bulletin.allow_night(current_officer(), request.form.get("reason", ""), services().now())
        record(bulletin, NIGHT, reason=bulletin.night_reason)
        _wake(bulletin)
        return _("Allowed at night. %(departure)s", departure=departure(bulletin, services().now()))

    return _decide(bulletin_id, held_as_seen, act)


def _wake(bulletin: Bulletin) -> None:
    """Ask again for what was put off until the morning; a batch asked for twice is sent once."""
    priority = PRIORITY_PEACE if bulletin.kind is Kind.PEACE else PRIORITY_WARNING
    mine = (Batch.bulletin_id == bulletin.id, Batch.state == BatchState.QUEUED)
    for batch in session().scalars(select(Batch.id).where(*mine)).all():
        defer(session(), Job.SEND_BATCH, priority=priority, batch=batch)


@allow(Role.OFFICER, Role.APPROVER)
def cancel(bulletin_id: int) -> ResponseReturnValue:
    """Stop it, whatever has happened since the page was read: stopping must never have to wait."""

    def act(bulletin: Bulletin) -> str:
        bulletin.cancel(current_officer(), services().now())
        record(bulletin, CANCELLED)
        return _("Cancelled. Nothing more of it will be sent.")

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
