"""A script as the file somebody takes: what may be in it on that day, for whom, and in which slot."""

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Response
from sqlalchemy import select

from bot.console.words import interface
from bot.services import services, session
from domain import drought_records, pronunciations
from domain.areas import county_of
from domain.bulletins import Bulletin, Kind
from domain.hours import local
from domain.languages import Language
from domain.officers import Officer
from domain.programmes import on_air
from domain.refusals import Refusal
from domain.script_bulletins import Doubts, doubts
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from domain.segments import Segment, lines, without
from domain.stations import SLOTS, Station
from messages import pronunciation
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
    found = doubts(session(), version, now)
    if found.taken_back:
        raise Refusal(
            "Bulletin %(number)s in this script does not hold any more: take no file of it.", number=found.taken_back[0]
        )
    if found.texts:
        raise Refusal("A library text in this script may not be used any more: take no file of it.")
    if found.pieces:
        raise Refusal("An officer's piece in this script was withdrawn or changed: take no file of it.")
    if found.held:
        raise Refusal(
            "Bulletin %(number)s in this script is held: take no file until it goes on.", number=found.held[0]
        )
    if not any(speech.words for speech in lines(_on_air(version, found))):
        raise Refusal("Nothing in this script may be read any more: take no file of it.")


def _order(script: Script, version: ScriptVersion, station: Station | None, minutes: int | None) -> Order:
    now, pace = services().now(), pace_of(station)
    found = doubts(session(), version, now)
    segments = _on_air(version, found)
    said = {number for segment in segments for number in segment.bulletins}
    bulletins = list(session().scalars(select(Bulletin).where(Bulletin.id.in_(said)).order_by(Bulletin.id.desc())))
    return Order(
        county=services().places[script.county].name,
        reader=interface(),
        segments=segments,
        names={officer.id: officer.name for officer in _hands(version)},
        valid_until=min([on_air(script.week)[1], *(bulletin.expires_at for bulletin in bulletins)]),
        station=station,
        minutes=minutes,
        fitted=fit(segments, minutes, pace) if minutes else None,
        shorter=_shorter(segments, minutes, pace),
        pace=pace,
        over=found.expired,
        declared=_declared(script, bulletins, now),
        pronunciations=_pronounced(segments),
    )


def _on_air(version: ScriptVersion, found: Doubts) -> list[Segment]:
    """What of it may be read now. An approved version has been checked: only a draft loses more than what is over."""
    out = {*found.expired, *found.taken_back, *found.held}
    kept = without(version.segments, out, texts=found.texts, pieces=found.pieces)
    return [segment for segment in kept if not segment.cut]


def _hands(version: ScriptVersion) -> Iterable[Officer]:
    ids = {version.approver_id, *(signature.officer_id for signature in version.signatures)}
    return session().scalars(select(Officer).where(Officer.id.in_(ids)))


def pace_of(station: Station | None) -> Pace:
    """How fast its presenters read."""
    speeds = station.speeds if station else {}
    return Pace({Language(language): float(speed) for language, speed in speeds.items()})


def _shorter(segments: list[Segment], minutes: int | None, pace: Pace) -> dict[int, Fitted]:
    """The script in every slot that is shorter than this file."""
    seconds = running_time(segments, pace)
    return {
        slot: fit(segments, slot, pace) for slot in SLOTS if slot < (minutes or SLOTS[-1] + 1) and slot * 60 < seconds
    }


def _declared(script: Script, bulletins: Iterable[Bulletin], now: datetime) -> list[Declared]:
    """The phases in the week's warnings, the newest first; without one, that of the county's drought record."""
    found = [
        Declared(bulletin.phase, bulletin.trend, local(bulletin.send_at).date(), _places(script.county, bulletin))
        for bulletin in bulletins
        if bulletin.phase is not None and bulletin.kind is Kind.DROUGHT
    ]
    record = None if found else drought_records.declared(session(), script.county, now)
    if record is not None and record.phase is not None:
        found.append(Declared(record.phase, record.trend, record.published_on, services().places[script.county].name))
    return found


def _places(county: str, bulletin: Bulletin) -> str:
    names = [services().places.called(area) for area in bulletin.areas if county_of(area) == county]
    return ", ".join([*names[:MOST_PLACES], *(["…"] if len(names) > MOST_PLACES else [])])


def _pronounced(segments: Iterable[Segment]) -> list[tuple[str, str]]:
    words = " ".join(f"{speech.words}." for segment in segments for speech in segment.speeches if speech.words)
    return pronunciation.listed(words, pronunciations.known(session()), services().places)
