"""A script made to fit a slot: what is left out first, and what is read in its shorter form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.segments import Priority, Segment
from messages.radio_timing import USUAL, Pace, running_time


@dataclass(frozen=True, slots=True)
class Fitted:
    """A script as it is read in one slot.

    `places` are the places in the script of what stands in it, `segments` those segments as they are read (a shortened
    one carries its shorter form as its speeches). `left_out` and `shortened` are places too, in the order of cutting.
    `over` are the seconds it is still too long, 0 where it fits.
    """

    segments: Sequence[Segment]
    places: Sequence[int]
    left_out: Sequence[int]
    shortened: Sequence[int]
    seconds: int
    over: int


def fit(segments: Sequence[Segment], minutes: int, pace: Pace = USUAL) -> Fitted:
    """The script for a slot of so many minutes."""
    read = {place: segment for place, segment in enumerate(segments) if not segment.cut}
    left_out, shortened = [], []
    for place in sorted(read, key=lambda place: (read[place].priority, place), reverse=True):
        if running_time(read.values(), pace) <= minutes * 60:
            break
        segment = read[place]
        if segment.short and pace.of(segment, short=True) < pace.of(segment):
            read[place] = replace(segment, speeches=segment.short)
            shortened.append(place)
        elif segment.priority is not Priority.MUST:
            del read[place]
            left_out.append(place)
    seconds = running_time(read.values(), pace)
    over = max(0, seconds - minutes * 60)
    return Fitted(list(read.values()), list(read), left_out, shortened, seconds, over)
