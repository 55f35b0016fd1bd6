"""The first page: what waits, what goes out today, who is reached, and whether the service lives."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.console import home_duty, home_figures, home_service, home_today
from bot.console.access import ANYBODY, allow, current_officer, today
from bot.console.bulletin_words import kind_of
from bot.console.task_groups import waiting
from bot.console.words import N_
from domain.officers import Role
from domain.scripts import READ_BY

blueprint = Blueprint("home", __name__, url_prefix="/console")

# What each role does first, for whom nothing waits.
NEXT_STEPS = {
    Role.OFFICER: (
        N_("Write a bulletin as soon as there is something to say."),
        "bulletins.new",
        N_("Write a bulletin"),
    ),
    Role.APPROVER: (
        N_("A bulletin waits for you here once its Swahili text is signed and it is submitted."),
        "bulletins.index",
        N_("See the bulletins"),
    ),
    Role.REVIEWER: (
        N_("A text waits for your name here as soon as somebody writes one in your language."),
        "wordings.index",
        N_("See the sentences of the telephone"),
    ),
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
    Role.PARTNER: (
        N_("Look at the figures: whom warnings reach, and what they cost."),
        "figures.index",
        N_("See the figures"),
    ),
    Role.ADMIN: (
        N_("Invite your county: one who writes, one who approves and one who handles reports can begin."),
        "officers.new",
        N_("Invite somebody"),
    ),
}


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show what waits for this officer, and how the service is: of every part what is this officer's."""
    officer = current_officer()
    held = officer.roles(today())
    sees_figures = bool(held & set(home_figures.SEEN_BY))
    return render_template(
        "home/index.html",
        officer=officer,
        groups=waiting(),
        steps=[step for role, step in NEXT_STEPS.items() if role in held],
        duty=home_duty.duty() if Role.PEACE in held else [],
        reports=home_duty.open_reports() if Role.PEACE in held else [],
        stations=home_duty.slots() if Role.PRODUCER in held else [],
        goes_out=home_today.going_out() if held & home_today.SEEN_BY else None,
        drafting=home_today.drafting() if held & set(READ_BY) else [],
        figures=sees_figures,
        kind_of=kind_of,
        reach=home_figures.last_reach() if sees_figures else None,
        people=home_figures.people() if sees_figures else None,
        service=home_service.service(),
    )
