"""What in a text may point at a person: marked for whoever is about to send it on, who must read it all the same.

It finds what has a form: telephone numbers, names where they are written as names, numbers of identity cards and
plates, words for communities and clans, code words of reports. "The tall woman who sells charcoal at the bridge" has
none.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import phonenumbers

from domain import helplines
from domain.areas import Gazetteer, fold
from domain.code_words import COLOURS, PLANTS
from domain.neighbours import neighbours
from domain.phones import Phone

DATA = Path(__file__).parent / "data"
LABELS_CSV = DATA / "community_labels.csv"
NAMES_CSV = DATA / "names_of_people.csv"
OWN_NUMBER = "[own number]"  # a mark, the same in every language
A_NUMBER = "[number]"  # the same of anybody's


class Why(StrEnum):
    """What a marked part may be."""

    PHONE = "phone"
    IDENTITY = "identity"  # the number of an identity card
    PLATE = "plate"
    CODE_WORD = "code_word"  # of a report: a responder must not learn it
    NAME = "name"
    COMMUNITY = "community"  # a people, a clan or their language


class Flag(NamedTuple):
    """One part of a text: the letters from `start` up to `end`."""

    start: int
    end: int
    why: Why


# Blanks, dots, hyphens, strokes and brackets stand between the digits of a number, and O in the place of 0.
_BETWEEN = r"[\s.\-/()]{0,3}"
_LOCAL = re.compile(rf"(?<![\w+])(?:\+?{_BETWEEN}254|[0oO])?{_BETWEEN}[17](?:{_BETWEEN}[0-9oO]){{8}}(?!\w)")
_IDENTITY = re.compile(r"(?<![\w.,])(?:\d{7,9}|\d{1,2} \d{3} \d{3})(?![\w]|[.,]\d)")
# Cars run from KAA to KEZ; motorcycles KM.., tractors KT..; small letters only with the last one: "kwa 100" is none.
_PLATE = re.compile(
    r"\b(?:(?:K[A-E][A-Z]|K[MT][A-Z]{2}|GK[A-Z]?)[ -]?\d{3}(?:[ -]?[A-Z])?|k(?:[a-e]|m[a-z])[a-z] ?\d{3} ?[a-z])\b"
)
_CODE_WORD = re.compile(rf"\b(?:{'|'.join(PLANTS)})\W(?:{'|'.join(COLOURS)})\W\d{{1,2}}\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_BEGINS = re.compile(r"(?:^|[.!?:;\n\"“(\[•-])\s*$")  # what stands before the first word of a sentence


def _set(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


_TITLES = _set(
    "bwana bw bi bibi mzee mama baba chief chifu mr mrs ms miss dr daktari mwalimu teacher pastor pasta father imam "
    "sheikh shekhe askofu bishop mheshimiwa mhe hon nyumbakumi elder sergeant inspector constable ocs senator mca "
    "headman mwenyekiti chairman chairlady kiongozi"
)
# Capitalised and no name: months, days, services, money, and words that open a sentence within one.
_KNOWN = _set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun jumatatu jumanne jumatano "
    "alhamisi ijumaa jumamosi jumapili mbiu ndma kws red cross police polisi ocpd ocs dci kenya county kaunti ward "
    "wadi kata constituency village kijiji location tarafa peace committee kamati amani ncic uwiano "
    "sms ussd ksh kshs kes river mto dam hill hills ranch national park mungu god allah i ok id no na ya wa kwa"
)
_MOSTLY_CAPITALS = 0.6  # of the letters: then a capital says nothing


def without_own(text: str, phone: Phone) -> str:
    """The text without the sender's own number, however it is spelled: it would outlive the number kept apart."""
    if not any(map(str.isdigit, text)):
        return text
    digits = _BETWEEN.join("[0oO]" if digit == "0" else digit for digit in phone.e164.removeprefix("+254"))
    country = rf"(?:(?:\+|00){_BETWEEN})?254{_BETWEEN}[0oO]?"
    return re.sub(rf"(?<!\d)(?:(?:{country}|[0oO]){_BETWEEN})?{digits}(?!\d)", OWN_NUMBER, text)


