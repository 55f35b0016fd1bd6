"""Warnings that never decide: where words and figures of a bulletin disagree, speak of another county, or are old.

Each is a question to a person who can open the bulletin. The console has the words.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from domain.areas import Gazetteer, Level, county_of, fold
from domain.drought_records import month_end
from domain.hours import local
from domain.indicators import DroughtRecord, Figure, Indicator, Said
from domain.measures import VCI_NORMAL, normal_of
from domain.neighbours import neighbours, stem
from domain.phases import Phase
from domain.spans import Span

STALE = timedelta(days=45)  # after the month's end: by then the next bulletin is out, 9-15 days after its own month
DRY = (Phase.ALERT, Phase.ALARM, Phase.EMERGENCY)
LONGEST_NAME = 4  # words: "Chuka/Igambang'ombe", "North Imenti", "Mtito Andei"
# What carries a place's name far beyond the place: Athi River, Yatta Plateau, Voi Road, Mto Athi.
CARRIED = frozenset({"river", "plateau", "road", "highway"})
CARRIES = frozenset({"river", "mto"})
# Names of wards that mean something else in a text: any town's, "all", "bows" and "evil" in Swahili, "who" in Kamba.
NO_NAMES = frozenset({"central", "township", "wote", "mata", "mui", "nuu"})
_WORD = re.compile(r"[^\W\d_][\w'’]*")
_GAP = re.compile(r"\s*[-–/]\s*|[ \t]+")


@dataclass(frozen=True, slots=True)
class CalledOtherwise:
    """The bulletin's word for a figure is none that its normal range allows (`fair`)."""

    indicator: Indicator
    value: Span
    normal: Span
    said: Said
    fair: frozenset[Said]


@dataclass(frozen=True, slots=True)
class UnusualPhase:
    """A gentle remark: a phase that seldom goes with this vegetation. The phase is NDMA's own decision."""

    phase: Phase
    vci: Span


@dataclass(frozen=True, slots=True)
class NamesElsewhere:
    """A name in the text, and the counties that have a place of that name: none is one the text is for."""

    name: str
    counties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Old:
    """So many days have passed since the month ended."""

    days: int


Doubt = CalledOtherwise | UnusualPhase | NamesElsewhere | Old


def doubts_of_record(record: DroughtRecord, now: datetime, places: Gazetteer) -> list[Doubt]:
    """All there is to ask about a record, the gravest first."""
    called = [doubt for figure in record.figures if (doubt := _called_otherwise(figure))]
    return [*called, *doubts_of_text(record.remarks, [record.county], places), *_phase(record), *_old(record, now)]


def questions(records: Iterable[DroughtRecord], now: datetime, places: Gazetteer) -> int:
    """How many doubts there are about some records, but for their age."""
    found = (doubt for record in records for doubt in doubts_of_record(record, now, places))
    return sum(not isinstance(doubt, Old) for doubt in found)


def fair_words(value: Span, normal: Span) -> set[Said]:
    """What a figure may be called beside a normal range; nothing where there is nothing to compare.

    Beside ">=105" a value of 133 is normal, and may be called above it too.
    """
    if not (value.in_numbers and normal.in_numbers):
        return set()
    (lowest, highest), (least, most) = _ends(value), _ends(normal)
    fair = {Said.BELOW} if lowest < least else set()
    fair |= {Said.ABOVE} if highest > most else set()
    if highest >= least and lowest <= most:
        fair.add(Said.NORMAL)
        fair |= {Said.BELOW} if normal.low is None else set()
        fair |= {Said.ABOVE} if normal.high is None else set()
    return fair


def _ends(span: Span) -> tuple[Decimal, Decimal]:
    low = Decimal("-Infinity") if span.low is None else span.low
    return low, Decimal("Infinity") if span.high is None else span.high


def _called_otherwise(figure: Figure) -> CalledOtherwise | None:
    normal = normal_of(figure)
    fair = fair_words(figure.value, normal)
    if figure.said is None or not fair or figure.said in fair:
        return None
    return CalledOtherwise(figure.indicator, figure.value, normal, figure.said, frozenset(fair))


def _phase(record: DroughtRecord) -> Iterator[UnusualPhase]:
    figure = record.figure(Indicator.VCI)
    if figure is None or record.phase is None:
        return
    fair = fair_words(figure.value, VCI_NORMAL)
    if (record.phase is Phase.NORMAL and fair == {Said.BELOW}) or (record.phase in DRY and fair == {Said.ABOVE}):
        yield UnusualPhase(record.phase, figure.value)


def _old(record: DroughtRecord, now: datetime) -> Iterator[Old]:
    age = local(now).date() - month_end(record.month)
    if age > STALE:
        yield Old(age.days)


def doubts_of_text(text: str, counties: Collection[str], places: Gazetteer) -> list[NamesElsewhere]:
    """The names in a text that are places of other counties, of ours or beside them, each once.

    A name that a place of these counties has too is no doubt: Bura is a constituency of Tana River, and a ward of Taita
    Taveta. Only words with a capital letter are looked at; the longest name counts.
    """
    words = list(_WORD.finditer(text))
    found: dict[str, NamesElsewhere] = {}
    at = 0
    while at < len(words):
        length, doubt = _longest(text, words, at, counties, places)
        if doubt:
            found.setdefault(fold(doubt.name), doubt)
        at += length
    return list(found.values())


def _longest(
    text: str, words: list["re.Match[str]"], at: int, counties: Collection[str], places: Gazetteer
) -> tuple[int, NamesElsewhere | None]:
    """How many words the longest name from here has (1 where there is none), and whether it is of elsewhere."""
    if not words[at][0][0].isupper():
        return 1, None
    joined = 1
    while joined < LONGEST_NAME and at + joined < len(words):
        gap = text[words[at + joined - 1].end() : words[at + joined].start()]
        if not _GAP.fullmatch(gap):
            break
        joined += 1
    for length in range(joined, 0, -1):
        name = text[words[at].start() : words[at + length - 1].end()]
        if where := _counties_of(name, places):
            of_land = _carried(words, at, length)
            ours = of_land or not where.isdisjoint(counties)
            names = {places[slug].name if slug in places else slug for slug in where}
            return length, None if ours else NamesElsewhere(" ".join(name.split()), tuple(sorted(names)))
    return 1, None


def _carried(words: list["re.Match[str]"], at: int, length: int) -> bool:
    after = words[at + length][0].lower() if at + length < len(words) else ""
    before = words[at - 1][0].lower() if at else ""
    return after in CARRIED or before in CARRIES


def _counties_of(name: str, places: Gazetteer) -> set[str]:
    """Our counties (slugs) and neighbours (names) with a place of this name.

    What lies below our wards only excuses a name: there are thousands, and many are everyday words.
    """
    folded = fold(name)
    if folded in NO_NAMES:
        return set()
    areas = places.areas.values()
    sides = [area for area in areas if area.level is Level.CONSTITUENCY and fold(stem(area.name)) == folded]
    where = {area.county for area in [*places.meanings(name), *sides]}
    if beside := neighbours().get(folded):
        where.add(beside[1])
    return where | {county_of(named.ward) for named in places.names.get(folded, ())} if where else set()
