"""A row of a list of people: who it names, or a sentence that says what to do.

What is wrong is said without the row's own digits: a number may stand in any column.
"""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from bot import place_search
from bot.place_search import How
from bot.vocabulary import LANGUAGES_ALONE
from domain.areas import Area, Gazetteer, Level, fold, inside
from domain.languages import Language
from domain.listed_people import Person
from domain.phones import NotAKenyanNumber, Phone
from domain.refusals import Refusal
from domain.subscribers import AgeBand, Gender, Kind

# What may be meant by a heading or a value, folded: English, Swahili, and as people shorten them.
HEADINGS: dict[str, str] = {
    "phone": "phone phonenumber phoneno telephone telephonenumber tel mobile mobilenumber number simu nambari namba "
    "nambariyasimu nambayasimu namba ya simu",
    "ward": "ward wadi wodi kata",
    "constituency": "constituency subcounty eneobunge jimbo",
    "language": "language lugha",
    "kind": "kind type aina",
    "gender": "gender sex jinsia",
    "age": "age ageband umri",
}
KINDS: dict[Kind, str] = {
    Kind.PERSON: "person mtu mwananchi member",
    Kind.INTERMEDIARY: "intermediary mjumbe msambazaji chief chifu volunteer officer elder mzee",
}
GENDERS: dict[Gender, str] = {
    Gender.FEMALE: "female f woman w mwanamke mke ke",
    Gender.MALE: "male m man mwanaume mwanamume mume me",
}
BANDS: dict[AgeBand, str] = {
    AgeBand.YOUNG: "young youth kijana 034 1834 under35 below35",
    AgeBand.MIDDLE: "middle adult mtumzima 3559",
    AgeBand.OLD: "old elder mzee 60 60plus over60 60andmore",
}
YEARS = {AgeBand.YOUNG: range(5, 35), AgeBand.MIDDLE: range(35, 60), AgeBand.OLD: range(60, 116)}
LONGEST = 40  # letters of a cell that are shown
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_MOBILE = re.compile(r"\+254[17]\d{8}")
_BETWEEN = re.compile(r"[\s.()\-–]")
Word = TypeVar("Word", bound=StrEnum)
WardOf = Callable[[str, str], str]  # (ward, constituency): see `ward_of`


def column(heading: str) -> str | None:
    """Which column of ours a heading means; None for one that is passed over, such as a name."""
    folded = fold(heading)
    return next((name for name, words in HEADINGS.items() if folded in words.split()), None)


def read(cells: Mapping[str, str], ward: WardOf, language: Language) -> Person:
    """Who a row names; `language` is taken where the row has none. Raises `Refusal`."""
    for name, cell in cells.items():
        if cell.lstrip("'").startswith(("=", "@")):
            raise Refusal("In the column %(column)s stands a formula: type what it comes to.", column=name)
    phone = _phone(cells.get("phone", ""))
    return Person(
        phone,
        ward(cells.get("ward", ""), cells.get("constituency", "")),
        _language(cells.get("language", ""), language),
        _meant(KINDS, cells.get("kind", ""), "kind") or Kind.PERSON,
        _meant(GENDERS, cells.get("gender", ""), "gender"),
        _age(cells.get("age", "")),
    )


def masked(cell: str) -> str:
    """A number as it may be shown, also one that is none: its last two digits."""
    digits = re.sub(r"\D", "", cell)
    return f"••••••{digits[-2:]}" if len(digits) > 5 and not _SHORTENED.search(cell) else ""


def shown(cell: str) -> str:
    """What stands in a cell, as it may be said: short, and without digits."""
    return re.sub(r"\d", "•", " ".join(cell.split()))[:LONGEST]


def _phone(cell: str) -> Phone:
    typed = cell.strip().lstrip("'")
    if not typed:
        raise Refusal("There is no number in this row.")
    if _SHORTENED.fullmatch(_BETWEEN.sub("", typed) if "E" not in typed.upper() else typed.replace(" ", "")):
        raise Refusal(
            "The spreadsheet has shortened this number and lost digits: make the column text, and type it once more."
        )
    digits = _BETWEEN.sub("", typed.removesuffix(".0"))
    digits = re.sub(r"^(?:00|\+)?(?:254)?0?(?=[17]\d{8}$)", "254", digits)  # the way that is read quickly
    try:
        phone = Phone.parse(digits)
    except NotAKenyanNumber:
        phone = None
    if phone is None or not _MOBILE.fullmatch(phone.e164):
        raise Refusal("This is no mobile number of Kenya: write it like 0712 345 678.")
    return phone


