"""A script as it stands in the browser: its segments and lines as they were typed, none of it kept before it is saved.

Each segment says how many lines it has, so that the columns of a form can be told apart again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from werkzeug.datastructures import MultiDict

from bot.console.script_rows import Block, Row
from bot.console.whole_numbers import whole
from domain.languages import Language
from domain.refusals import Refusal
from domain.script_versions import ScriptVersion
from domain.segments import Part, Priority, Segment
from messages.radio_offers import Replacement
from messages.radio_timing import clock

OF_SEGMENT = ("origin", "title", "priority", "cut", "open", "size", "short")
OF_LINE = ("was", "speaker", "cue", "words", "seconds", "language")
MOST_SEGMENTS, MOST_SPEECHES, MOST_WORDS = 60, 300, 20_000  # of words: two hours and a half
MOST_LETTERS = 10 * MOST_WORDS


@dataclass(frozen=True, slots=True)
class ScriptForm:
    """`version` is the newest the officer knows of, `base` the one whose places the segments name.

    `lost` are offers that were taken in and may not be read any more: their segments are gone. `ticked` are the names
    of the doubts about its words that the officer has looked at.
    """

    version: int
    base: int
    blocks: tuple[Block, ...]
    lost: tuple[str, ...] = ()
    ticked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, version: ScriptVersion) -> "ScriptForm":
        """A version for the first look."""
        blocks = (Block.of(segment, str(place)) for place, segment in enumerate(version.segments))
        return cls(version.number, version.number, tuple(blocks))

    @classmethod
    def read(cls, form: "MultiDict[str, str]", origins: Mapping[str, Segment]) -> "ScriptForm":
        """What was posted. Raises `ValueError` or `KeyError` for a form that is not ours."""
        version, base = int(form["version"]), int(form["base"])
        found = list(_blocks(form, origins))
        lost = tuple(origin for origin, block in found if block is None)
        ticked = frozenset(form.getlist("shown")) if "sure" in form else frozenset()
        return cls(version, base, tuple(block for _, block in found if block is not None), lost, ticked)

    def segments(self, origins: Mapping[str, Segment]) -> list[Segment]:
        """What is to be kept, without segments that have no line. Raises `Refusal` where it is too much."""
        made = [block.segment(origins.get(block.origin)) for block in self.blocks]
        kept = [segment for segment in made if segment.speeches or segment.short]
        said = [speech for segment in kept for speech in (*segment.speeches, *segment.short)]
        words, letters = (sum(len(speech.words.split()) for speech in said), sum(len(speech.words) for speech in said))
        if len(kept) > MOST_SEGMENTS or len(said) > MOST_SPEECHES or words > MOST_WORDS or letters > MOST_LETTERS:
            raise Refusal(
                "A script has at most %(segments)s segments, %(speeches)s lines and %(words)s words.",
                segments=MOST_SEGMENTS,
                speeches=MOST_SPEECHES,
                words=MOST_WORDS,
            )
        return kept

    def standing(self, origins: Mapping[str, Segment]) -> list[Segment]:
        """What its segments came from."""
        return [origins[block.origin] for block in self.blocks if block.origin]

    @property
    def seconds(self) -> int:
        """How long all of it takes, as it is typed."""
        return round(sum(block.seconds for block in self.blocks if not block.cut))

    def starts(self) -> list[str]:
        """When each segment begins; "" for one that was cut."""
        found, at = [], 0.0
        for block in self.blocks:
            found.append("" if block.cut else clock(at))
            at += 0 if block.cut else block.seconds
        return found


def origins_of(base: ScriptVersion, offers: Mapping[str, Replacement]) -> dict[str, Segment]:
    """What a segment of the form may have come from."""
    places = {str(place): segment for place, segment in enumerate(base.segments)}
    return places | {key: offer.segment for key, offer in offers.items()}


def _blocks(form: "MultiDict[str, str]", origins: Mapping[str, Segment]) -> Iterator[tuple[str, Block | None]]:
    rows = iter(_rows(form))
    for origin, title, priority, cut, is_open, size, short in _columns(form, OF_SEGMENT):
        said, shorter = _take(rows, int(size)), _take(rows, int(short))
        if origin.startswith(("bulletin ", "text ", "piece ")) and origin not in origins:
            yield origin, None
            continue
        segment = origins[origin] if origin else None
        _check_places((*said, *shorter), segment)
        part = segment.part if segment else Part.OWN
        yield origin, Block(origin, part, title, Priority(int(priority)), cut == "1", said, shorter, is_open == "1")
    if next(rows, None) is not None:
        raise ValueError


def _rows(form: "MultiDict[str, str]") -> list[Row]:
    return [
        Row(was, speaker, cue, words, seconds, Language(of))
        for was, speaker, cue, words, seconds, of in _columns(form, OF_LINE)
    ]


def _columns(form: "MultiDict[str, str]", names: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(form.getlist(name) for name in names), strict=True))


def _take(rows: Iterator[Row], count: int) -> tuple[Row, ...]:
    taken = tuple(islice(rows, count))  # of fewer than none it raises `ValueError`
    if len(taken) != count:
        raise ValueError
    return taken


def _check_places(rows: Sequence[Row], origin: Segment | None) -> None:
    """Raise `ValueError` for a line that came from nowhere."""
    most = len(origin.speeches) + len(origin.short) if origin else 0
    if any(row.was and whole(row.was, most - 1) is None for row in rows):
        raise ValueError
