"""The form a series is written in: what was ticked and typed, kept as it was, and what it means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from bot.console.bulletin_form import simplest
from domain import drafting
from domain.areas import Gazetteer, inside
from domain.audiences import Audience
from domain.bulletins import Kind
from domain.hours import local
from domain.languages import Language
from domain.recurrence import Rule
from domain.refusals import Refusal
from domain.series import Series
from domain.subscribers import Kind as Reader
from messages.compose import normalise

USUAL_HOUR = time(9, 30)
USUAL_LENGTH = timedelta(weeks=12)  # a season of rains
TICKED = ("areas", "zones", "languages", "versions", "weekdays", "months")
Choice = TypeVar("Choice", Kind, Reader, Language)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesForm:
    """Everything as the page sends it. `monthdays` are typed: "1, 15". `seen` is what the officer was looking at."""

    title: str = ""
    kind: str = Kind.PEACE.value
    areas: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    readers: str = ""
    languages: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    monthdays: str = ""
    months: tuple[str, ...] = ()
    hour: str = f"{USUAL_HOUR:%H:%M}"
    starts_on: str = ""
    ends_on: str = ""
    public: str = ""
    seen: str = ""

    @classmethod
    def blank(cls, now: datetime) -> "SeriesForm":
        """A new one: from tomorrow, for a season."""
        tomorrow = local(now).date() + timedelta(days=1)
        return cls(starts_on=f"{tomorrow}", ends_on=f"{tomorrow + USUAL_LENGTH}")

    @classmethod
    def of(cls, series: Series, seen: str = "") -> "SeriesForm":
        """The series as it stands."""
        return cls(
            title=series.title,
            kind=series.kind,
            areas=tuple(series.areas),
            zones=tuple(series.zones),
            readers="".join(series.audience_kinds[:1]),
            languages=tuple(series.audience_languages),
            versions=_words(series.versions),
            weekdays=_words(series.weekdays),
            monthdays=", ".join(_words(series.monthdays)),
            months=_words(series.months),
            hour=f"{series.hour:%H:%M}",
            starts_on=f"{series.starts_on}",
            ends_on=f"{series.ends_on}",
            public="on" if series.public else "",
            seen=seen,
        )

    @classmethod
    def read(cls, posted: MultiDict[str, str]) -> "SeriesForm":
        """What was posted; nothing is judged yet."""
        once = {field.name: normalise(posted.get(field.name, "")) for field in fields(cls) if field.name not in TICKED}
        return cls(**once, **{name: tuple(posted.getlist(name)) for name in TICKED})  # type: ignore[arg-type]

    def chosen_in(self, area: str) -> int:
        """How many ticks lie on this area or inside it."""
        return sum(inside(slug, area) for slug in self.areas)

    def rule(self) -> Rule:
        """When it comes. Raises `Refusal` for what cannot be read."""
        return Rule(
            hour=self._hour(),
            starts_on=_day(self.starts_on),
            ends_on=_day(self.ends_on),
            weekdays=_numbers(self.weekdays, 0, 6),
            monthdays=_numbers(re.findall(r"[^\s,;]+", self.monthdays), 1, 31),
            months=_every(_numbers(self.months, 1, 12), 12),
        )

    def audience(self, places: Gazetteer) -> Audience:
        """Whom it is for. Raises `Refusal`."""
        kind = _one_of(Kind, self.kind)
        return Audience(
            areas=tuple(simplest(self.areas, places)),
            zones=tuple(sorted(set(self.zones))),
            kinds=(_one_of(Reader, self.readers),) if self.readers else (),
            languages=_every(tuple(sorted({_one_of(Language, chosen) for chosen in self.languages})), len(Language)),
            neutral=kind is Kind.PEACE,
        )

    def version_ids(self) -> list[int]:
        """The library versions ticked, in the order of their turns. What is no number is none."""
        return [int(chosen) for chosen in dict.fromkeys(self.versions) if _is_number(chosen)]

    def write(self, series: Series, places: Gazetteer) -> None:
        """Put all of it into a series. Raises `Refusal`; the caller then rolls back."""
        rule, whom = self.rule(), self.audience(places)
        drafting.check_every_county(whom.zones, whom.areas, places)
        series.title, series.kind, series.public = self.title, _one_of(Kind, self.kind), bool(self.public)
        series.hour, series.starts_on, series.ends_on = rule.hour, rule.starts_on, rule.ends_on
        series.weekdays, series.monthdays, series.months = list(rule.weekdays), list(rule.monthdays), list(rule.months)
        series.areas, series.zones = list(whom.areas), list(whom.zones)
        series.audience_kinds, series.audience_languages = list(whom.kinds), list(whom.languages)
        series.versions = self.version_ids()

    def _hour(self) -> time:
        try:
            return time.fromisoformat(self.hour).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            raise Refusal("Give the hour as 09:30.") from None


def _words(numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(f"{number}" for number in numbers)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal("Give the first and the last day as 2026-11-24.") from None


def _numbers(typed: Iterable[str], least: int, most: int) -> tuple[int, ...]:
    found = tuple(sorted({_number(word) for word in typed}))
    if any(not least <= number <= most for number in found):
        raise Refusal("Give the days of the month as numbers from 1 to 31, such as 1, 15.")
    return found


def _number(word: str) -> int:
    if not _is_number(word):
        raise Refusal("Give the days of the month as numbers from 1 to 31, such as 1, 15.")
    return int(word)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 10


def _every(chosen: tuple[Item, ...], all_of_them: int) -> tuple[Item, ...]:
    """None is how a rule says all of them."""
    return () if len(chosen) == all_of_them else chosen


def _one_of(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise Refusal("Something on this form cannot be read: choose again.") from None
