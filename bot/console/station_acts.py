"""What a station does with a script, whether by its producer or by a link: takes a file, notes a broadcast, hands in
what listeners asked. Each raises `Refusal` and 404 as its page shows them."""

from flask import Response, abort, request

from bot.console import script_files
from bot.console.airing_form import AiringForm
from bot.console.production_page import Production
from bot.console.words import N_, _
from bot.services import services, session
from domain import airings, audit, script_links, station_questions
from domain.refusals import Refusal
from domain.script_links import Taker
from domain.script_versions import ScriptVersion
from domain.scripts import Script
from domain.stations import SLOTS, Station
from messages.compose import normalise

NOTED, CORRECTED, HANDED_IN = N_("noted it as on air"), N_("corrected when it was on air"), N_("handed in questions")


def take(script: Script, version: ScriptVersion, kind: str, station: Station | None, taker: Taker) -> Response:
    """A file, in the slot the address asks for; who took it is kept."""
    minutes = _minutes()
    answer = script_files.answer(script, version, kind, station=station, minutes=minutes)
    script_links.take(session(), script, version.number, kind, minutes, taker, services().now())
    return answer


def _minutes() -> int | None:
    """The slot asked for, None for the whole script; 404 for one that no station has."""
    asked = request.args.get("minutes", "")
    slot = next((minutes for minutes in SLOTS if f"{minutes}" == asked), None)
    return slot if slot or not asked else abort(404)


def note(production: Production, taker: Taker, form: AiringForm) -> str:
    """Keep what was typed of a broadcast; what to say then."""
    station, told = _station(production, form.station), form.told()
    script, of, now = production.script, form.corrects, services().now()
    airing = airings.note(session(), script, station, taker, told, now, of)
    _record(taker, CORRECTED if of else NOTED, script, station=station.id, minutes=told.minutes, calls=told.calls)
    if airing.remarks != normalise(form.remarks):
        return _("Noted. A number was taken out of the remarks.")
    return _("Noted. Thank you.")


def hand_in(production: Production, taker: Taker) -> str:
    """Put the questions that were typed, one on each line, where officers answer them; what to say then."""
    station, asked = _station(production, request.form.get("station", "")), typed_questions().splitlines()
    vault, script, now = services().vault, production.script, services().now()
    handed = station_questions.hand_in(session(), vault, station, script, asked, now)
    if handed.kept:
        _record(taker, HANDED_IN, script, station=station.id, count=handed.kept)
    said = _("Questions handed in: %(count)s. Officers read them.", count=handed.kept)
    if not handed.kept:
        said = _("These were handed in already: nothing was added.")
    return " ".join([said, *([_("A number was taken out: nobody is called back.")] if handed.taken_out else [])])


def typed_questions() -> str:
    """The questions as they came, without what no reader sees."""
    return normalise(request.form.get("questions", ""))


def _station(production: Production, typed: str) -> Station:
    station = production.station(typed)
    if station is None:
        raise Refusal("Choose the station.")
    return station


def _record(taker: Taker, what: str, script: Script, **detail: object) -> None:
    link = {"link": taker.link_id} if taker.link_id else {}
    audit.record(session(), taker.officer_id, what, f"script {script.id}", now=services().now(), **link, **detail)
