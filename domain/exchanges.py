"""What one person wrote to us and what officers answered, as one exchange; and the list of all of them.

A person is a lookup of the inbox's own, which joins to nothing else. What came without a number is an exchange of its
own. An officer sees the messages of their counties and those of none (`replies.within`): of each person only these.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from domain.further_answers import FurtherAnswer
from domain.languages import Language
from domain.moments import day, hour
from domain.replies import Reply, Topic, within
from domain.sealed_columns import FURTHER_WORDS, REPLY_ANSWER
from domain.vault import Vault

AT_ONCE = 200  # messages of one exchange on its page: the newest
A_DAY = 20  # messages of one person in a day that are shown: whoever writes more is folded


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exchanges are listed: those with a message of this kind. `counties` None means all, of what is seen."""

    counties: set[str] | None
    topic: Topic | None = None
    county: str | None = None
    language: Language | None = None
    on_air: bool = False

    def seen(self, of: type[Reply] | AliasedClass[Reply]) -> ColumnElement[bool]:
        return within(self.counties, of)

    def asked(self, of: type[Reply] | AliasedClass[Reply]) -> list[ColumnElement[bool]]:
        found = [
            of.topic == self.topic if self.topic else None,
            of.county == self.county if self.county else None,
            of.language == self.language if self.language else None,
            of.piece_id.is_not(None) if self.on_air else None,
        ]
        return [condition for condition in found if condition is not None]


@dataclass(frozen=True, slots=True)
class Line:
    """One exchange in the list. `last` is the person's last message that is open, or their last at all; `since`: when
    the first that is open came, None where none is."""

    last: Reply
    open: int
    since: datetime | None


# A lookup has 16 bytes and an id 8, so no message without a number meets a person.
_WHOSE = func.coalesce(Reply.phone_lookup, func.int8send(Reply.id))


def listed(session: Session, wanted: Wanted, *, skip: int = 0, most: int = 25) -> list[Line]:
    """Those with open messages first, whoever waits longest at the head; then the answered ones, the newest first."""
    found = _open_ones(session, wanted, skip, most)
    if len(found) < most:
        passed = waiting(session, wanted)
        found += _answered_ones(session, wanted, max(skip - passed, 0), most - len(found))
    return found


def waiting(session: Session, wanted: Wanted) -> int:
    """How many people (or messages without a number) wait for an answer."""
    return session.scalar(select(func.count(_WHOSE.distinct())).where(*_open(wanted))) or 0


def waits_since(session: Session, wanted: Wanted) -> datetime | None:
    """When the oldest open message came; None where all are answered."""
    return session.scalar(select(func.min(Reply.received_at)).where(*_open(wanted)))


def marked(session: Session, lines: Sequence[Line], wanted: Wanted) -> set[int]:
    """The last messages of those exchanges in which something is marked for the radio."""
    people = {lookup: line.last.id for line in lines if (lookup := line.last.phone_lookup) is not None}
    rows = select(Reply.phone_lookup).where(
        Reply.phone_lookup.in_(people), Reply.piece_id.is_not(None), wanted.seen(Reply)
    )
    alone = {line.last.id for line in lines if line.last.piece_id is not None}
    return alone | {people[lookup] for lookup in session.scalars(rows.distinct()) if lookup}


def _open(wanted: Wanted) -> list[ColumnElement[bool]]:
    # Without words it is one of those that nobody answered for years.
    return [Reply.answered_at.is_(None), Reply.body_sealed.is_not(None), wanted.seen(Reply), *_matching(wanted)]


def _matching(wanted: Wanted) -> list[ColumnElement[bool]]:
    """That this message, or another that is seen of the same person, is as it was asked for."""
    if not wanted.asked(Reply):
        return []
    other = aliased(Reply)
    asked = (other.phone_lookup.is_not(None), wanted.seen(other), *wanted.asked(other))
    # One list of people for the whole page: to look for each by itself costs twenty times as much.
    alone = and_(Reply.phone_lookup.is_(None), *wanted.asked(Reply))
    return [or_(Reply.phone_lookup.in_(select(other.phone_lookup).where(*asked)), alone)]


