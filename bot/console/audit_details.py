"""The particulars of an act in words: officers and areas by name, yes and no; what is empty is left out."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.console.people_words import EVIDENCE
from bot.console.record_words import month_name
from bot.console.words import N_, _, area_name, day, language_name, moment, role_name
from bot.services import services
from domain.languages import Language
from domain.officers import Role
from domain.subscriber_imports import Evidence

OFFICERS = {"deputy", "deputy_for", "takes_over"}
PROOFS = {"hash", "about"}  # fingerprints: they are in the file, to be compared, and say nothing to a reader
# What the particulars are called, where the program's own word would not do.
LABELS = {
    "asked": N_("Asked for"),
    "bulletin": N_("Bulletin"),
    "bulletins": N_("Bulletins"),
    "by": N_("By"),
    "calls": N_("Calls"),
    "changed": N_("Changed"),
    "count": N_("How many"),
    "county": N_("County"),
    "deputy": N_("The deputy"),
    "deputy_for": N_("In the place of"),
    "described": N_("Gender and age"),
    "due": N_("Due"),
    "evidence": N_("How they agreed"),
    "file": N_("File"),
    "first": N_("First day"),
    "found": N_("Found"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "languages": N_("Languages"),
    "last": N_("Last day"),
    "left_out": N_("Left out"),
    "minutes": N_("Minutes"),
    "month": N_("Month"),
    "numbers": N_("Numbers"),
    "people": N_("People"),
    "reason": N_("Reason"),
    "role": N_("Role"),
    "rows": N_("Rows"),
    "series": N_("Series"),
    "station": N_("Station"),
    "table": N_("Table"),
    "takes_over": N_("Takes over"),
    "value": N_("Value"),
    "version": N_("Version"),
    "ward": N_("Ward"),
    "wards": N_("Wards"),
    "words": N_("Words"),
}


def in_words(detail: Mapping[str, Any], officers: Mapping[int, str]) -> str:
    """One line of it. `officers`: names by id."""
    told = ((name, _told(name, value, officers)) for name, value in detail.items() if name not in PROOFS)
    return "; ".join(f"{_called(name)}: {words}" for name, words in told if words)


def _called(name: str) -> str:
    return _(LABELS[name]) if name in LABELS else name.replace("_", " ").capitalize()


def _told(name: str, value: object, officers: Mapping[int, str]) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int() if name in OFFICERS:
            return officers.get(value, f"{value}")
        case str():
            return _word(value)
        case list() | tuple():
            return ", ".join(words for each in value if (words := _told(name, each, officers)))
        case dict():
            return in_words(value, officers)
    return f"{value}"


def _word(value: str) -> str:
    """What the program calls something, as people do; what somebody wrote stays as it is."""
    if value in services().places:
        return area_name(value)
    if value in {*Role}:
        return role_name(Role(value))
    if value in {*Language}:
        return language_name(value)
    if value in {*Evidence}:
        return _(EVIDENCE[Evidence(value)])
    if re.fullmatch(r"\d{4}-\d\d(-\d\d.*)?", value):
        return _time(value)
    return value.replace("_", " ") if re.fullmatch(r"[a-z]+(_[a-z]+)+", value) else value


def _time(value: str) -> str:
    try:
        match len(value):
            case 7:
                return month_name(date.fromisoformat(f"{value}-01"))
            case 10:
                return day(date.fromisoformat(value))
        return moment(datetime.fromisoformat(value))
    except ValueError:
        return value
