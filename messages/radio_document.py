"""A script as a file says it: one model for Word, print and plain text, so that all three say the same in one order.

Facts on the cover, numbered speeches with full speaker names apart from speech, and directions in capitals follow the
studio practice of de Fossard, *How to Write a Radio Serial Drama for Social Development*, chapter 11. Nothing that is
spoken is changed here: what a speaker signed is what is read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from domain.languages import FLOOR, Language
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from domain.segments import Segment
from messages import radio_cover
from messages.compose import normalise
from messages.radio_cover import SERIES
from messages.radio_cuts import Fitted
from messages.radio_labels import Labels, labels, name_of
from messages.radio_notes import About, notes, runs
from messages.radio_order import Order
from messages.radio_rows import rows_of
from messages.radio_rundown import times
from messages.radio_sentences import HELPLINES
from messages.radio_timing import clock
from messages.spoken_numbers import left

TAGS = {Language.KAMBA: "kam-KE", Language.TAITA: "dav-KE", Language.SWAHILI: "sw-KE", Language.ENGLISH: "en-KE"}
UNTOLD = (Language.KAMBA, Language.TAITA)  # in which we do not know how figures are said
# What XML has no place for, and marks that turn the direction of letters: one of them and Word refuses the file.
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\u061c")
_SOUNDS = re.compile(r"(MUSIC|MUZIKI|SFX|FX|SOUND|SAUTI)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered speech or direction; `rows` are its words. `time` is how long it takes (`2:05`)."""

    number: int
    time: str
    speaker: str
    cue: str
    rows: Sequence[str]
    language: Language


@dataclass(frozen=True, slots=True)
class Block:
    """One segment. `mark` says in which slot it is left out or shortened."""

    number: int
    name: str
    start: str
    lasts: str
    mark: str
    lines: Sequence[Line]

    @property
    def span(self) -> str:
        """The numbers of its lines: `4-7`."""
        return runs([line.number for line in self.lines])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All a file says, clean to write anywhere. `spoken` and `reader` are the languages of speeches and of the rest;
    `stamp` stands across every page of what is not approved; `cuts` are what a cut left out and shortened."""

    title: str
    head: str
    state: State
    spoken: Language
    reader: Language
    facts: Sequence[tuple[str, str]]
    sources: Sequence[str]
    needs: Sequence[str]
    notes: Sequence[tuple[str, Sequence[str]]]
    blocks: Sequence[Block]
    lasts: str
    cuts: Sequence[tuple[str, str]]
    pronunciations: Sequence[tuple[str, str]]
    helplines: Sequence[tuple[str, str]]
    labels: Labels

    @property
    def stamp(self) -> str:
        return self.labels.stamps.get(self.state, "")

    @property
    def status(self) -> str:
        return self.labels.meanings[self.state]


def sheet(script: Script, version: ScriptVersion, order: Order) -> Sheet:
    """The model of a version's file."""
    said, blocks = labels(order.reader), list(_blocks(order))
    county, language = clean(order.county), script.language.own_name
    status = said.meanings[version.state].partition(" (")[0]
    sources = [speech.source for segment in order.read for speech in segment.speeches]
    return Sheet(
        title=f"{SERIES}: {county}, {language}",
        head=" · ".join((SERIES, county, language, radio_cover.episode(script.week), status)),
        state=version.state,
        spoken=version.spoken,
        reader=order.reader,
        facts=_pairs(radio_cover.facts(script, version, order, said)),
        sources=list(dict.fromkeys(clean(source) for source in sources if source)),
        needs=_needs(blocks),
        notes=notes(_about(script, version, order, blocks), order.reader),
        blocks=blocks,
        lasts=clock(order.seconds()),
        cuts=_cuts(order, said),
        pronunciations=_pairs(order.pronunciations),
        helplines=[(label[FLOOR], number) for label, number in HELPLINES],
        labels=said,
    )


def clean(text: str) -> str:
    """`text` without the signs a file cannot carry; every letter stays, ĩ and ũ with their tildes."""
    return _UNWRITABLE.sub("", normalise(text))


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(clean(one), clean(other)) for one, other in pairs]


def _blocks(order: Order) -> Iterator[Block]:
    """The segments with their times, their lines numbered through."""
    said, numbers = labels(order.reader), count(1)
    shown = [(place, segment) for place, segment in zip(order.places, order.read, strict=True) if segment.speeches]
    timed = times(order.pace.of(segment) for _, segment in shown)
    for number, ((place, segment), (start, lasts)) in enumerate(zip(shown, timed, strict=True), 1):
        lines = [
            Line(
                number=next(numbers),
                time=clock(order.pace.lasting(speech, segment.part)),
                speaker=clean(speech.speaker),
                cue=clean(speech.cue).upper(),
                rows=rows_of(clean(speech.words)),
                language=speech.language,
            )
            for speech in segment.speeches
        ]
        yield Block(number, _name(segment, said), clock(start), clock(lasts), _mark(order, place, said), lines)


def _name(segment: Segment, said: Labels) -> str:
    return clean(name_of(segment, said))


def _mark(order: Order, place: int, said: Labels) -> str:
    """From which slot on it is shortened, and from which left out."""

    def longest(slots: Iterable[int]) -> int:
        return max(slots, default=0)

    out = longest(slot for slot, fitted in order.shorter.items() if place in fitted.left_out)
    short = longest(slot for slot, fitted in order.shorter.items() if place in fitted.shortened)
    marks = [said.shorten % short] if short > out else []
    return ", ".join([*marks, *([said.leave_out % out] if out else [])])


def _cuts(order: Order, said: Labels) -> list[tuple[str, str]]:
    """What this cut did to the script, in the order it was done."""
    fitted: Fitted | None = order.fitted
    if fitted is None:
        return []
    both = ((said.left_out, fitted.left_out), (said.shortened, fitted.shortened))
    return [(label, ", ".join(_name(order.segments[place], said) for place in of)) for label, of in both if of]


def _needs(blocks: Sequence[Block]) -> list[str]:
    """Music and sounds to have ready, each once, with the lines that want it."""
    found: dict[str, list[int]] = {}
    for line in (line for block in blocks for line in block.lines):
        if line.cue and (_SOUNDS.match(line.cue) or not line.rows):
            found.setdefault(line.cue, []).append(line.number)
    return [f"{cue} ({runs(lines)})" for cue, lines in found.items()]


def _about(script: Script, version: ScriptVersion, order: Order, blocks: Sequence[Block]) -> About:
    lines = [line for block in blocks for line in block.lines if line.rows]
    foreign = [line.number for line in lines if line.language is FLOOR is not script.language]
    figures = [line for line in lines if left(" ".join(line.rows), line.language)]
    return About(
        language=script.language,
        declared=order.declared,
        digits=any(line.language in UNTOLD for line in figures),
        unclear=[line.number for line in figures if line.language is FLOOR],
        in_swahili=foreign,
        missing=[clean(what) for what in version.missing],
        over=sorted(order.over),
    )
