"""A script made to fit a slot: what is left out first, and what is read in its shorter form.

Cuts are made in a fixed order until the script fits, and then given back as far as there is room, the most important
first: one long segment that had to go does not take the short ones before it along.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.segments import Priority, Segment
from messages.radio_timing import USUAL, Pace

# Of which priority, and whether it is only shortened.
STEPS = (
    (Priority.LOW, False),
    (Priority.MIDDLE, True),
    (Priority.MIDDLE, False),
    (Priority.HIGH, True),
    (Priority.HIGH, False),
    (Priority.MUST, True),
)


# How a segment is read, the fullest first; its lengths stand in this order.
WHOLE, SHORT, OUT = range(3)
Lengths = tuple[float, float, float]


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
    HIGH likewise; MUST is read in its shorter form, and always stays, so that a script may be `over`.
    """
    lasting = {place: _lengths(segment, pace) for place, segment in enumerate(segments) if not segment.cut}
    read = dict.fromkeys(lasting, WHOLE)
    made: list[tuple[int, int]] = []
    for place, form in _cuts(segments, list(lasting)):
        if _total(lasting, read) <= minutes * 60:
            break
        if lasting[place][form] < lasting[place][read[place]]:  # one that saves no time is not made
            read[place] = form
            made.append((place, form))
    for place, _ in reversed(made):
        _give_back(lasting, read, place, minutes * 60)
    return _fitted(segments, read, [place for place, _ in made], _total(lasting, read), minutes * 60)


def _lengths(segment: Segment, pace: Pace) -> Lengths:
    whole = pace.of(segment)
    return whole, pace.of(segment, short=True) if segment.short else whole, 0.0


def _total(lasting: Mapping[int, Lengths], read: Mapping[int, int]) -> int:
    return round(sum(lasting[place][form] for place, form in read.items()))


def _give_back(lasting: Mapping[int, Lengths], read: dict[int, int], place: int, seconds: int) -> None:
    """Read a segment as fully as there is room for."""
    for form in range(read[place]):
        fuller = {**read, place: form}
        if _total(lasting, fuller) <= seconds:
            read.update(fuller)
            return


def _fitted(
    segments: Sequence[Segment], read: Mapping[int, int], order: Sequence[int], total: int, seconds: int
) -> Fitted:
    cuts = list(dict.fromkeys(order))
    return Fitted(
        segments=[_shorter(segments[place]) if read[place] == SHORT else segments[place]
                  for place in read if read[place] != OUT],
        places=[place for place, form in read.items() if form != OUT],
        left_out=[place for place in cuts if read[place] == OUT],
        shortened=[place for place in cuts if read[place] == SHORT],
        seconds=total,
        over=max(0, total - seconds),
    )  # fmt: skip


def _cuts(segments: Sequence[Segment], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every cut there is, in the order of `fit`: the place, and how it is read then."""
    for priority, shorter in STEPS:
        form = SHORT if shorter else OUT
        yield from ((place, form) for place in reversed(places) if segments[place].priority is priority)


def _shorter(segment: Segment) -> Segment:
    return replace(segment, speeches=segment.short, short=())
