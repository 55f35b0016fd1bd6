"""The form a station is written in: what was ticked and typed, kept as it was, and what it means."""

from dataclasses import dataclass, field, fields
from datetime import date, time

from werkzeug.datastructures import MultiDict

from bot.console.whole_numbers import whole
from domain.languages import Language
from domain.phones import NotAKenyanNumber, Phone
from domain.programmes import LISTENS_TO
from domain.refusals import Refusal
from domain.station_changes import Details
from domain.stations import SPOKEN, USUAL_SLOT, Station
from messages.compose import normalise
from messages.radio_timing import check_speed

MOST = 9999  # of what is chosen or counted here
SPEED = "speed_"  # begins the name of the field of each language's speed


@dataclass(frozen=True, slots=True, kw_only=True)
class StationForm:
    """Everything as the page sends it; `phone` is what is typed, never what is kept."""

    name: str = ""
    area: str = ""
    frequency: str = ""
    airs_on: str = ""
    airs_at: str = ""
    minutes: str = f"{USUAL_SLOT}"
    remarks: str = ""
    source: str = ""
    confirmed_on: str = ""
    phone: str = ""
    forget: str = ""
    counties: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    speeds: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, station: Station) -> "StationForm":
        """The station as it stands."""
        lines = ("name", "area", "frequency", "minutes", "remarks", "source")
        return cls(
            **{name: f"{getattr(station, name)}" for name in lines},
            airs_on="" if station.airs_on is None else f"{station.airs_on}",
            airs_at=f"{station.airs_at:%H:%M}" if station.airs_at else "",
            confirmed_on=f"{station.confirmed_on or ''}",
            counties=tuple(station.counties),
            languages=tuple(station.languages),
            speeds={language: f"{speed:g}" for language, speed in station.speeds.items()},
        )

    @classmethod
    def read(cls, posted: MultiDict[str, str]) -> "StationForm":
        """What was posted; nothing is judged yet."""
        several = ("counties", "languages", "speeds")
        once = [each.name for each in fields(cls) if each.name not in several]
        return cls(
            **{name: normalise(posted.get(name, "")) for name in once},
            counties=tuple(posted.getlist("counties")),
            languages=tuple(posted.getlist("languages")),
            speeds={each.value: posted.get(SPEED + each, "").strip() for each in SPOKEN},
        )

    def details(self) -> Details:
        """What is wanted. Raises `Refusal` for what cannot be read."""
        return Details(
            name=self.name,
            area=self.area,
            frequency=self.frequency,
            remarks=self.remarks,
            source=self.source,
            minutes=chosen(self.minutes),
            airs_on=chosen(self.airs_on) if self.airs_on else None,
            airs_at=hour(self.airs_at) if self.airs_at else None,
            confirmed_on=_day(self.confirmed_on) if self.confirmed_on else None,
            counties=_each(self.counties, tuple(LISTENS_TO)),
            languages=_each(self.languages, tuple(each.value for each in SPOKEN)),
            speeds={language: _speed(Language(language), typed) for language, typed in self.speeds.items() if typed},
        )

    def number(self) -> Phone | None:
        """The number that was typed, if one was. Raises `Refusal`."""
        try:
            return Phone.parse(self.phone) if self.phone else None
        except NotAKenyanNumber as fault:
            raise Refusal(str(fault)) from None


def hour(typed: str) -> time:
    """The hour as a browser or a person writes it. Raises `Refusal`."""
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Refusal("Give the hour as 09:30.") from None


def _each(ticked: tuple[str, ...], choices: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of the choices."""
    if not set(ticked) <= set(choices):
        raise Refusal("Something on this form cannot be read: choose again.")
    return tuple(choice for choice in choices if choice in ticked)


def chosen(typed: str) -> int:
    """One of a list of numbers. Raises `Refusal`."""
    number = whole(typed, MOST)
    if number is None:
        raise Refusal("Something on this form cannot be read: choose again.")
    return number


def _speed(language: Language, typed: str) -> float:
    speed = whole(typed, MOST)
    if speed is None:
        raise Refusal("Write a speed as a whole number, or leave it empty.")
    check_speed(language, speed)
    return speed


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal("Write a day as year-month-day, such as 2026-11-24.") from None
