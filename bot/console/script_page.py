"""The page of one script: what it says and when, what it lacks, where it fits, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy import select

from bot.console.access import current_officer
from bot.console.peace_checks import open_inside, questions
from bot.console.script_rights import acts
from bot.console.script_words import PRIORITIES, missing_words, next_step, state_of, title_of
from bot.services import services, session
from domain import airings, programmes, script_bulletins, stations
from domain.officers import Officer
from domain.peace_checks import OF_TEXT
from domain.script_links import ScriptDownload
from domain.script_versions import ScriptVersion
from domain.scripts import Script
from domain.segments import Segment, Speech
from domain.stations import SLOTS, Station
from messages import radio_cuts
from messages.radio_cuts import Fitted
from messages.radio_timing import USUAL, clock, lacks, running_time

MOST_DOWNLOADS = 50  # the latest; all of them are kept


@dataclass(frozen=True, slots=True)
class Told:
    """One segment in the rundown: its place from 0, when it begins ("" where it was cut), how long it takes."""

    place: int
    segment: Segment
    start: str
    time: str
    short_time: str
    lines: Sequence[tuple[Speech, str]]


def page(script: Script, refusal: str = "", typed: Mapping[str, str] | None = None) -> str:
    """The script for this officer; `refusal` says why what was `typed` was not done."""
    may, version = acts(script), script.newest
    downloads, aired = _downloads(script), airings.of_script(session(), [script.id])
    minutes = programmes.of(session(), script.county).minutes
    return render_template(
        "scripts/show.html",
        script=script,
        version=version,
        may=may,
        refusal=refusal,
        typed=typed or {},
        missing=missing_words(version, script.language),
        doubts=script_bulletins.doubts(session(), version, services().now()),
        rundown=rundown(version.segments),
        minutes=minutes,
        fits=[(slot, radio_cuts.fit(version.segments, slot)) for slot in SLOTS],
        fit=radio_cuts.fit(version.segments, minutes),
        too_long_everywhere=_too_long(script, version),
        questions=questions(OF_TEXT) if version.speaks_of_peace and "approve" in may else [],
        incidents=open_inside([script.county]) if version.speaks_of_peace and "approve" in may else [],
        ticked=request.form.getlist("peace"),
        downloads=downloads,
        airings=aired,
        stations={station.id: station.name for station in session().scalars(select(Station))},
        people=people(script, *(taken.officer_id for taken in downloads), *(airing.noted_by for airing in aired)),
        **words(),
    )


def words() -> dict[str, object]:
    """What every page of scripts says in the same way."""
    return {
        "state_of": state_of,
        "title_of": title_of,
        "next_step": next_step,
        "PRIORITIES": PRIORITIES,
        "clock": clock,
        "lacks": lacks,
        "running": running_time,
    }


def rundown(segments: Sequence[Segment]) -> list[Told]:
    """Each segment with its times, in order; those that were cut have no start."""
    found, at = [], 0.0
    for place, segment in enumerate(segments):
        lasts = USUAL.of(segment)
        lines = [(speech, clock(USUAL.lasting(speech, segment.part))) for speech in segment.speeches]
        start = "" if segment.cut else clock(at)
        found.append(Told(place, segment, start, clock(lasts), clock(USUAL.of(segment, short=True)), lines))
        at += 0 if segment.cut else lasts
    return found


def people(script: Script, *others: int | None) -> dict[int | None, str]:
    """The names of everybody who had a hand in it."""
    ids = {*others, current_officer().id}
    for version in script.versions:
        ids |= {version.editor_id, version.signer_id, version.approver_id, version.withdrawn_by}
    found = session().scalars(select(Officer).where(Officer.id.in_(ids - {None})))
    return {officer.id: officer.name for officer in found}


def _too_long(script: Script, version: ScriptVersion) -> list[tuple[Station, Fitted]]:
    """Its stations, where even the shortest cut is too long for the slot of every one of them."""
    own = stations.reading(session(), script.county, script.language)
    fitted = [(station, radio_cuts.fit(version.segments, station.minutes)) for station in own]
    return fitted if all(fit.over for _station, fit in fitted) else []


def _downloads(script: Script) -> list[ScriptDownload]:
    query = select(ScriptDownload).filter_by(script_id=script.id).order_by(ScriptDownload.id.desc())
    return list(session().scalars(query.limit(MOST_DOWNLOADS)))
