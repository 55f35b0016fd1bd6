"""What a script's file is made with besides the script: for whom, in which slot, and what is known on that day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.languages import Language
from domain.segments import Segment
from domain.stations import Station
from messages.radio_cuts import Fitted
from messages.radio_notes import Declared
from messages.radio_timing import USUAL, Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`county` and `names` (of officers, by id) are as people read them; `reader` is the language of all that is not
    spoken.

    `segments` are those that go to air; `fitted` is their cut for a slot of `minutes`, none: the whole. `shorter` is
    what still shorter slots leave out, by their minutes. `over` are the bulletins whose lines were left out.
    """

    county: str
    reader: Language
    segments: Sequence[Segment]
    names: Mapping[int, str] = field(default_factory=dict)
    valid_until: datetime | None = None
    station: Station | None = None
    minutes: int | None = None
    fitted: Fitted | None = None
    shorter: Mapping[int, Fitted] = field(default_factory=dict)
    pace: Pace = USUAL
    over: Collection[int] = ()
    declared: Sequence[Declared] = ()
    pronunciations: Sequence[tuple[str, str]] = ()

    @property
    def read(self) -> Sequence[Segment]:
        """The segments as this file has them."""
        return self.segments if self.fitted is None else self.fitted.segments

    @property
    def places(self) -> Sequence[int]:
        """Where each of those stands in `segments`."""
        return range(len(self.segments)) if self.fitted is None else self.fitted.places

    def seconds(self, *, whole: bool = False) -> float:
        """How long this file lasts on air, or all of the script."""
        return sum(self.pace.of(segment) for segment in (self.segments if whole else self.read))
