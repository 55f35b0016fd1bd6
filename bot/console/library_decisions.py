"""Deciding about a text of the library: approving a version, taking an entry out of use."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.library_page import page
from bot.console.library_rights import found, held, held_as_seen, record
from bot.console.words import N_, _, day, refused
from bot.services import services, session
from domain.library import LibraryEntry
from domain.officers import Role
from domain.refusals import Refusal
from messages.compose import normalise

APPROVED, WITHDRAWN = N_("approved it"), N_("withdrew it")


@allow(Role.APPROVER)
def approve(entry_id: int) -> ResponseReturnValue:
    """Stand for the newest version in every use of it."""

    def act(entry: LibraryEntry) -> str:
        if "understood" not in request.form:
            raise Refusal("Tick that you have read every text first.")
        version, officer = entry.newest, current_officer()
        checks = request.form.getlist("peace")
        version.approve(officer, services().now(), seen=version.fingerprint(), checks=checks)
        record(entry, APPROVED, version=version.number, hash=version.approved_hash, checks=version.checks)
        return _("Approved. It is to be read again by %(day)s.", day=day(version.review_on or services().now()))

    return _decide(entry_id, held_as_seen, act)


@allow(Role.OFFICER, Role.APPROVER)
def withdraw(entry_id: int) -> ResponseReturnValue:
    """Take it out of use, whatever has happened since the page was read."""

    def act(entry: LibraryEntry) -> str:
        entry.withdraw(current_officer(), normalise(request.form.get("reason", "")), services().now())
        record(entry, WITHDRAWN, reason=entry.withdrawn_because)
        return _("Withdrawn. Nothing new is made of it, and no series sends it any more.")

    return _decide(entry_id, held, act)


def _decide(
    entry_id: int, hold: Callable[[int], LibraryEntry], act: Callable[[LibraryEntry], str]
) -> ResponseReturnValue:
    try:
        said = act(hold(entry_id))
        session().flush()
    except Refusal as refusal:
        session().rollback()
        return page(found(entry_id), refused(refusal), request.form), 422
    flash(said, "good")
    return redirect(url_for("library.show", entry_id=entry_id), 303)
