"""What must be true before people are warned for real: one rule for each line of the go-live page.

Three people can run a county (one writes, one approves, one handles reports), but nobody alone: whoever approves or
signs is another than one who writes, and what leaves at night needs two who approve.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain import helplines
from domain.bulletins import Kind
from domain.confirmations import Confirmation
from domain.hours import local
from domain.languages import FLOOR, Language
from domain.officers import Officer, Role
from domain.programmes import LISTENS_TO
from domain.second_factors import NEEDED_BY
from domain.senders import Sender, SenderClass, Use


class Standing(StrEnum):
    DONE = "done"
    MISSING = "missing"
    AGAIN = "again"  # it was done so long ago that somebody should look once more


class Need(StrEnum):
    """One thing that must be true; of some there is a line for each county, operator, language or number."""

    WARNING_NAME = "warning name"
    PEACE_NAME = "peace name"
    SHORT_CODE = "short code"
    ZERO_RATED = "zero-rated"
    REAL_TEST = "real test"
    REGISTRATION = "registration"
    WRITER = "writer"
    APPROVER = "approver"
    NIGHT_APPROVER = "night approver"
    REVIEWER = "reviewer"
    ROSTER = "roster"
    PROTECTION = "protection"
    ZONES = "zones"
    SECOND_FACTOR = "second factor"
    HELPLINE = "helpline"
    WORDS = "words"
    ALIVE = "alive"
    BACKUP = "backup"


# What only a person can say, and after how long they should look again. A certificate of registration is valid for two
# years (Data Protection (Registration of Data Controllers and Data Processors) Regulations, 2021).
CONFIRMED: dict[Need, timedelta | None] = {
    Need.ZERO_RATED: None,
    Need.REAL_TEST: None,
    Need.REGISTRATION: timedelta(days=730),
    Need.HELPLINE: timedelta(days=180),
}
HELPLINES = (
    *(*helplines.POLICE, *helplines.RED_CROSS, *helplines.SEXUAL_VIOLENCE, *helplines.CHILDREN),
    *(*helplines.WILDLIFE, *helplines.PEACE_SMS),
)


class Line(NamedTuple):
    """One line. `about` is its operator, number, language, kind or process; `lacking` how many are not there.

    `said` is what somebody said of it last; `who` are the officers it lacks something of.
    """

    need: Need
    standing: Standing
    county: str = ""
    about: str = ""
    lacking: int = 0
    said: Confirmation | None = None
    who: tuple[Officer, ...] = ()

    @property
    def what(self) -> str:
        """What a confirmation of it is called."""
        return f"{self.need} {self.about}".strip()

    @property
    def done(self) -> bool:
        return self.standing is Standing.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known now. `gaps`: hours without anybody on the roster of the coming week, by county; `unzoned`: wards
    without a livelihood zone; `unsigned`: sentences of class A; `said`: the newest confirmation of each thing."""

    senders: Mapping[Use, Sender]
    officers: Sequence[Officer]
    with_second_factor: Collection[int]
    gaps: Mapping[str, int]
    unzoned: Mapping[str, int]
    unsigned: Mapping[Language, int]
    alive: Mapping[str, bool]
    operators: Sequence[str]
    said: Mapping[str, Confirmation]
    backed_up: bool  # within two days, and it came back


def lines(facts: Facts, now: datetime) -> list[Line]:
    """Every line in the order of the page, whether it is done or not."""
    on = local(now).date()
    staffed = (line for county in facts.gaps for line in _of_county(facts, county, on))
    return [
        *_senders(facts),
        *(_said(facts, Need.ZERO_RATED, operator, now) for operator in facts.operators),
        *(_said(facts, Need.REAL_TEST, operator, now) for operator in facts.operators),
        _said(facts, Need.REGISTRATION, "", now),
        *staffed,
        _secured(facts, on),
        *(_said(facts, Need.HELPLINE, number, now) for number in HELPLINES),
        *(_counted(Need.WORDS, left, about=language) for language, left in facts.unsigned.items()),
        *(_held(Need.ALIVE, alive, about=process) for process, alive in facts.alive.items()),
        _held(Need.BACKUP, facts.backed_up),
    ]


def missing(found: Iterable[Line]) -> int:
    """How many are not done; what should be looked at again is not."""
    return sum(not line.done for line in found)


def _held(need: Need, is_so: bool, *, county: str = "", about: str = "") -> Line:
    return Line(need, Standing.DONE if is_so else Standing.MISSING, county, about)


def _counted(need: Need, lacking: int, *, county: str = "", about: str = "") -> Line:
    return _held(need, not lacking, county=county, about=about)._replace(lacking=lacking)


def _said(facts: Facts, need: Need, about: str, now: datetime) -> Line:
    line = Line(need, Standing.MISSING, about=about)
    said, lasts = facts.said.get(line.what), CONFIRMED[need]
    if said is None or not said.value:
        return line._replace(said=said)
    stale = lasts is not None and now - said.at > lasts
    return line._replace(said=said, standing=Standing.AGAIN if stale else Standing.DONE)


def _senders(facts: Facts) -> Iterator[Line]:
    """Each name of the kind that operators treat as its messages need; with one name for both, who blocks peace
    messages at the operator blocks the warnings too."""
    for need, use, registered_as in (
        (Need.WARNING_NAME, Use.WARNINGS, SenderClass.TRANSACTIONAL),
        (Need.PEACE_NAME, Use.PEACE, SenderClass.PROMOTIONAL),
        (Need.SHORT_CODE, Use.REPLIES, SenderClass.SHORT_CODE),
    ):
        sender = facts.senders.get(use)
        # 00000 stands for a code that is not there yet (docs/install.md).
        name = (sender.name or "").strip("0") if sender and sender.sender_class is registered_as else ""
        yield _held(need, bool(name))


def _of_county(facts: Facts, county: str, on: date) -> Iterator[Line]:
    def holders(role: Role, **narrowed: Language | str) -> list[Officer]:
        return [each for each in facts.officers if each.may(role, on, county=county, **narrowed)]  # type: ignore[arg-type]

    writers = holders(Role.OFFICER)
    of_drought = holders(Role.APPROVER, kind=Kind.DROUGHT)
    yield _held(Need.WRITER, bool(writers), county=county)
    for kind in (Kind.DROUGHT, Kind.PEACE):
        apart = _others(holders(Role.APPROVER, kind=kind), writers)
        yield _held(Need.APPROVER, apart > 0, county=county, about=kind)
    yield _held(Need.NIGHT_APPROVER, _others(of_drought, writers) > 1, county=county)
    for language in sorted(LISTENS_TO.get(county, (FLOOR,)), key=lambda language: language is not FLOOR):
        apart = _others(holders(Role.REVIEWER, language=language), writers)
        yield _held(Need.REVIEWER, apart > 0, county=county, about=language)
    yield _counted(Need.ROSTER, facts.gaps[county], county=county)
    yield _held(Need.PROTECTION, bool(holders(Role.PROTECTION)), county=county)
    yield _counted(Need.ZONES, facts.unzoned[county], county=county)


def _others(holders: Sequence[Officer], writers: Sequence[Officer]) -> int:
    """How many there are besides the one who writes, whichever of the writers that is for the best."""
    return max((sum(each.id != writer.id for each in holders) for writer in writers), default=len(holders))


def _secured(facts: Facts, on: date) -> Line:
    asked = [each for each in facts.officers if each.roles(on) & NEEDED_BY]
    lacking = tuple(each for each in asked if each.id not in facts.with_second_factor)
    return _counted(Need.SECOND_FACTOR, len(lacking))._replace(who=lacking)
