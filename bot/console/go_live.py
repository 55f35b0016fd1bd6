"""What is missing before the service may go live, in plain words; what only a person can say is confirmed here."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import readiness
from bot.console.access import allow, current_officer, today
from bot.console.go_live_words import STANDINGS, mend, must, parts
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import audit, confirmations
from domain.confirmations import LONGEST, NOT_SO, SO
from domain.officers import Role
from domain.readiness import CONFIRMED, Line, Need, missing
from domain.refusals import Refusal

blueprint = Blueprint("go_live", __name__, url_prefix="/console/go-live")

READERS = (Role.ADMIN, Role.OFFICER, Role.LEAD, Role.APPROVER)
# Letters and digits with strokes and hyphens between: how the Commissioner writes them may change.
REGISTRATION = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9/. -]{2,38}[A-Z0-9]")
CONFIRMED_IT, TOOK_BACK = N_("confirmed that it is so"), N_("took back what was confirmed")


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """List what must be true, and what is not."""
    return _page()


@blueprint.post("/")
@allow(Role.ADMIN)
def confirm() -> ResponseReturnValue:
    """Put the officer's name to one thing a person has looked at, or take that back."""
    line = _asked()
    form, value = request.form, NOT_SO
    try:
        if "take-back" not in form:
            value = _registration(form.get("value", "")) if line.need is Need.REGISTRATION else SO
        officer, now, seen = current_officer(), services().now(), form.get("seen", 0, int)
        confirmations.say(session(), officer, line.what, value, form.get("note", ""), seen=seen, now=now)
    except Refusal as refusal:
        session().rollback()
        return _page(line.what, refused(refusal)), 422
    said = CONFIRMED_IT if value else TOOK_BACK
    audit.record(session(), officer.id, said, f"confirmation {line.what}", now=now, value=value)
    flash(_("It is confirmed in your name.") if value else _("It is taken back."), "good")
    return redirect(url_for("go_live.index", _anchor=_anchor(line)), 303)


def _asked() -> Line:
    """The line that is confirmed; 404 for one that is not a person's to say."""
    asked = request.form.get("what", "")
    found = (line for line in _lines() if line.need in CONFIRMED and line.what == asked)
    return next(found, None) or abort(404)


def _registration(typed: str) -> str:
    number = " ".join(typed.upper().split())
    if not REGISTRATION.fullmatch(number):
        raise Refusal("Type the number as it stands on the certificate: letters and digits, as in 123-4567-89AB.")
    return number


def _lines() -> list[Line]:
    return readiness.lines(session(), services().newest_words(session()))


def _anchor(line: Line) -> str:
    return re.sub(r"[^a-z0-9]+", "-", f"{line.need} {line.county} {line.about}".lower()).strip("-")


def _page(wrong: str = "", refusal: str = "") -> str:
    found, acts = _lines(), Role.ADMIN in current_officer().roles(today())
    return render_template(
        "go_live/index.html",
        parts=parts(found),
        missing=missing(found),
        local=services().settings.local,
        standings=STANDINGS,
        must=must,
        mend=mend,
        anchor=_anchor,
        confirmed=CONFIRMED if acts else (),
        registration=Need.REGISTRATION,
        names=acts,
        histories=confirmations.histories(session()),
        longest=LONGEST,
        wrong=wrong,
        refusal=refusal,
        form=request.form,
    )