def _open_ones(session: Session, wanted: Wanted, skip: int, most: int) -> list[Line]:
    first = func.min(Reply.received_at)
    query = select(func.max(Reply.id), func.count(), first).where(*_open(wanted)).group_by(_WHOSE)
    rows = session.execute(query.order_by(first, func.min(Reply.id)).offset(skip).limit(most)).all()
    by_id = {row.id: row for row in session.scalars(select(Reply).where(Reply.id.in_([last for last, *_ in rows])))}
    return [Line(by_id[last], count, since) for last, count, since in rows]


def _answered_ones(session: Session, wanted: Wanted, skip: int, most: int) -> list[Line]:
    """Walks the messages from the newest on and looks each person up: it stops as soon as the page is full."""
    other = aliased(Reply)
    later = or_(other.id > Reply.id, other.answered_at.is_(None))
    nothing_else = ~exists().where(other.phone_lookup == Reply.phone_lookup, wanted.seen(other), later)
    which = (Reply.answered_at.is_not(None), wanted.seen(Reply), nothing_else, *_matching(wanted))
    query = select(Reply).where(*which).order_by(Reply.id.desc()).offset(skip).limit(most)
    return [Line(row, 0, None) for row in session.scalars(query)]


@dataclass(frozen=True, slots=True)
class Given:
    """One text an officer wrote to the person. `to` are the messages it answers: none for one that was sent once more.

    `stands` is where it stands: in its hour, behind the message with this id.
    """

    kept: Reply | FurtherAnswer
    officer_id: int
    at: datetime
    stands: tuple[datetime, int, int]
    to: tuple[int, ...] = ()

    def words(self, vault: Vault) -> str:
        """What the officer wrote; "" once it is deleted. Raises `Unsealable`."""
        return (REPLY_ANSWER if isinstance(self.kept, Reply) else FURTHER_WORDS).read(vault, self.kept)


@dataclass(frozen=True, slots=True)
class Day:
    """What passed on one day in Nairobi, in order; `folded` are the messages beyond `A_DAY`, the oldest."""

    on: datetime
    passed: list[Reply | Given]
    folded: list[Reply] = field(default_factory=list)


def messages(session: Session, reply: Reply, counties: set[str] | None, most: int = AT_ONCE) -> list[Reply]:
    """The newest messages of this person that are seen, the oldest of them first."""
    if reply.phone_lookup is None:
        return [reply]
    query = select(Reply).where(Reply.phone_lookup == reply.phone_lookup, within(counties))
    newest = list(session.scalars(query.order_by(Reply.id.desc()).limit(most)))
    if reply.id not in [each.id for each in newest]:  # an address from long ago
        newest = [*newest[: most - 1], reply]
    return newest[::-1]


def days(session: Session, told: Sequence[Reply]) -> list[Day]:
    """These messages with what officers answered, day by day.

    Moments are cut to the hour soon after (`schedules.retention`), so within one the order is that of the ids.
    """
    passed: list[tuple[tuple[datetime, int, int], Reply | Given]] = [(_stands(reply), reply) for reply in told]
    passed += [(given.stands, given) for given in (*_answers(told), *_further(session, told))]
    passed.sort(key=lambda each: each[0])
    return [_day(on, [one for _, one in group]) for on, group in groupby(passed, key=lambda each: day(each[0][0]))]


def _stands(reply: Reply) -> tuple[datetime, int, int]:
    return hour(reply.received_at), reply.id, 0


def _day(on: datetime, passed: list[Reply | Given]) -> Day:
    told = [one for one in passed if isinstance(one, Reply)]
    folded = {reply.id for reply in told[:-A_DAY]}
    shown = [one for one in passed if isinstance(one, Given) or one.id not in folded]
    return Day(on, shown, told[:-A_DAY])


def _answers(told: Sequence[Reply]) -> list[Given]:
    """Each answer once, however many messages it settled."""
    found: dict[tuple[datetime, int], list[Reply]] = {}
    for reply in told:
        if reply.answered_at is not None and reply.answered_by is not None and reply.answer_sealed is not None:
            found.setdefault((reply.answered_at, reply.answered_by), []).append(reply)
    return [
        Given(of[-1], officer, at, (hour(at), of[-1].id, 1), tuple(reply.id for reply in of))
        for (at, officer), of in found.items()
    ]


def _further(session: Session, told: Sequence[Reply]) -> list[Given]:
    query = select(FurtherAnswer).where(FurtherAnswer.reply_id.in_([reply.id for reply in told]))
    return [
        Given(row, row.officer_id, row.sent_at, (hour(row.sent_at), row.reply_id, 1 + row.id))
        for row in session.scalars(query)
    ]
