"""A script made to fit a slot: what is left out first, and what is read in its shorter form.

There is one list of cuts for a script, from the easiest to spare to the last resort, and a slot takes as many from its
beginning as it needs. So a longer slot never carries less than a shorter one, whatever the lengths are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.segments import Priority, Segment
from messages.radio_timing import USUAL, Pace

# Of which priority, and whether it is only shortened.
STEPS = (
    (Priority.LOW, False),
    (Priority.MIDDLE, True),
    (Priority.MIDDLE, False),
    (Priority.HIGH, True),
    (Priority.MUST, True),
    (Priority.HIGH, False),
)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A script as it is read in one slot: also the advice where to cut.

    `places` are the places in the script of what stands in it, `segments` those segments as they are read (a shortened
    one carries its shorter form as its speeches). `left_out` and `shortened` are places too, in the order of cutting;
    what an officer cut is in none of them. `seconds` is its running time; `over` are the seconds it is still too long,
    0 where it fits.
    """

    segments: Sequence[Segment]
    places: Sequence[int]
    left_out: Sequence[int]
    shortened: Sequence[int]
    seconds: int
    over: int


def fit(segments: Sequence[Segment], minutes: int, pace: Pace = USUAL) -> Fitted:
    """The script for a slot of so many minutes.

    In this order, each from the end of the script: LOW is left out; MIDDLE is read in its shorter form, then left out;
    HIGH is read in its shorter form, then MUST; HIGH is left out. MUST always stays, so that a script may be `over`. A
    cut that saves no time is not made.
    """
    brief = {place: pace.of(segment, short=True) for place, segment in enumerate(segments) if segment.short}
    lasting = {place: pace.of(segment) for place, segment in enumerate(segments) if not segment.cut}
    left_out: list[int] = []
    shortened: list[int] = []
    for place, shorter in _cuts(segments, list(lasting)):
        if round(sum(lasting.values())) <= minutes * 60:
            break
        if not shorter and lasting[place] > 0:
            del lasting[place]
            left_out.append(place)
        elif shorter and brief.get(place, lasting[place]) < lasting[place]:
            lasting[place] = brief[place]
            shortened.append(place)
    seconds = round(sum(lasting.values()))
    shortened = [place for place in shortened if place in lasting]
    return Fitted(
        segments=[_shorter(segments[place]) if place in shortened else segments[place] for place in lasting],
        places=list(lasting),
        left_out=left_out,
        shortened=shortened,
        seconds=seconds,
        over=max(0, seconds - minutes * 60),
    )


def _cuts(segments: Sequence[Segment], places: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Every cut there is, in the order of `fit`: the place, and whether it is only shortened."""
    for priority, shorter in STEPS:
        yield from ((place, shorter) for place in reversed(places) if segments[place].priority is priority)


def _shorter(segment: Segment) -> Segment:
    return replace(segment, speeches=segment.short, short=())
