"""Subscribers found by where they live and what they chose, newest first; never by what they told or wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from domain import audit
from domain.audiences import hears
from domain.audit import Audit
from domain.hours import at_wall_time
from domain.languages import Language
from domain.moments import day
from domain.officers import Officer
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscribers import Kind, Subscriber, find
from domain.vault import Vault

AT_ONCE = 20
MOST_COUNTED = 1000  # people: a count of all would walk over everybody for each page
MOST_LOOKED_UP = 30  # numbers a day by one officer, whose telephone rings no more often
LOOKED_UP = "looked up a number"


class Standing(StrEnum):
    """Whether bulletins reach somebody."""

    HEARS = "hears"
    PAUSES = "pauses"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Search:
    """People of any of these wards; None is everything, but for `standing`: all who have not left."""

    wards: tuple[str, ...]
    language: Language | None = None
    kind: Kind | None = None
    standing: Standing | None = None
    joined_since: date | None = None

    def conditions(self, now: datetime) -> list[ColumnElement[bool]]:
        found = [
            Subscriber.wards.overlap(list(self.wards)),
            self._standing(now),
            Subscriber.language == self.language if self.language else None,
            Subscriber.kind == self.kind if self.kind else None,
            Subscriber.joined_at >= at_wall_time(datetime.combine(self.joined_since, time()))
            if self.joined_since
            else None,
        ]
        return [condition for condition in found if condition is not None]

    def _standing(self, now: datetime) -> ColumnElement[bool]:
        if self.standing is Standing.LEFT:
            return Subscriber.left_at.is_not(None)
        if self.standing is Standing.PAUSES:
            return Subscriber.left_at.is_(None) & (Subscriber.paused_until > now)
        return hears(now) if self.standing is Standing.HEARS else Subscriber.left_at.is_(None)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of those found, newest first. `newer` and `older`: the ids its neighbours begin at, 0 where none are."""

    people: list[Subscriber]
    newer: int = 0
    older: int = 0


def standing(subscriber: Subscriber, now: datetime) -> Standing:
    """Of one person."""
    if not subscriber.active:
        return Standing.LEFT
    return Standing.PAUSES if subscriber.paused(now) else Standing.HEARS


def page(session: Session, search: Search, now: datetime, *, before: int = 0, after: int = 0) -> Slice:
    """The newest of them; those next older than the person `before`; or those next newer than the one `after`.

    By id, so that the thousandth page is found as quickly as the first.
    """
    query = select(Subscriber).where(*search.conditions(now)).limit(AT_ONCE + 1)
    if after:
        found = list(session.scalars(query.where(Subscriber.id > after).order_by(Subscriber.id)))
        people = found[:AT_ONCE][::-1]
        newer, older = len(found) > AT_ONCE, bool(people)
    else:
        here = query.where(Subscriber.id < before) if before else query
        found = list(session.scalars(here.order_by(Subscriber.id.desc())))
        people = found[:AT_ONCE]
        newer, older = before > 0, len(found) > AT_ONCE
    if not people:
        return Slice([])
    return Slice(people, people[0].id if newer else 0, people[-1].id if older else 0)


def count(session: Session, search: Search, now: datetime, first: Slice) -> int:
    """How many there are; one more than `MOST_COUNTED` stands for any number above it.

    `first` is the page that is shown: where it is the only one, nobody is looked for again.
    """
    if not (first.newer or first.older):
        return len(first.people)
    some = select(Subscriber.id).where(*search.conditions(now)).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def look_up(
    session: Session, vault: Vault, officer: Officer, phone: Phone, wards: Sequence[str], now: datetime
) -> Subscriber | None:
    """The subscriber of a number, also one who left, if they have one of these wards. Raises `Refusal`.

    Kept in the audit, without the number; by its lines of the day an officer may look up no more than so many.
    """
    session.get_one(Officer, officer.id, with_for_update={"key_share": True})  # of two at once the second waits here
    mine = (Audit.officer_id == officer.id, Audit.at >= day(now), Audit.what == LOOKED_UP)
    if (session.scalar(select(func.count(Audit.id)).where(*mine)) or 0) >= MOST_LOOKED_UP:
        raise Refusal("At most %(most)s numbers a day can be looked up: that was the last today.", most=MOST_LOOKED_UP)
    person = find(session, vault, phone)
    found = person if person and set(person.wards) & set(wards) else None
    subject = f"subscriber {found.id}" if found else "subscribers"
    audit.record(session, officer.id, LOOKED_UP, subject, now=now, found=found is not None)
    return found
