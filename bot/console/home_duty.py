"""Duty and radio on Home: a peace officer's next hours and open reports, a producer's slot."""

from datetime import timedelta

from bot.console.access import counties, current_officer, today
from bot.console.incident_words import LEVELS
from bot.console.roster_words import hours_words
from bot.console.station_words import minutes_words, slot_words
from bot.console.words import _, area_name, day, hour
from bot.services import services, session
from domain import roster, stations, tallies
from domain.officers import Role
from domain.triage import Level

AHEAD = timedelta(days=7)


def duty() -> list[str]:
    """When this officer is called, in sentences."""
    now, officer = services().now(), current_officer()
    called = roster.called_for(session(), officer, None, today())
    if called is not officer:
        return [_("%(name)s is called in your place.", name=called.name)]
    slots = roster.of_officer(session(), officer, now, now + AHEAD)
    found = []
    for slot in slots[:2]:
        county = area_name(slot.shift.county)
        if slot.begins <= now:
            ends = f"{day(slot.ends)}, {hour(slot.ends)}"
            found.append(_("You are on duty in %(county)s until %(ends)s.", county=county, ends=ends))
        else:
            on, hours = day(slot.begins), hours_words(slot.shift)
            found.append(_("Your next shift: %(day)s, %(hours)s, %(county)s.", day=on, hours=hours, county=county))
    if not slots:
        found.append(_("You are not on the roster in the coming 7 days."))
    if officer.on_duty:
        found.append(_("You said you are on duty: you are called when nobody is on the roster."))
    return found


def open_reports() -> list[tuple[Level, tuple[str, str], int]]:
    """Open reports of this officer's counties by level, the most urgent first, with the words and tone of each."""
    found = tallies.tally(session(), counties(Role.PEACE), current_officer(), services().now())
    return [(level, (_(LEVELS[level][0]), LEVELS[level][1]), number) for level, number in found.by_level.items()]


def slots() -> list[tuple[str, str]]:
    """Each station this officer produces for, with its slot."""
    own = stations.of_producer(session(), current_officer(), today())
    return [(station.name, f"{slot_words(station)}, {minutes_words(station.minutes)}") for station in own]
