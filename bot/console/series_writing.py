"""Writing a series: a new one, a change to one, and the dates and the people it means while it is ticked together."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, today
from bot.console.audience_form import audience_choices
from bot.console.series_form import SeriesForm
from bot.console.series_rights import found, held, record, versions
from bot.console.series_words import in_words, kinds
from bot.console.words import N_, _, interface, refused
from bot.services import services, session
from domain import audiences, recurrence, senders, series_texts, standing, titles
from domain.audiences import Audience
from domain.bulletins import Kind
from domain.languages import FLOOR
from domain.library import LibraryVersion
from domain.officers import Role
from domain.recurrence import MOST_DATES, next_dates
from domain.refusals import Refusal
from domain.series import KINDS, Series
from domain.series_life import State
from messages import calendar_words

WROTE, CHANGED = N_("wrote it"), N_("changed it")
DECIDED = {State.SUBMITTED, State.APPROVED}
WEEK, YEAR = range(7), range(1, 13)


@allow(Role.OFFICER)
def new() -> ResponseReturnValue:
    """Write a new series; `like` names an earlier one to begin from."""
    if request.method == "POST":
        return _post(None, _start)
    now = services().now()
    like = request.args.get("like", type=int)
    if like is None:
        return _render(SeriesForm.blank(now))
    return _render(SeriesForm.of(found(like)))


@allow(Role.OFFICER)
def edit(series_id: int) -> ResponseReturnValue:
    """Change a series; whatever was approved is void."""
    if request.method == "POST":
        return _post(series_id, lambda form: _revise(series_id, form))
    series = found(series_id)
    standing.check_writer(current_officer(), series.areas, services().now())
    series.check_open()
    return _render(SeriesForm.of(series, series.seen(versions(series))), series)


@allow(Role.OFFICER)
def count() -> ResponseReturnValue:
    """Say the dates and the people of what is ticked so far; the markup is that of the page itself."""
    plan = _plan(SeriesForm.read(request.form))
    return jsonify(html={"dates": render_template("series/_dates.html", plan=plan)})


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """What the form means so far: the rule in words with its first dates, how many, and the people now.

    `problem` says why there are none.
    """

    words: str = ""
    dates: tuple[object, ...] = ()
    number: int = 0
    people: int | None = None
    problem: str = ""


def _plan(form: SeriesForm) -> SeriesPlan:
    now = services().now()
    try:
        rule = form.rule()
        recurrence.check(rule, now)
    except Refusal as refusal:
        return SeriesPlan(problem=refused(refusal), people=_people(form))
    dates = next_dates(rule, now, MOST_DATES)
    return SeriesPlan(in_words(rule), tuple(dates[:5]), len(dates), _people(form))


def _people(form: SeriesForm) -> int | None:
    try:
        audience: Audience = form.audience(services().places)
        kind = Kind(form.kind)
    except Refusal:
        return None
    sender = senders.name_for(session(), kind.sender_use)
    return sum(audiences.count(session(), audience, services().places, services().now(), sender).values())


def _post(series_id: int | None, save: Callable[[SeriesForm], Series]) -> ResponseReturnValue:
    form = SeriesForm.read(request.form)
    series = found(series_id) if series_id else None
    if request.form.get("act") == "dates":
        return _render(form, series)
    try:
        series = save(form)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        series = found(series_id) if series_id else None
        # Whoever saves again after being told of another's change means it.
        shown = replace(form, seen=series.seen(versions(series))) if series else form
        return _render(shown, series, refused(refusal)), 422
    return redirect(url_for("series.show", series_id=series.id), 303)


def _start(form: SeriesForm) -> Series:
    rule, officer, now = form.rule(), current_officer(), services().now()
    series = Series(
        title=form.title, kind=Kind.PEACE, areas=[], hour=rule.hour, starts_on=rule.starts_on, ends_on=rule.ends_on,
        versions=[], author_id=officer.id, created_at=now,
    )  # fmt: skip
    _write(series, form)
    session().add(series)
    session().flush()
    record(series, WROTE)
    flash(_("Saved as a draft."), "good")
    return series


def _revise(series_id: int, form: SeriesForm) -> Series:
    series = held(series_id)
    if form.seen != series.seen(versions(series)):
        raise Refusal("Somebody changed this series while you were writing. Saving again replaces what they did.")
    was = series.state
    standing.check_writer(current_officer(), series.areas, services().now())
    series.reopen()
    series.touched_by(current_officer())
    _write(series, form)
    record(series, CHANGED, was=was)
    flash(_("Saved. It is a draft again and must be approved anew.") if was in DECIDED else _("Saved."), "good")
    return series


def _write(series: Series, form: SeriesForm) -> None:
    form.write(series, services().places)
    series.check_plan(services().now())
    series.check_texts(versions(series), services().now())
    standing.check_writer(current_officer(), series.areas, services().now())


def _render(form: SeriesForm, series: Series | None = None, refusal: str = "") -> str:
    language = interface()
    return render_template(
        "series/write.html",
        form=form,
        series=series,
        refusal=refusal,
        longest_title=titles.LONGEST,
        plan=_plan(form),
        kinds=kinds(),
        **audience_choices(form.readers),
        weekdays=[(f"{day}", calendar_words.weekday(day, language)) for day in WEEK],
        months=[(f"{month}", calendar_words.month(month, language)) for month in YEAR],
        texts=_texts(form),
        voids=series is not None and series.state in DECIDED,
    )


def _texts(form: SeriesForm) -> list[tuple[LibraryVersion, str, str]]:
    """Library versions to choose from with their Swahili and what stands against them: also those chosen before."""
    here = series_texts.choices(session(), KINDS, today())
    chosen = series_texts.of(session(), form.version_ids())
    offered = [*here, *(version for version in chosen if version not in here)]
    mine = current_officer().counties(Role.OFFICER, today())
    return [
        (version, _swahili(version), _(problem) if (problem := series_texts.problem(version, today())) else "")
        for version in offered
        if mine is None or version.entry.county is None or version.entry.county in mine
    ]


def _swahili(version: LibraryVersion) -> str:
    return next((text.outgoing for text in version.texts if text.language is FLOOR), "")