def without_numbers(text: str) -> str:
    """The text with a mark in the place of every number of a telephone or an identity card; helplines stay."""
    flags = (flag for flag in _numbers(text, _helps()) if flag.why in (Why.PHONE, Why.IDENTITY))
    gone = {at for start, end, _why in flags for at in range(start, end)}
    return re.sub("\0+", A_NUMBER, "".join("\0" if at in gone else sign for at, sign in enumerate(text)))


def flags(text: str, places: Gazetteer) -> list[Flag]:
    """What in `text` may point at a person, in order; none overlaps another."""
    found: list[Flag] = []
    for flag in (*_numbers(text, _helps()), *_words(text, places)):
        if not any(flag.start < other.end and other.start < flag.end for other in found):
            found.append(flag)
    return sorted(found)


def _helps() -> set[str]:
    return {re.sub(r"\D", "", number) for number in (*helplines.WILDLIFE, *helplines.CHILDREN)}


def _numbers(text: str, helps: set[str]) -> Iterator[Flag]:
    yield from (Flag(*match.span(), Why.CODE_WORD) for match in _CODE_WORD.finditer(text))
    for match in _LOCAL.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip(" .-/()\n\t"))
        yield Flag(start, match.end(), Why.PHONE)
    for number in phonenumbers.PhoneNumberMatcher(text, "KE", phonenumbers.Leniency.VALID):
        if re.sub(r"\D", "", number.raw_string) not in helps:
            yield Flag(number.start, number.end, Why.PHONE)
    yield from (Flag(*match.span(), Why.PLATE) for match in _PLATE.finditer(text))
    yield from (Flag(*match.span(), Why.IDENTITY) for match in _IDENTITY.finditer(text))


def _words(text: str, places: Gazetteer) -> Iterator[Flag]:
    """Communities first, then names: "Wakamba" in the middle of a sentence is the first and not the second."""
    words = list(_WORD.finditer(text))
    labels, names = _labels(), _names()
    yield from (Flag(*word.span(), Why.COMMUNITY) for word in words if fold(word[0]) in labels)
    places_said = _place_words(words, places)
    capitals_speak = _capitals_speak(text)
    for at, word in enumerate(words):
        folded = fold(word[0])
        if at in places_said or folded in _KNOWN or folded in _TITLES or len(folded) < 2:
            continue
        capital = word[0][0].isupper() and capitals_speak
        begins = bool(_BEGINS.search(text[: word.start()]))
        before = words[at - 1] if at else word
        titled = fold(before[0]) in _TITLES and text[before.end() : word.start()] in (" ", ". ")
        if folded in names or (capital and (titled or not begins)) or (titled and not capitals_speak):
            yield Flag(*word.span(), Why.NAME)


def _capitals_speak(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign.isupper() for sign in letters) < _MOSTLY_CAPITALS * max(len(letters), 1)


LONGEST_PLACE = 4  # words


def _place_words(words: Sequence[re.Match[str]], places: Gazetteer) -> set[int]:
    """Which of these words are the name of a place of ours or of our neighbours, or a part of one."""
    said = [fold(word[0]) for word in words]
    # The single words that names are made of: Endau and Malalani of Endau/Malalani.
    parts = {fold(part) for area in places.areas.values() for part in re.split(r"[\W_]+", area.name)}
    return {
        at
        for start in range(len(said))
        for size in range(1, LONGEST_PLACE + 1)
        if (name := "".join(said[start : start + size])) in places.names
        or places.meanings(name)
        or name in neighbours()
        or name in parts
        for at in range(start, min(start + size, len(said)))
    }


@cache
def _labels() -> frozenset[str]:
    with LABELS_CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return frozenset(fold(form) for row in rows for key in ("sw", "en", "kam") for form in row[key].split())


@cache
def _names() -> frozenset[str]:
    with NAMES_CSV.open(encoding="utf-8", newline="") as file:
        return frozenset(fold(row["name"]) for row in csv.DictReader(file))
