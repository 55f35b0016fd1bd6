"""What people on the lists of a bulletin still wait for, and of how many nobody can say whether they got it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.batches import HELD_BY_BUDGET, HELD_LOST_KEY, HELD_NO_PROVIDER, Batch, State
from domain.bulletins import Bulletin
from domain.texts import SingleText
from domain.texts import State as TextState

# A single text is about something a person waits for now: after a day nobody asks any more whether it came.
LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holds:
    """Counts of people. `by_budget` is by the county whose money of the day is spent.

    `lost_key` are those whose numbers our keys do not open.
    `in_hand` are with a provider at this moment; `second` are sent to once more, or about to be.
    """

    by_budget: Mapping[str, int] = field(default_factory=dict)
    no_provider: int = 0
    lost_key: int = 0
    second: int = 0
    in_hand: int = 0


def holds(session: Session, bulletin_id: int) -> Holds:
    """Why the people of one bulletin who wait do so: a sum over its unfinished batches."""
    rows = session.execute(
        select(Batch.state, Batch.reason, Batch.county, Batch.second, func.sum(func.cardinality(Batch.recipients)))
        .where(Batch.bulletin_id == bulletin_id, Batch.state != State.DONE)
        .group_by(Batch.state, Batch.reason, Batch.county, Batch.second)
    ).all()
    # On a second try they are counted among the unknown, no more among those who wait.
    queued = [
        (why, county, people) for state, why, county, second, people in rows if state is State.QUEUED and not second
    ]
    by_budget: dict[str, int] = {}
    for reason, county, people in queued:
        if reason == HELD_BY_BUDGET:
            by_budget[county] = by_budget.get(county, 0) + people
    return Holds(
        by_budget,
        no_provider=sum(people for reason, _, people in queued if reason == HELD_NO_PROVIDER),
        lost_key=sum(people for reason, _, people in queued if reason == HELD_LOST_KEY),
        second=sum(people for *_, second, people in rows if second),
        in_hand=sum(people for state, *_, people in rows if state is State.SENDING),
    )


def unknowns(session: Session, now: datetime) -> tuple[int, int]:
    """Of how many nobody can say: people of bulletins that are still true, and single texts of the last day."""
    people = select(func.coalesce(func.sum(Batch.unknown), 0)).join(Bulletin, Bulletin.id == Batch.bulletin_id)
    texts = select(func.count()).where(SingleText.state == TextState.UNKNOWN, SingleText.created_at > now - LATELY)
    return session.scalars(people.where(Bulletin.expires_at > now)).one(), session.scalars(texts).one()
