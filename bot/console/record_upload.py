"""Months of the drought record that come as a file: all of its rows are kept, or none."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import record_files
from bot.console import record_words
from bot.console.access import allow, counties, current_officer
from bot.console.words import N_, _, refused
from bot.record_files import Fault
from bot.services import services, session
from domain import advice, drought_records, record_doubts, zones
from domain.indicators import Indicator
from domain.measures import MEASURES
from domain.officers import Role
from domain.phases import Phase, Trend

MOST_FAULTS = 50  # shown at once: who mends those finds the rest
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = {
    "county": N_("The name of the county. Must be there."),
    "zone": N_("The livelihood zone by its name in the bulletin; empty for the whole county."),
    "month": N_("The month, like 2021-04. Must be there."),
    "published_on": N_("The day the bulletin came out, like 2021-05-12. Must be there."),
    "source": N_("The title of the bulletin. Must be there."),
    "phase": ", ".join(Phase),
    "trend": ", ".join(Trend),
    "modifier": ", ".join(drought_records.MODIFIERS),
    "remarks": N_("What else matters, in words."),
}


@allow(Role.OFFICER)
def offer() -> ResponseReturnValue:
    """Show how to bring a file."""
    return _page()


@allow(Role.OFFICER)
def take() -> ResponseReturnValue:
    """Keep every row of a file, or say all that is wrong with it."""
    upload, officer, now = request.files.get("file"), current_officer(), services().now()
    found = record_files.reading(upload.read() if upload else b"", officer, services().places, now)
    if found.faults:
        return _page(found.faults), 422
    kept = drought_records.keep(session(), officer, found.records, now)
    advice.follow_drought(session(), {record.county for record in found.records}, now)
    asked = record_doubts.questions(found.records, now, services().places)
    taken = _("Rows taken: %(count)s.", count=len(found.records))
    flash(f"{taken} {record_words.kept_words(kept, asked)}", "good")
    return redirect(url_for("records.index"), 303)


@allow(Role.OFFICER)
def sample(kind: str) -> ResponseReturnValue:
    """Hand over a file that shows the columns, filled in for a county of this officer's."""
    held = counties(Role.OFFICER)
    county = next(area for area in services().places.counties if held is None or area.slug in held)
    content = record_files.sample(kind, county.name, zones.of_county(county.slug)[0].name)
    answer = Response(content, content_type=TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"mbiu-drought-sample.{kind}")
    return answer


def _page(faults: list[Fault] | None = None) -> str:
    return render_template(
        "records/upload.html",
        faults=[(_where(fault), refused(fault.refusal)) for fault in (faults or [])[:MOST_FAULTS]],
        more=max(0, len(faults or []) - MOST_FAULTS),
        columns=[(column, _(words)) for column, words in COLUMNS.items()],
        indicators=[(each.value, record_words.indicator_name(each), MEASURES[each]) for each in Indicator],
        most=record_files.MOST_ROWS,
    )


def _where(fault: Fault) -> str:
    if not fault.row:
        return _("The whole file")
    if not fault.column:
        return _("Row %(row)s", row=fault.row)
    return _("Row %(row)s, column %(column)s", row=fault.row, column=fault.column)
