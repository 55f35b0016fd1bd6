"""One line of a script and one segment of it, as they stand in the browser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.console.whole_numbers import whole
from domain.languages import FLOOR, Language
from domain.refusals import Refusal
from domain.segments import Part, Priority, Segment, Speech
from domain.signed_words import LONGEST_RADIO
from messages.compose import normalise
from messages.radio_timing import USUAL, clock

LONGEST_MUSIC = 3600  # seconds
START = 6  # words by which a line is named
LONGEST_NAME, LONGEST_CUE = 80, 300  # letters: a speaker or a title; a direction is read at a glance
CHANGED = "maneno yamebadilishwa"  # on the cover, where a speaker's signature stood
OF_BULLETINS = (Part.BULLETIN, Part.PEACE)  # what they say beside a bulletin's words says nothing without them
NOT_SWAHILI = re.compile("[ĩũ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `was` is its place in the segment it came with, its shorter form after the rest; "" for a new one."""

    was: str = ""
    speaker: str = ""
    cue: str = ""
    words: str = ""
    seconds: str = "0"
    language: Language = FLOOR

    @property
    def speech(self) -> Speech:
        """What it says. Raises `Refusal` where that cannot be read."""
        seconds = whole(self.seconds.strip() or "0", LONGEST_MUSIC)
        if seconds is None:
            raise Refusal("Seconds are a whole number, from 0 to %(most)s.", most=LONGEST_MUSIC)
        speech = Speech(
            speaker=one_line(self.speaker, LONGEST_NAME),
            words=cleaned(self.words),
            cue=one_line(self.cue, LONGEST_CUE),
            seconds=seconds,
            language=self.language,
        )
        if len(speech.words) > LONGEST_RADIO:
            raise Refusal("A line is too long: at most %(most)s letters.", most=LONGEST_RADIO)
        return speech

    @property
    def problem(self) -> Refusal | None:
        """Why it cannot be read."""
        try:
            self.speech  # noqa: B018  what it raises is the answer
        except Refusal as refusal:
            return refusal
        return None

    def lasting(self, part: Part) -> float:
        """Seconds it takes; 0 while it cannot be read."""
        return 0 if self.problem else USUAL.lasting(self.speech, part)


@dataclass(frozen=True, slots=True)
class Block:
    """One segment. `origin` is what it came from: a place in the version that is corrected ("3"), an offer
    ("text 4"), or "" for an officer's own."""

    origin: str = ""
    part: Part = Part.OWN
    title: str = ""
    priority: Priority = Priority.MIDDLE
    cut: bool = False
    rows: tuple[Row, ...] = ()
    short: tuple[Row, ...] = ()
    open: bool = False  # on the page: something of it was asked for last

    @classmethod
    def of(cls, segment: Segment, origin: str) -> "Block":
        """A segment for the first look."""
        rows = [
            Row(str(place), line.speaker, line.cue, line.words, str(line.seconds), line.language)
            for place, line in enumerate((*segment.speeches, *segment.short))
        ]
        long, short = tuple(rows[: len(segment.speeches)]), tuple(rows[len(segment.speeches) :])
        return cls(origin, segment.part, segment.title, segment.priority, segment.cut, long, short)

    @property
    def seconds(self) -> float:
        """How long it takes, as it is typed."""
        return sum(row.lasting(self.part) for row in self.rows)

    @property
    def short_time(self) -> str:
        return clock(sum(row.lasting(self.part) for row in self.short))

    @property
    def lines(self) -> tuple[Row, ...]:
        return (*self.rows, *self.short)

    @property
    def wrong(self) -> bool:
        return any(row.problem for row in self.lines)

    def times(self) -> list[str]:
        """How long each line takes."""
        return [clock(row.lasting(self.part)) for row in self.lines]

    def segment(self, origin: Segment | None) -> Segment:
        """What is kept: each line has the bulletin it speaks of; empty ones are left out. Raises `Refusal`."""
        before = (*origin.speeches, *origin.short) if origin else ()
        speeches, short = (_said(rows, before) for rows in (self.rows, self.short))
        gone = _bulletins(before) if self.part in OF_BULLETINS and (speeches or short) else set()
        if gone and not _bulletins(speeches, short):
            raise Refusal("No line of bulletin %(number)s is left: leave its segment out.", number=min(gone))
        return replace(
            origin or Segment(Part.OWN, ()),
            speeches=speeches,
            short=short,
            priority=self.priority,
            title=one_line(self.title, LONGEST_NAME),
            cut=self.cut,
        )


def cleaned(text: str) -> str:
    """`text` without signs nobody sees: of control, and those that turn the direction of letters."""
    return normalise(text.replace("\u061c", ""))


def one_line(text: str, most: int) -> str:
    line = " ".join(cleaned(text).split())
    if len(line) > most:
        raise Refusal("A name, a heading or a direction is too long: at most %(most)s letters.", most=most)
    return line


def _said(rows: Sequence[Row], before: Sequence[Speech]) -> tuple[Speech, ...]:
    """Lines with their bulletins and sources. One that is new speaks of the segment's one bulletin; of several, of that
    of the line above."""
    bulletins, said = _bulletins(before), list[Speech]()
    above = next((speech for speech in before if speech.bulletin in bulletins), None) if len(bulletins) == 1 else None
    for row in rows:
        speech = _traced(row, before, above)
        said.append(speech)
        above = speech if speech.bulletin is not None else above
    return tuple(speech for speech in said if speech.words or speech.cue or speech.seconds)


def _traced(row: Row, before: Sequence[Speech], above: Speech | None) -> Speech:
    """A line with its bulletin and source. Nobody signed words that were changed since: the cover says so."""
    speech, was = row.speech, before[int(row.was)] if row.was else Speech()
    if row.was and speech.words == cleaned(was.words):  # in another language they would need another signer
        return replace(was, speaker=speech.speaker, cue=speech.cue, seconds=speech.seconds)
    if speech.language is Language.SWAHILI and NOT_SWAHILI.search(speech.words):
        start = " ".join(speech.words.split()[:START])
        raise Refusal("“%(words)s” looks like Kamba: choose its language, or write it without ĩ and ũ.", words=start)
    of = above if above is not None and was.bulletin is None and speech.words else was
    named = (line.source for line in before if line.bulletin == of.bulletin and line.source)
    source = was.source or (next(named, "") if of is above else "")
    return replace(speech, bulletin=of.bulletin, approval=of.approval, source=_changed(source))


def _changed(source: str) -> str:
    return f"{source.partition(';')[0]}; {CHANGED}" if source else ""


def _bulletins(*of: Sequence[Speech]) -> set[int]:
    return {speech.bulletin for speeches in of for speech in speeches if speech.bulletin is not None}
