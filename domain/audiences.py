"""Whom a message is for, and how many people that is now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Label, and_, case, exists, func, literal, outerjoin, select
from sqlalchemy.orm import Session

from domain.areas import Gazetteer, county_of
from domain.chains import chain
from domain.deliveries import REACHED, Delivery
from domain.languages import Language
from domain.sender_blocks import SenderBlock
from domain.subscribers import Kind, Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The rule an approval binds. Empty `zones`, `kinds` or `languages` mean every one.

    `follows` is a bulletin that this one updates or takes back: then it is for whoever was sent that one or any of its
    chain, wherever they live now, and the rest says only what they are about. `neutral`: who lives in a border ward
    gets Swahili. `bound` and `bound_border` are the wards that an approval fixed it to; None: as the map has it now.
    """

    areas: tuple[str, ...]
    zones: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    languages: tuple[Language, ...] = ()
    follows: int | None = None
    neutral: bool = False
    bound: tuple[str, ...] | None = None
    bound_border: tuple[str, ...] | None = None

    def wards(self, places: Gazetteer) -> list[str]:
        """The wards of its areas that lie in its zones. A ward whose zone nobody has said is in none."""
        if self.bound is not None:
            return list(self.bound)
        wards = places.wards(self.areas)
        return [ward for ward in wards if places[ward].livelihood_zone in self.zones] if self.zones else wards

    def border(self, places: Gazetteer) -> list[str]:
        """The wards whose people get a neutral text; none unless it is one of peace."""
        if self.bound_border is not None:
            return list(self.bound_border)
        return places.border_wards if self.neutral else []

    @property
    def counties(self) -> list[str]:
        return sorted({county_of(area) for area in self.areas})


class Group(NamedTuple):
    """People who get the same text. `neutral`: they live at a border, and the message is one of peace."""

    language: Language
    kind: Kind = Kind.PERSON
    neutral: bool = False


def by_language(people: Mapping[Group, int]) -> dict[Language, int]:
    """The same people by the language they chose alone."""
    found: dict[Language, int] = {}
    for group, count in people.items():
        found[group.language] = found.get(group.language, 0) + count
    return found


def count(
    session: Session, audience: Audience, places: Gazetteer, now: datetime, sender: str | None = None
) -> dict[Group, int]:
    """How many people it reaches now. Each person once.

    With the `sender` it goes out as, those who blocked that one are left out.
    """
    group = _group(audience, places)
    rows = session.execute(
        select(*group, func.count())
        .where(*_those(session, audience, places, now), ~_has_blocked(sender))
        .group_by(*(column.name for column in group))
    )
    return {Group(language, kind, neutral): people for language, kind, neutral, people in rows}


class Survey(NamedTuple):
    """People of an audience: those it reaches, and those it does not because they pause or blocked the sender."""

    people: dict[Group, int]
    paused: int
    blocked: int


def survey(session: Session, audience: Audience, places: Gazetteer, now: datetime, sender: str | None) -> Survey:
    """All three in one walk over them: what a page asks while somebody types."""
    group, blocks = _group(audience, places), SenderBlock.subscriber_id.is_not(None)
    listens = Subscriber.left_at.is_(None) if audience.follows is not None else hears(now)
    counts = (
        func.count().filter(listens, ~blocks),
        func.count().filter(~listens),
        func.count().filter(listens, blocks),
    )
    # Joined, at most once a person: an EXISTS for each row of a county took three times as long.
    block = (SenderBlock.subscriber_id == Subscriber.id, SenderBlock.sender == (sender or ""))
    rows = session.execute(
        select(*group, *counts)
        .select_from(outerjoin(Subscriber, SenderBlock, and_(*block)))
        .where(Subscriber.left_at.is_(None), *_chosen(session, audience, places))
        .group_by(*(column.name for column in group))
    ).all()
    people = {Group(language, kind, neutral): reached for language, kind, neutral, reached, *_ in rows if reached}
    return Survey(people, sum(row[4] for row in rows), sum(row[5] for row in rows))


def count_by_county(
    session: Session, audience: Audience, places: Gazetteer, now: datetime, sender: str | None = None
) -> dict[str, dict[Group, int]]:
    """The same people by the county that pays for them: of the audience's the one they live in, else the first."""
    lives = func.split_part(Subscriber.wards[1], ".", 1)
    county = case((lives.in_(audience.counties), lives), else_=audience.counties[0]).label("county")
    group = _group(audience, places)
    rows = session.execute(
        select(county, *group, func.count())
        .where(*_those(session, audience, places, now), ~_has_blocked(sender))
        .group_by("county", *(column.name for column in group))
    )
    found: dict[str, dict[Group, int]] = {}
    for slug, language, kind, neutral, people in rows:
        found.setdefault(slug, {})[Group(language, kind, neutral)] = people
    return found


def hears(now: datetime) -> ColumnElement[bool]:
    """Has joined, not left, and does not pause."""
    pausing = Subscriber.paused_until.is_not(None) & (Subscriber.paused_until > now)
    return Subscriber.left_at.is_(None) & ~pausing


def _those(session: Session, audience: Audience, places: Gazetteer, now: datetime) -> tuple[ColumnElement[bool], ...]:
    # Who pauses since has the warning in hand: what corrects it goes to them all the same.
    listens = Subscriber.left_at.is_(None) if audience.follows is not None else hears(now)
    return (listens, *_chosen(session, audience, places))


def _chosen(session: Session, audience: Audience, places: Gazetteer) -> Iterable[ColumnElement[bool]]:
    if audience.follows is not None:
        any_of_it = Delivery.bulletin_id.in_([audience.follows, *chain(session, audience.follows)])
        yield exists().where(Delivery.subscriber_id == Subscriber.id, any_of_it, Delivery.state.in_(REACHED))
        return
    yield Subscriber.wards.overlap(audience.wards(places))
    if audience.kinds:
        yield Subscriber.kind.in_(audience.kinds)
    if audience.languages:
        yield Subscriber.language.in_(audience.languages)


def _group(audience: Audience, places: Gazetteer) -> tuple[Label[Any], Label[Any], Label[Any]]:
    neutral = Subscriber.wards.overlap(audience.border(places)) if audience.neutral else literal(False)
    return Subscriber.language.label("language"), Subscriber.kind.label("kind"), neutral.label("neutral")


def _has_blocked(sender: str | None) -> ColumnElement[bool]:
    # The account's own default name is kept as "".
    return exists().where(SenderBlock.subscriber_id == Subscriber.id, SenderBlock.sender == (sender or ""))
