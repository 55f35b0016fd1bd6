"""What a script is made of: segments in the order they go to air, each of numbered speeches, some with a shorter form.

A script's segments are values: an edit makes new ones, so that two versions can be laid beside each other.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any

from domain.languages import FLOOR, Language


class Part(StrEnum):
    """What a segment is for. The value stands in the database; `OWN` is one an officer added."""

    OPENING = "opening"
    HEADLINES = "headlines"
    BULLETIN = "bulletin"  # the signed words of one, in their radio form
    FIGURES = "figures"  # the drought record of the county and of its zones, as NDMA declared it
    SEASON = "season"
    MARKET = "market"
    ADVICE = "advice"  # what holds in this season
    PEACE = "peace"
    ANSWER = "answer"  # to a question many asked, as an officer rewrote both
    GOOD_NEWS = "good_news"
    LISTENERS = "listeners"  # what listeners said last week, as numbers
    HELP = "help"
    CODES = "codes"  # how to reach us, read twice
    CALL_IN = "call_in"
    CLOSING = "closing"
    OWN = "own"


class Priority(IntEnum):
    """What is left out first where time is short: the highest, and of equals the last in the script.

    In between some are read in their shorter form, where they have one: `messages.radio_cuts` has the order.
    """

    MUST = 0  # never left out
    HIGH = 1
    MIDDLE = 2
    LOW = 3  # never shortened


@dataclass(frozen=True, slots=True)
class Speech:
    """One numbered line: words with their speaker, or music and sounds, whose `seconds` are declared.

    `cue` is for the studio and never spoken. `bulletin` is the one it speaks of, `approval` that bulletin's when the
    words were taken: another approval is of other words. `source` is who stands for the words.
    """

    speaker: str = ""
    words: str = ""
    cue: str = ""
    seconds: int = 0
    language: Language = FLOOR
    bulletin: int | None = None
    approval: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Speeches that stand and fall together. `short` is read in their place where time is short; empty: there is none.

    `title` is the officer's own name for it in the rundown, "" for that of its part. `cut`: an officer left it out; it
    stays at the desk and is in no file. `text` is the version in the library that its words are of, `piece` the
    officer-written one (`domain.radio_pieces`), `piece_print` that one's fingerprint when they were taken: under
    another it says something else. `kind` and `places` are those of the bulletin it reads out, for the rundown.
    `peace`: words an officer wrote in it speak of conflict or of peace.
    """

    part: Part
    speeches: tuple[Speech, ...]
    short: tuple[Speech, ...] = ()
    priority: Priority = Priority.MIDDLE
    title: str = ""
    cut: bool = False
    text: int | None = None
    piece: int | None = None
    piece_print: str = ""
    kind: str = ""
    places: str = ""
    peace: bool = False

    @property
    def bulletins(self) -> set[int]:
        """The bulletins it speaks of."""
        return {speech.bulletin for speech in (*self.speeches, *self.short) if speech.bulletin is not None}


def rows(segments: Iterable[Segment]) -> list[dict[str, Any]]:
    """Segments as the database keeps them."""
    return [asdict(segment) for segment in segments]


def read(kept: Iterable[dict[str, Any]]) -> list[Segment]:
    """Segments from what the database keeps."""
    return [
        Segment(
            **{
                **row,
                "part": Part(row["part"]),
                "priority": Priority(row["priority"]),
                "speeches": _speeches(row["speeches"]),
                "short": _speeches(row["short"]),
            }
        )
        for row in kept
    ]


def lines(segments: Iterable[Segment]) -> list[Speech]:
    """Every speech that goes to air, in order: those of segments that were cut are left out."""
    return [speech for segment in segments if not segment.cut for speech in segment.speeches]


def languages_in(segments: Iterable[Segment]) -> list[Language]:
    """Every language that words are read in, in the whole or in a shorter form, each once, by its code."""
    said = (speech for segment in segments if not segment.cut for speech in (*segment.speeches, *segment.short))
    return sorted({speech.language for speech in said if speech.words})


def without(
    segments: Iterable[Segment],
    bulletins: Collection[int],
    *,
    texts: Collection[int] = (),
    pieces: Collection[int] = (),
) -> list[Segment]:
    """The segments without the lines of these bulletins, texts and pieces, and without what says nothing after that."""
    kept = []
    for segment in segments:
        if segment.text in texts or segment.piece in pieces:
            continue
        said, short = (_lines_without(part, bulletins) for part in (segment.speeches, segment.short))
        spoke = any(speech.words for speech in segment.speeches)
        if any(speech.words for speech in said) or not spoke:
            kept.append(replace(segment, speeches=said, short=short))
    return kept


def _lines_without(speeches: Iterable[Speech], bulletins: Collection[int]) -> tuple[Speech, ...]:
    return tuple(speech for speech in speeches if speech.bulletin not in bulletins)


def spoken_in(language: Language, speeches: Iterable[Speech]) -> Language:
    """The language of a script: its own as soon as anything is said in it, else Swahili."""
    return language if any(speech.words and speech.language is language for speech in speeches) else FLOOR


def _speeches(kept: Sequence[dict[str, Any]]) -> tuple[Speech, ...]:
    return tuple(Speech(**{**row, "language": Language(row["language"])}) for row in kept)