def _language(cell: str, otherwise: Language) -> Language:
    folded = fold(cell)
    if not folded:
        return otherwise
    found = next((one for one in Language if folded == one or folded in LANGUAGES_ALONE[one]), None)
    if found is None:
        raise Refusal("“%(text)s” is none of the languages sw, kam, dav and en.", text=shown(cell))
    return found


def _meant(words: Mapping[Word, str], cell: str, name: str) -> Word | None:
    folded = fold(cell)
    found = next((word for word, said in words.items() if folded in said.split()), None)
    if folded and found is None:
        raise Refusal(
            "“%(text)s” cannot be read in the column %(column)s: take a word of the sample, or leave it empty.",
            text=shown(cell),
            column=name,
        )
    return found


def _age(cell: str) -> AgeBand | None:
    years = cell.strip().removesuffix(".0")
    if years.isascii() and years.isdecimal() and len(years) <= 3:
        band = next((band for band, ages in YEARS.items() if int(years) in ages), None)
        if band:
            return band
    return _meant(BANDS, cell, "age")


def ward_of(places: Gazetteer, county: Area, ward: str, constituency: str, *, suggest: bool) -> str:
    """The ward of this county that is meant by its name, or by that of a place in it. Raises `Refusal`.

    `suggest`: say which name is nearest where it is none.
    """
    if not fold(ward):
        raise Refusal("The ward is missing.")
    named = place_search.named(places, ward, county.slug)
    here = [place for place in named if inside(place.ward, county.slug)]
    own = [place.ward for place in here if place.how is How.NAME] or [place.ward for place in here]
    if not own:
        elsewhere = [place.ward for place in named if place.how is How.NAME]
        raise _no_ward(places, county, ward, elsewhere, suggest=suggest)
    if constituency.strip():
        outer = _constituency(places, county, constituency)
        if not any(inside(slug, outer.slug) for slug in own):
            raise Refusal("Ward %(ward)s does not lie in %(constituency)s: correct one of them.",
                          ward=places[own[0]].name, constituency=outer.name)  # fmt: skip
        own = [slug for slug in own if inside(slug, outer.slug)]
    if len(own) > 1:
        raise Refusal("“%(ward)s” may be several wards of %(county)s: write the constituency, too.",
                      ward=shown(ward), county=county.name)  # fmt: skip
    return own[0]


def _no_ward(places: Gazetteer, county: Area, ward: str, elsewhere: list[str], *, suggest: bool) -> Refusal:
    if elsewhere:
        other = places[places[elsewhere[0]].county].name
        return Refusal("Ward %(ward)s lies in %(other)s: this list is for %(county)s.",
                       ward=places[elsewhere[0]].name, other=other, county=county.name)  # fmt: skip
    near = _nearest(ward, [places[slug] for slug in places.wards([county.slug])]) if suggest else None
    if near:
        return Refusal("No ward %(ward)s in %(county)s; the nearest name is %(near)s.",
                       ward=shown(ward), county=county.name, near=near)  # fmt: skip
    return Refusal("No ward %(ward)s in %(county)s.", ward=shown(ward), county=county.name)


def _constituency(places: Gazetteer, county: Area, name: str) -> Area:
    here = places.children(county.slug)
    meant = [area for area in places.meanings(name) if area.level is Level.CONSTITUENCY and area in here]
    if not meant:
        raise Refusal("No constituency %(constituency)s in %(county)s.", constituency=shown(name), county=county.name)
    return meant[0]


def _nearest(name: str, areas: list[Area]) -> str | None:
    by_name = {fold(area.name): area.name for area in areas}
    near = get_close_matches(fold(name)[:LONGEST], by_name, n=1)
    return by_name[near[0]] if near else None
