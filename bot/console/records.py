"""The drought record: what NDMA declared of each county and zone, month by month, kept by the county's officers."""

import re
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import record_files
from bot.console import record_charts, record_form, record_upload, record_words
from bot.console.access import allow, counties, current_officer, held_counties, held_county, today
from bot.console.paging import page_of
from bot.console.record_form import Sheet
from bot.console.words import _, refused
from bot.services import services, session
from domain import advice, drought_records, record_doubts, zones
from domain.areas import Area
from domain.drought_records import READERS
from domain.indicators import DroughtRecord, Figure, Indicator
from domain.measures import MEASURES
from domain.officers import Role
from domain.record_doubts import Doubt, Old, doubts_of_record
from domain.refusals import Refusal

blueprint = Blueprint("records", __name__, url_prefix="/console/records")
AT_ONCE = 36  # months of a page: three years
MONTH = re.compile(r"(199|20[0-9])[0-9]-(0[1-9]|1[0-2])")

blueprint.get("/upload", endpoint="upload")(record_upload.offer)
blueprint.post("/upload")(record_upload.take)
blueprint.get("/sample.<any(csv, xlsx):kind>")(record_upload.sample)


@dataclass(frozen=True, slots=True)
class Shown:
    """A record with what there is to ask about it."""

    record: DroughtRecord
    doubts: list[Doubt]

    def figure(self, indicator: Indicator) -> Figure | None:
        return self.record.figure(indicator)


@blueprint.context_processor
def words() -> dict[str, object]:
    """What every page of the record says in the same way."""
    return {"say": record_words, "writes": _writes, "VCI": Indicator.VCI}


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Show the newest month of each county and zone."""
    seen = held_counties(*READERS)
    newest = [_shown(record) for record in drought_records.newest_of_each(session(), [area.slug for area in seen])]
    of_county = [(area, [shown for shown in newest if shown.record.county == area.slug]) for area in seen]
    return render_template("records/index.html", counties=of_county, may_upload=counties(Role.OFFICER) != set())


@blueprint.get("/<county>")
@allow(*READERS)
def show(county: str) -> ResponseReturnValue:
    """Show the history of a county or of one of its zones: charts, and every number in a table."""
    area, zone = _visible(county), request.args.get("zone")
    if zone and zone not in record_form.scopes(county):
        abort(404)
    page = page_of(
        lambda limit, skip: drought_records.history(session(), county, zone or None, limit=limit, skip=skip),
        "records.show",
        AT_ONCE,
        county=county,
        zone=zone or None,
    )
    newest = drought_records.newest(session(), county, zone or None)
    rows = [_shown(record, may_be_old=record is newest) for record in page.rows]
    return render_template(
        "records/show.html",
        county=area,
        zone=zone or None,
        scopes=record_form.scopes(county),
        rows=rows,
        page=page,
        indicators=[each for each in Indicator if any(record.figure(each) for record in page.rows)],
        charts=record_charts.charts(page.rows),
        next_month=f"{record_form.last_month(today()):%Y-%m}",
    )


@blueprint.get("/<county>.csv")
@allow(*READERS)
def download(county: str) -> ResponseReturnValue:
    """Hand over all that is kept of a county, in the shape of the upload."""
    area = _visible(county)
    content = record_files.written(drought_records.everything(session(), county), area.name)
    answer = Response(content, content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"mbiu-drought-{county}.csv")
    return answer


@blueprint.get("/<county>/open")
@allow(Role.OFFICER)
def choose(county: str) -> ResponseReturnValue:
    """Go to the form of the month that was asked for, or say why it cannot be entered."""
    _visible(county)
    month = request.args.get("month", "")
    try:
        if not MONTH.fullmatch(month):
            raise Refusal("“%(text)s” is no month: write it like 2021-04.", text=month[:60])
        _month(county, month)
    except Refusal as refusal:
        flash(refused(refusal), "bad")
        return redirect(url_for("records.show", county=county), 303)
    return redirect(url_for("records.write", county=county, month=month), 303)


@blueprint.get("/<county>/<month>")
@allow(Role.OFFICER)
def write(county: str, month: str) -> ResponseReturnValue:
    """Open a month, to be entered or corrected."""
    on = _month(county, month)
    standing = drought_records.of_month(session(), county, on)
    return _form(county, record_form.shown(county, on, standing))


@blueprint.post("/<county>/<month>")
@allow(Role.OFFICER)
def keep(county: str, month: str) -> ResponseReturnValue:
    """Keep a month of the county and of its zones, all of it or nothing."""
    on, officer, now = _month(county, month), current_officer(), services().now()
    sheet = record_form.typed(county, on, request.form)
    drought_records.lock(session(), [county])
    standing = drought_records.of_month(session(), county, on)
    if record_form.stamp(standing) != sheet.stood:
        refusal = Refusal("Somebody changed this month while you wrote. Open it again and compare.")
        return _form(county, sheet, refused(refusal)), 409
    found = record_form.records(sheet, county, officer, services().places, now, standing)
    if not found:
        return _form(county, sheet, _("Nothing was kept. Mend what is marked below, then keep it again.")), 422
    kept = drought_records.keep(session(), officer, found, now)
    advice.follow_drought(session(), [county], now)
    asked = record_doubts.questions(found, now, services().places)
    flash(record_words.kept_words(kept, asked), "good")
    return redirect(url_for("records.show", county=county), 303)


def _month(county: str, month: str) -> date:
    """The month of an address, where this officer may enter it. Raises `Refusal`; 404 where there is none such."""
    _visible(county)
    if not MONTH.fullmatch(month):
        abort(404)
    found = date.fromisoformat(f"{month}-01")
    drought_records.check_writer(current_officer(), county, today())
    drought_records.check_month(found, today())
    return found


def _form(county: str, sheet: Sheet, refusal: str = "") -> str:
    return render_template(
        "records/write.html",
        county=services().places[county],
        sheet=sheet,
        measures=MEASURES,
        refusal=refusal,
        refused=refused,
    )


def _shown(record: DroughtRecord, *, may_be_old: bool = True) -> Shown:
    doubts = doubts_of_record(record, services().now(), services().places)
    return Shown(record, [doubt for doubt in doubts if may_be_old or not isinstance(doubt, Old)])


def _visible(county: str) -> Area:
    """The county, for who may read its record; 404 for anybody else."""
    return held_county(county, *READERS) if zones.of_county(county) else abort(404)


def _writes(county: str) -> bool:
    return current_officer().may_everywhere(Role.OFFICER, today(), [county])
