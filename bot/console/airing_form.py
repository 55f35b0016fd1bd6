"""The form a broadcast is noted with: what was typed, kept as it was, and what it means."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from werkzeug.datastructures import MultiDict

from bot.console.whole_numbers import whole
from domain.airings import Airing, Told
from domain.hours import at_wall_time, local
from domain.redaction import without_numbers
from domain.refusals import Refusal
from domain.scripts import Script
from domain.stations import Station
from messages.compose import normalise

MOST = 10**9 - 1  # of anything that is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringForm:
    """Everything as the page sends it; `of` is the number of the note that is corrected."""

    station: str = ""
    version: str = ""
    day: str = ""
    hour: str = ""
    minutes: str = ""
    calls: str = ""
    remarks: str = ""
    of: str = ""

    @classmethod
    def blank(cls, script: Script, station: Station, version: int, now: datetime) -> "AiringForm":
        """The station's slot in the week; today and no hour where that is still to come or not agreed."""
        slot = _slot(script, station)
        past = slot if slot and slot <= now else None
        return cls(
            station=f"{station.id}",
            version=f"{version}",
            day=f"{local(past or now).date()}",
            hour=f"{local(past):%H:%M}" if past else "",
            minutes=f"{station.minutes}" if slot else "",
        )

    @classmethod
    def of_airing(cls, airing: Airing) -> "AiringForm":
        """The note as it stands."""
        return cls(
            station=f"{airing.station_id}",
            version=f"{airing.version}",
            day=f"{local(airing.aired_at).date()}",
            hour=f"{local(airing.aired_at):%H:%M}",
            minutes=f"{airing.minutes}",
            calls="" if airing.calls is None else f"{airing.calls}",
            remarks=airing.remarks,
            of=f"{airing.id}",
        )

    @classmethod
    def read(cls, posted: MultiDict[str, str]) -> "AiringForm":
        """What was posted; nothing is judged yet."""
        return cls(**{name: posted.get(name, "").strip() for name in cls.__slots__})

    @property
    def corrects(self) -> int | None:
        """The number of the note that is corrected; None for a new one. Raises `Refusal`."""
        number = whole(self.of, MOST)
        if self.of and number is None:
            raise Refusal("Something on this form cannot be read: choose again.")
        return number

    def told(self) -> Told:
        """What is said by it, without the number of anybody who called. Raises `Refusal` for what cannot be read."""
        return Told(
            version=_number(self.version) or 0,
            aired_at=self._moment(),
            minutes=_number(self.minutes) or 0,
            calls=_number(self.calls),
            remarks=without_numbers(normalise(self.remarks)),
        )

    def _moment(self) -> datetime:
        try:
            return at_wall_time(datetime.combine(date.fromisoformat(self.day), time.fromisoformat(self.hour)))
        except ValueError:
            raise Refusal("Say when it was on air: the day and the hour.") from None


def _slot(script: Script, station: Station) -> datetime | None:
    """When the station has the script of that week on air; None where none is agreed."""
    if station.airs_on is None or station.airs_at is None:
        return None
    return at_wall_time(datetime.combine(script.week + timedelta(days=station.airs_on), station.airs_at))


def _number(typed: str) -> int | None:
    """The number that was typed; None for nothing."""
    number = whole(typed, MOST)
    if typed and number is None:
        raise Refusal("Minutes and calls are whole numbers.")
    return number
