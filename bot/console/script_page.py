"""The page of one script: what it says and when, what it lacks, where it fits, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy import select

from bot.console.access import current_officer
from bot.console.peace_checks import open_inside, questions
from bot.console.script_rights import acts, signs
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
from messages.radio_rundown import times
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
    short_lines: Sequence[tuple[Speech, str]]


def page(script: Script, refusal: str = "", typed: Mapping[str, str] | None = None) -> str:
    """The script for this officer; `refusal` says why what was `typed` was not done."""
    version = script.newest
    doubts = script_bulletins.doubts(session(), version, services().now())
    may = acts(script, doubts)
    of_peace = version.speaks_of_peace and "approve" in may
    return render_template(
        "scripts/show.html",
        script=script,
        version=version,
        may=may,
        signs=signs(script),
        refusal=refusal,
        typed=typed or {},
        missing=missing_words(version, script.language),
        doubts=doubts,
        rundown=rundown(version.segments),
        questions=questions(OF_TEXT) if of_peace else [],
        incidents=open_inside([script.county]) if of_peace else [],
        ticked=request.form.getlist("peace"),
        **_lengths(script, version),
        **_history(script),
        **words(),
    )


def _lengths(script: Script, version: ScriptVersion) -> dict[str, object]:
    """How long it may be, and where it is cut to fit."""
    minutes = programmes.of(session(), script.county).minutes
    return {
        "minutes": minutes,
        "fits": [(slot, radio_cuts.fit(version.segments, slot)) for slot in SLOTS],
        "fit": radio_cuts.fit(version.segments, minutes),
        "too_long_everywhere": _too_long(script, version),
    }


def _history(script: Script) -> dict[str, object]:
    """Who took it and when it was on air, with the names of all who had a hand in it."""
    downloads, aired = _downloads(script), airings.of_script(session(), [script.id])
    return {
        "downloads": downloads,
        "airings": aired,
        "stations": {station.id: station.name for station in session().scalars(select(Station))},
        "people": people(script, *(taken.officer_id for taken in downloads), *(airing.noted_by for airing in aired)),
    }


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
    found, timed = [], times(0 if segment.cut else USUAL.of(segment) for segment in segments)
    for place, (segment, (begins, lasts)) in enumerate(zip(segments, timed, strict=True)):
        lines, short_lines = (
            [(speech, clock(USUAL.lasting(speech, segment.part))) for speech in speeches]
            for speeches in (segment.speeches, segment.short)
        )
        start, time = ("", USUAL.of(segment)) if segment.cut else (clock(begins), lasts)
        short_time = clock(USUAL.of(segment, short=True))
        found.append(Told(place, segment, start, clock(time), short_time, lines, short_lines))
    return found


def people(script: Script, *others: int | None) -> dict[int | None, str]:
    """The names of everybody who had a hand in it."""
    ids = {*others, current_officer().id}
    for version in script.versions:
        ids |= {version.editor_id, version.approver_id, version.withdrawn_by}
        ids |= {signature.officer_id for signature in version.signatures}
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
