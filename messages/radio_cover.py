"""The cover of a script's file: what it is, for whom, how long, who stands for it and until when."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from messages.calendar_words import weekday
from messages.radio_labels import Labels
from messages.radio_order import Order
from messages.radio_studio import day, hour
from messages.radio_timing import clock, lacks

SERIES = "Mbiu"


def episode(week: date) -> str:
    """`2026-48`: an episode is known by its year and the week of it, as ISO 8601 counts them."""
    year, number, _ = week.isocalendar()
    return f"{year}-{number:02}"


def facts(script: Script, version: ScriptVersion, order: Order, said: Labels) -> Iterator[tuple[str, str]]:
    """What stands on it, each with its label."""
    yield said.series, SERIES
    yield said.episode, said.episode_is % episode(script.week)
    yield said.week, said.to % (day(script.week), day(script.week + timedelta(days=6)))
    yield from _station(order, said)
    yield said.county, order.county
    yield said.language, script.language.own_name
    yield from _duration(order, said)
    yield said.status, said.meanings[version.state]
    yield from _hands(version, order, said)
    if order.valid_until is not None and version.state is not State.WITHDRAWN:
        yield said.valid, hour(order.valid_until)
    yield said.version, str(version.number)


def _station(order: Order, said: Labels) -> Iterator[tuple[str, str]]:
    station = order.station
    if station is None:
        yield said.station, said.any_station
        return
    yield said.station, ", ".join(filter(None, (station.name, station.frequency)))
    slot = [weekday(station.airs_on, order.reader)] if station.airs_on is not None else []
    slot += [f"{station.airs_at:%H:%M}"] if station.airs_at is not None else []
    if slot:
        yield said.on_air, " ".join(slot)


def _duration(order: Order, said: Labels) -> Iterator[tuple[str, str]]:
    whole = clock(order.seconds(whole=True))
    if order.fitted is None:
        yield said.duration, whole
        return
    lasts = said.in_slot % (clock(order.seconds()), order.minutes)
    late = said.too_long % clock(order.fitted.over) if order.fitted.over else ""
    missing = "" if late else lacks(order.seconds(), order.minutes or 0)
    early = said.too_short % (missing, order.minutes) if missing else ""
    yield said.duration, ". ".join(filter(None, (lasts, late, early)))
    yield said.whole, whole


def _hands(version: ScriptVersion, order: Order, said: Labels) -> Iterator[tuple[str, str]]:
    signed = [(said.signed, one.officer_id, one.language.own_name, one.at) for one in version.signatures]
    for label, officer, language, at in (
        *signed,
        (said.approved, version.approver_id, "", version.approved_at),
        (said.withdrawn, None, "", version.withdrawn_at),
    ):
        if at is not None:
            yield label, ", ".join(filter(None, (order.names.get(officer or 0), language, day(at))))
