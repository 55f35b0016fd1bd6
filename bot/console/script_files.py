"""A script as the file somebody takes: what may be in it on that day, for whom, and in which slot."""

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Response
from sqlalchemy import select

from bot.console.words import interface
from bot.services import services, session
from domain import drought_records, scripts
from domain.areas import county_of
from domain.bulletins import Bulletin
from domain.hours import local
from domain.languages import Language
from domain.officers import Officer
from domain.programmes import on_air
from domain.refusals import Refusal
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from domain.segments import Segment, without
from domain.stations import SLOTS, Station
from messages.radio_cuts import Fitted, fit
from messages.radio_document import Sheet, sheet
from messages.radio_docx import as_docx
from messages.radio_notes import Declared
from messages.radio_order import Order
from messages.radio_pdf import as_pdf
from messages.radio_text import as_text
from messages.radio_timing import Pace, running_time

KINDS: dict[str, tuple[str, Callable[[Sheet, datetime], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": ("application/pdf", as_pdf),
    "txt": ("text/plain; charset=utf-8", lambda said, _: as_text(said)),
}
MOST_PLACES = 4  # named beside a phase: more of them nobody reads


def answer(
    script: Script, version: ScriptVersion, kind: str, *, station: Station | None = None, minutes: int | None = None
) -> Response:
    """A file of this version: for a station, at its presenters' speed, in a slot of so many minutes, or whole.

    Raises `Refusal` where it must not be read on air any more.
    """
    check_may_be_taken(version, services().now())
    mimetype, write = KINDS[kind]
    content = write(sheet(script, version, _order(script, version, station, minutes)), version.made_at)
    slot = f"-{minutes}min" if minutes else ""
    draft = "" if version.state is State.APPROVED else "-DRAFT"
    name = f"mbiu-{script.county}-{script.language}-{script.week}{slot}{draft}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=mimetype, headers=headers)


def check_may_be_taken(version: ScriptVersion, now: datetime) -> None:
    """Refuse a version that was withdrawn, or was approved and draws on what was taken back since. Of a draft the lines
    alone are left out: it is still at the desk."""
    if version.state is State.WITHDRAWN:
        raise Refusal("This script was withdrawn: it must not be read on air.")
    if version.state is not State.APPROVED:
        return
    if back := scripts.taken_back(session(), version):
        raise Refusal("Bulletin %(number)s in this script does not hold any more: take no file of it.", number=back[0])
    if scripts.texts_withdrawn(session(), version, local(now).date()):
        raise Refusal("A library text in this script may not be used any more: take no file of it.")


def _order(script: Script, version: ScriptVersion, station: Station | None, minutes: int | None) -> Order:
    now = services().now()
    over = scripts.expired(session(), version, now)
    segments = _on_air(version, over, now)
    pace = _pace(station)
    return Order(
        county=services().places[script.county].name,
        reader=interface(),
        segments=segments,
        names={officer.id: officer.name for officer in session().scalars(select(Officer).where(_signed(version)))},
        valid_until=_valid_until(script, bulletins),
        station=station,
        minutes=minutes,
        fitted=fit(segments, minutes, pace) if minutes else None,
        shorter=_shorter(segments, minutes, pace),
        pace=pace,
        over=over,
        declared=_declared(script, bulletins, now),
    )
