"""A script made to fit a slot: what is left out first, and what is read in its shorter form."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.segments import Segment
from messages.radio_timing import USUAL, Pace


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
    raise NotImplementedError
