"""What is kept, for how long, why, and how much was forgotten: to read for leads, to choose for administrators."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.console.access import allow, current_officer, today
from bot.console.kept_words import DONE, KINDS, how_long
from bot.console.whole_numbers import whole
from bot.console.words import _, day, refused
from bot.services import services, session
from domain import retention_periods
from domain.kept_kinds import DAY, RULES, Kept
from domain.officers import Officer, Role
from domain.refusals import Refusal

blueprint = Blueprint("kept", __name__, url_prefix="/console/kept")

MONTH = 30  # days
DAYS_SHOWN = 14


@blueprint.get("/")
@allow(Role.ADMIN, Role.LEAD)
def index() -> ResponseReturnValue:
    """List what is kept, and what the last days forgot."""
    return _page()


@blueprint.post("/")
@allow(Role.ADMIN)
def choose() -> ResponseReturnValue:
    """Keep one kind shorter or longer from now on."""
    asked = request.form.get("kind", "")
    kind = Kept(asked) if asked in set(Kept) else abort(400)
    try:
        days = whole(request.form.get("days", ""), RULES[kind].highest) or 0
        from_at = retention_periods.choose(session(), current_officer(), kind, days, services().now(), _reporters())
    except Refusal as refusal:
        session().rollback()
        return _page(kind, refused(refusal)), 422
    if from_at:
        words = _(
            "It counts from %(day)s on. Until then a lead or an administrator can take it back.", day=day(from_at)
        )
        flash(words, "good")
    else:
        flash(_("It counts from now on: what is older goes within the hour."), "good")
    return redirect(url_for("kept.index"), 303)


@blueprint.post("/take-back")
@allow(Role.ADMIN, Role.LEAD)
def take_back() -> ResponseReturnValue:
    """Let a shorter period that does not count yet never count."""
    asked = request.form.get("kind", "")
    kind = Kept(asked) if asked in set(Kept) else abort(400)
    try:
        retention_periods.take_back(session(), current_officer(), kind, services().now())
    except Refusal as refusal:
        session().rollback()
        return _page(kind, refused(refusal)), 422
    flash(_("It is taken back: nothing changes."), "good")
    return redirect(url_for("kept.index"), 303)


def _page(wrong: Kept | None = None, refusal: str = "") -> str:
    on, now, periods = today(), services().now(), _periods()
    chosen = retention_periods.chosen(session())
    who = {row.officer_id for row in chosen.values()}
    return render_template(
        "kept/index.html",
        kinds=KINDS,
        rules=RULES,
        done=DONE,
        periods={kind: how_long(period / DAY) for kind, period in periods.items()},
        days={kind: period.days for kind, period in periods.items()},
        shipped={kind: how_long(period / DAY) for kind, period in retention_periods.shipped(_reporters()).items()},
        chosen=chosen,
        coming={kind: (row, how_long(row.days)) for kind, row in chosen.items() if row.is_coming(now)},
        slow=retention_periods.SLOW,
        names={row.id: row.name for row in session().scalars(select(Officer).where(Officer.id.in_(who)))},
        month=retention_periods.forgotten(session(), on - timedelta(days=MONTH)),
        latest=retention_periods.days(session(), DAYS_SHOWN),
        may_choose=Role.ADMIN in current_officer().roles(on),
        wrong=wrong,
        typed=request.form.get("days", ""),
        refusal=refusal,
    )


def _periods() -> dict[Kept, timedelta]:
    return retention_periods.periods(session(), _reporters(), services().now())


def _reporters() -> timedelta:
    return timedelta(days=services().settings.reporter_days)
