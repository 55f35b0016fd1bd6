"""An officer who leaves, in one step: first what they hold, then the end of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, today
from bot.console.roster_words import hours_words
from bot.console.words import N_, _, area_name
from bot.services import services, session
from domain import audit, holdings, officer_leaving, officers
from domain.officers import Officer, Role
from domain.refusals import Refusal


@allow(Role.ADMIN)
def ask(officer_id: int) -> ResponseReturnValue:
    """Show what somebody who leaves holds, and ask who takes over."""
    officer, now = _officer(officer_id), services().now()
    if officer.id == current_officer().id:
        raise Refusal("Another administrator must do that: you would lock yourself out.")
    if officer.left_at is not None:
        flash(_("This is done already: %(name)s works here no more.", name=officer.name))
        return redirect(url_for("officers.show", officer_id=officer.id), 303)
    audit.record(session(), current_officer().id, N_("looked at what they hold:"), f"officer {officer.id}", now=now)
    peace = officer_leaving.may_take_over(session(), officer, now)
    return render_template(
        "officers/leaving.html",
        officer=officer,
        held=(held := holdings.of(session(), officer, now)),
        shifts=[f"{area_name(shift.county)}, {hours_words(shift)}" for shift in held.shifts],
        may_take_over=[
            ("", _("Nobody: they wait for whoever is on duty")),
            *((f"{one.id}", _place(one)) for one in peace),
        ],
    )


@allow(Role.ADMIN)
def leave(officer_id: int) -> ResponseReturnValue:
    """End all that somebody who leaves holds, at once."""
    _officer(officer_id)
    here, me = services(), current_officer()
    to, now = request.form.get("takes_over", type=int), here.now()
    officer, left = officer_leaving.leave(session(), here.vault, officer_id, me.id, to, now)
    about = f"officer {officer.id}"
    audit.record(session(), me.id, N_("ended all of one who left:"), about, now=now, takes_over=to, **left._asdict())
    flash(_("%(name)s works here no more. Nothing of theirs opens any door.", name=officer.name), "good")
    if left.handed_over:
        flash(_("Reports were handed over."))
    if left.waiting:
        flash(_("Reports wait again for whoever is on duty."))
    if left.shifts:
        flash(_("Shifts that nobody has now: %(count)s. The roster shows the gaps.", count=left.shifts))
    return redirect(url_for("officers.show", officer_id=officer.id), 303)


@allow(Role.ADMIN)
def take_on_again(officer_id: int) -> ResponseReturnValue:
    """Open the account of one who left; it gives no role back."""
    officer = _officer(officer_id)
    officer_leaving.take_on_again(officer)
    audit.record(session(), current_officer().id, N_("took on again"), f"officer {officer.id}", now=services().now())
    flash(_("The account is open again, without any role. Give one; the way in is a link made on the server."), "good")
    return redirect(url_for("officers.show", officer_id=officer.id), 303)


def _officer(officer_id: int) -> Officer:
    return officers.held(session(), officer_id).get(officer_id) or abort(404)


def _place(officer: Officer) -> str:
    """The name and where this officer handles reports: "Wanza Kilonzi (Kitui)"."""
    places = officer.counties(Role.PEACE, today())
    return f"{officer.name} ({', '.join(map(area_name, sorted(places))) if places is not None else _('all counties')})"
