"""How each county wants its weekly programme: when it is drafted, in which languages, for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import station_words
from bot.console.access import allow, current_officer, held_counties, held_county
from bot.console.station_form import chosen, hour
from bot.console.words import WEEKDAYS, _, day, language_name, moment, refused
from bot.services import services, session
from domain import audit, programmes, script_weeks
from domain.areas import Area
from domain.programmes import LISTENS_TO, Programme, Settings, monday_of
from domain.refusals import Refusal
from domain.station_changes import KEPT_BY
from domain.stations import SPOKEN

blueprint = Blueprint("programmes", __name__, url_prefix="/console/programmes")

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class ProgrammeForm:
    """Everything as the page sends it."""

    drafted_on: str
    drafted_at: str
    minutes: str
    languages: tuple[str, ...]
    shows_drafts: str

    @classmethod
    def of(cls, programme: Programme) -> "ProgrammeForm":
        """The settings as they stand."""
        return cls(
            drafted_on=f"{programme.drafted_on}",
            drafted_at=f"{programme.drafted_at:%H:%M}",
            minutes=f"{programme.minutes}",
            languages=tuple(programme.languages),
            shows_drafts="yes" if programme.shows_drafts else "",
        )

    @classmethod
    def posted(cls) -> "ProgrammeForm":
        """What was posted; nothing is judged yet."""
        once = ("drafted_on", "drafted_at", "minutes", "shows_drafts")
        return cls(
            **{name: request.form.get(name, "").strip() for name in once},
            languages=tuple(request.form.getlist("languages")),
        )

    def settings(self) -> Settings:
        """What is wanted. Raises `Refusal` for what cannot be read."""
        return Settings(
            drafted_on=chosen(self.drafted_on),
            drafted_at=hour(self.drafted_at),
            minutes=chosen(self.minutes),
            languages=self.languages,
            shows_drafts=bool(self.shows_drafts),
        )


@blueprint.get("/")
@allow(*KEPT_BY)
def index() -> ResponseReturnValue:
    """Show what each of the officer's counties chose, and when the next drafts come."""
    now = services().now()
    overdue = script_weeks.overdue(session(), now)
    held = [
        (county, _summary(programmes.of(session(), county.slug), overdue=county.slug in overdue, now=now))
        for county in held_counties(*KEPT_BY)
    ]
    return render_template("programmes/index.html", held=held)


@blueprint.get("/<county>")
@allow(*KEPT_BY)
def edit(county: str) -> ResponseReturnValue:
    """Show the form of one county."""
    area = held_county(county, *KEPT_BY)
    return _form(area, ProgrammeForm.of(programmes.of(session(), county)))


@blueprint.post("/<county>")
@allow(*KEPT_BY)
def change(county: str) -> ResponseReturnValue:
    """Keep what the county chose."""
    area, form, now = held_county(county, *KEPT_BY), ProgrammeForm.posted(), services().now()
    try:
        changed = programmes.change(session(), county, form.settings())
    except Refusal as refusal:
        session().rollback()
        return _form(area, form, refused(refusal)), 422
    subject = f"programme {county}"
    audit.record(session(), current_officer().id, "changed the programme", subject, now=now, changed=changed)
    flash(_("The programme of %(county)s is kept.", county=area.name), "good")
    return redirect(url_for("programmes.index"), 303)


def _summary(programme: Programme, *, overdue: bool, now: datetime) -> list[tuple[str, str]]:
    """What a county chose, and what comes of it next."""
    week, drafts = programmes.week_of(programme, now), programmes.next_drafting(programme, now)
    at = f"{_(WEEKDAYS[programme.drafted_on])} {programme.drafted_at:%H:%M}"
    comes = _("%(when)s, for the week from %(day)s", when=moment(drafts), day=day(monday_of(drafts.date()) + WEEK))
    return [
        (_("Drafted every week"), at),
        (_("Languages"), station_words.languages_words(programme.languages)),
        (_("Length"), station_words.minutes_words(programme.minutes)),
        (_("Producers see drafts"), _("Yes, marked as drafts") if programme.shows_drafts else _("No")),
        (_("Scripts are written now for the week from"), day(week)),
        (_("Next drafts"), _("within a minute, for the week from %(day)s", day=day(week)) if overdue else comes),
    ]


def _form(county: Area, form: ProgrammeForm, refusal: str = "") -> str:
    languages = dict.fromkeys((*LISTENS_TO[county.slug], *SPOKEN))
    return render_template(
        "programmes/form.html",
        county=county,
        form=form,
        refusal=refusal,
        days=station_words.weekdays(),
        minutes=station_words.minutes_choices(),
        languages=[(each.value, language_name(each)) for each in languages],
    )
