"""The situation of a county by week or month, to read, to carry to the meeting, and its rows for an analyst."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, held_counties, held_county, today
from bot.console.situation_words import TITLES, paper, span
from bot.console.words import _
from bot.services import services, session
from domain import audit, incident_exports, situations
from domain.officers import Role
from domain.situations import Period, Situation
from messages.paper import Paper, as_csv, cell
from messages.paper_docx import as_docx
from messages.paper_pdf import as_pdf

blueprint = Blueprint("situation", __name__, url_prefix="/console/situation")

READERS = (Role.PEACE, Role.LEAD)
BACK = 12  # periods to choose from
FIRST, AHEAD = date(2020, 1, 1), timedelta(days=366)  # what lies beyond is a slip of the finger
FORMATS = [("docx", "Word"), ("pdf", "PDF"), ("csv", "CSV"), ("geojson", "GeoJSON")]  # names in every language
LONGEST_EXPORT = timedelta(days=366)
FILES: dict[str, tuple[str, Callable[[Paper, datetime], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": ("application/pdf", lambda said, _: as_pdf(said)),
    "csv": ("text/csv", lambda said, _: as_csv(said)),
}


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Show the week or month that runs in a county, or the one that is asked for."""
    held = held_counties(*READERS)
    county = request.args.get("county") or held[0].slug
    exact = _exact(county)
    periods = list(Period) if exact else [Period.MONTH]
    period = _period(request.args.get("period", periods[0].value))
    choices = _choices(period)[0 if exact else 1 :]
    first = _day(request.args.get("first"), choices[0][0])
    found = _situation(county, period, first)
    return render_template(
        "situation/index.html",
        situation=found,
        paper=paper(found, period, services().now()),
        period=period,
        periods=[(each.value, _(TITLES[each])) for each in periods],
        counties=[(area.slug, area.name) for area in held],
        choices=[(begins.isoformat(), span(begins, after, period)) for begins, after in choices],
        files=FORMATS[:3],
        rows=FORMATS[2:],
        may_export=exact,
    )


@blueprint.get("/<county>/<period>/<first>.<any(docx, pdf, csv):kind>")
@allow(*READERS)
def download(county: str, period: str, first: str, kind: str) -> ResponseReturnValue:
    """The same as a file."""
    now, of = services().now(), _period(period)
    found = _situation(county, of, _day(first))
    _record("downloaded a situation report", county, period=period, first=str(found.first), file=kind)
    mimetype, write = FILES[kind]
    return _file(write(paper(found, of, now), now), mimetype, f"mbiu-{county}-{of}-{found.first}.{kind}")


@blueprint.get("/<county>/reports.<any(csv, geojson):kind>")
@allow(Role.PEACE)
def export(county: str, kind: str) -> ResponseReturnValue:
    """The reports themselves, one row each, pseudonymous and coarse."""
    held_county(county, Role.PEACE)
    last = _day(request.args.get("last"), today())
    first = _day(request.args.get("first"), last - timedelta(days=90))
    if not timedelta(0) <= last - first <= LONGEST_EXPORT:
        abort(400)
    _record("exported reports", county, first=str(first), last=str(last), file=kind)
    after = last + timedelta(days=1)
    found = incident_exports.rows(session(), services().vault, services().places, county, first, after)
    name = f"mbiu-{county}-reports-{first}-{last}.{kind}"
    if kind == "geojson":
        return _file(json.dumps(incident_exports.geojson(found)).encode(), "application/geo+json", name)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(incident_exports.COLUMNS)
    writer.writerows([_plain(row[column]) for column in incident_exports.COLUMNS] for row in found)
    return _file(lines.getvalue().encode("utf-8-sig"), "text/csv", name)


def _record(what: str, county: str, **detail: str) -> None:
    audit.record(session(), current_officer().id, what, f"situation of {county}", now=services().now(), **detail)


def _plain(value: object) -> object:
    return cell(value) if isinstance(value, str) else value


def _file(content: bytes, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)


def _situation(county: str, period: Period, on: date) -> Situation:
    """The figures of the period a day lies in; 404 for a county of others, or a time that has not begun.

    A lead gets whole months alone: weeks taken from a month, or a day from the next, tell single reports.
    """
    first, after = situations.days(period, on)
    held_county(county, *READERS)
    if first > today():
        abort(404)
    if not _exact(county) and (period is not Period.MONTH or after > today()):
        abort(404)
    return situations.of_county(session(), county, first, after)


def _period(text: str) -> Period:
    return Period(text) if text in set(Period) else abort(404)


def _day(text: str | None, otherwise: date | None = None) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return otherwise or abort(404)
    return day if FIRST <= day <= today() + AHEAD else abort(404)


def _exact(county: str) -> bool:
    """Whether this officer sees each report of the county anyway: weeks, and the period that runs."""
    return county in {area.slug for area in held_counties(Role.PEACE)}


def _choices(period: Period) -> list[tuple[date, date]]:
    """The period that runs and those before it, each as its first day and the first one after."""
    found = [situations.days(period, today())]
    while len(found) < BACK:
        found.append(situations.days(period, found[-1][0] - timedelta(days=1)))
    return found
