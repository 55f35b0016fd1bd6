"""Stations and their slots in words."""

from bot.console.words import WEEKDAYS, _, area_name, day, language_name
from bot.services import services
from domain.languages import Language
from domain.sealed_columns import STATION_PHONE
from domain.stations import SLOTS, SPOKEN, Station
from domain.vault import Unsealable
from messages.radio_timing import SYLLABLES_A_MINUTE, WORDS_A_MINUTE


def counties_words(station: Station) -> str:
    """Kitui, Makueni"""
    return ", ".join(map(area_name, station.counties))


def languages_words(languages: list[str]) -> str:
    """Swahili, Kamba"""
    return ", ".join(map(language_name, languages))


def slot_words(station: Station) -> str:
    """Tue 19:30"""
    if station.airs_on is None or station.airs_at is None:
        return _("Not agreed yet")
    return f"{_(WEEKDAYS[station.airs_on])} {station.airs_at:%H:%M}"


def minutes_words(minutes: int) -> str:
    return _("%(count)s minutes", count=minutes)


def speed_words(language: Language, speed: float) -> str:
    """110 words a minute"""
    if language in WORDS_A_MINUTE:
        return _("%(count)s words a minute", count=f"{speed:g}")
    return _("%(count)s syllables a minute", count=f"{speed:g}")


def usual_speed(language: Language) -> str:
    """What is reckoned with where a station says nothing."""
    return speed_words(language, WORDS_A_MINUTE.get(language, SYLLABLES_A_MINUTE))


def confirmed(station: Station) -> tuple[str, str]:
    """How sure we are of it, and in which tone."""
    if station.confirmed_on is None:
        return _("Not confirmed"), "warning"
    return _("Confirmed on %(day)s", day=day(station.confirmed_on)), "good"


def masked(station: Station) -> str:
    """The newsroom's number as it may be seen; "" when there is none."""
    if station.phone_sealed is None:
        return ""
    try:
        return STATION_PHONE.phone(services().vault, station).masked
    except Unsealable:
        return _("a number that our keys do not open")


def summary(station: Station) -> list[tuple[str, str]]:
    """All that is known of a station, for its page."""
    speeds = [
        f"{language_name(language)}: {speed_words(language, station.speeds[language])}"
        for language in SPOKEN
        if language in station.speeds
    ]
    return [
        (_("Counties"), counties_words(station)),
        (_("Languages"), languages_words(station.languages)),
        (_("Where it is heard"), station.area or _("Not known")),
        (_("Frequency"), station.frequency or _("Not known")),
        (_("Slot"), slot_words(station)),
        (_("Length"), minutes_words(station.minutes)),
        (_("How fast it reads"), "; ".join(speeds) or _("As usual")),
        (
            _("Phone of the newsroom"),
            masked(station) or _("No number: the newsroom is not told when a script is withdrawn"),
        ),
        (_("Source"), station.source or _("None")),
        (_("Remarks"), station.remarks or _("None")),
    ]


def choices() -> dict[str, list[tuple[str, str]]]:
    """The options of each field of the form."""
    return {
        "counties": [(county.slug, county.name) for county in services().places.counties],
        "languages": [(each.value, language_name(each)) for each in SPOKEN],
        "days": [("", _("Not agreed yet")), *weekdays()],
        "minutes": minutes_choices(),
    }


def weekdays() -> list[tuple[str, str]]:
    return [(f"{number}", _(name)) for number, name in enumerate(WEEKDAYS)]


def minutes_choices() -> list[tuple[str, str]]:
    return [(f"{minutes}", minutes_words(minutes)) for minutes in SLOTS]
