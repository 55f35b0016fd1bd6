"""What came of a bulletin, counted once in a while and kept: a count over its people is too dear for every look."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import result_counts, veils
from domain.areas import Gazetteer
from domain.bulletins import Bulletin
from domain.db import Base
from domain.deliveries import State
from domain.refusals import Refusal
from domain.veils import Veil

# After its end: handsets that are on report within minutes, a network gives up on the others within two days.
COUNTED_AFTER = (timedelta(0), timedelta(hours=1), timedelta(hours=48))
NOT_AGAIN_WITHIN = timedelta(minutes=1)


class BulletinResults(Base):
    """The counts of one bulletin as of `counted_at`; never a number or a name of a person."""

    __tablename__ = "bulletin_results"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True)
    counted_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    forgotten_at: Mapped[datetime | None] = mapped_column(default=None)  # since when its deliveries go
    all_gone: Mapped[bool] = mapped_column(default=False, server_default="false")  # of them


def count(session: Session, bulletin: Bulletin, places: Gazetteer, now: datetime) -> None:
    """Count it and keep that in the place of the count before, unless its deliveries are gone by now."""
    kept = session.get(BulletinResults, bulletin.id)
    if kept is not None and kept.forgotten_at is not None:
        return
    counts = result_counts.counts(session, bulletin, places, now)
    fresh = {"counted_at": now, "counts": counts}
    session.execute(
        insert(BulletinResults)
        .values(bulletin_id=bulletin.id, **fresh)
        .on_conflict_do_update(index_elements=[BulletinResults.bulletin_id], set_=fresh)
    )


def owed(session: Session, now: datetime, *, most: int, but: Sequence[int] = ()) -> list[int]:
    """Bulletins that ended and were not counted since, nor as often after it as they should be; the newest end first.

    `but` those that are asked for already.
    """
    counted, ended = BulletinResults.counted_at, Bulletin.finished_at
    due = [and_(ended <= now - later, or_(counted.is_(None), counted < ended + later)) for later in COUNTED_AFTER]
    query = select(Bulletin.id).outerjoin(BulletinResults, BulletinResults.bulletin_id == Bulletin.id)
    return list(session.scalars(query.where(or_(*due), Bulletin.id.not_in(but)).order_by(ended.desc()).limit(most)))


def begin_to_forget(session: Session, ended_before: datetime, now: datetime) -> list[int]:
    """Bulletins whose deliveries are to go: those that ended before, and were counted for the last time after it; not
    while they are valid, for what takes one back goes to whoever has it.

    From this moment on they are counted no more, and what is kept of them stays as it is.
    """
    last = BulletinResults.counted_at >= Bulletin.finished_at + COUNTED_AFTER[-1]
    over = (Bulletin.finished_at < ended_before, Bulletin.expires_at < now)
    ended = select(Bulletin.id).where(*over, BulletinResults.bulletin_id == Bulletin.id)
    due = update(BulletinResults).where(BulletinResults.forgotten_at.is_(None), ended.where(last).exists())
    session.execute(due.values(forgotten_at=now), execution_options={"synchronize_session": False})
    going = (BulletinResults.forgotten_at.is_not(None), BulletinResults.all_gone.is_(False))
    return list(session.scalars(select(BulletinResults.bulletin_id).where(*going)))


def have_forgotten(session: Session, bulletins: Collection[int]) -> None:
    """Nothing of these was left."""
    session.execute(update(BulletinResults).where(BulletinResults.bulletin_id.in_(bulletins)).values(all_gone=True))


def check_may_ask(results: BulletinResults | None, bulletin: Bulletin, now: datetime) -> None:
    """Raise `Refusal` where there is nothing to count yet, or it was counted a moment ago."""
    if bulletin.started_at is None:
        raise Refusal("Nothing of it has been sent yet: there is nothing to count.")
    if results is not None and results.forgotten_at is not None:
        raise Refusal("What became of it for each person is deleted by now: these counts stay.")
    if results is not None and now - results.counted_at < NOT_AGAIN_WITHIN:
        raise Refusal("It was counted less than a minute ago.")


# The columns of a table of people, and the states of a delivery in each.
COLUMNS = {
    "delivered": (State.DELIVERED,),
    "on_its_way": (State.ACCEPTED, State.ON_NETWORK),
    "missed": (State.FAILED, State.REFUSED, State.NOT_SENT),
    "unknown": (State.UNKNOWN,),
}


def table(by_state: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int | Veil]]:
    """Rows of people by `COLUMNS`, as they may be shown. A person of two wards is in two rows; few have two, so they
    are taken to add up all the same."""
    return veils.table(
        {
            key: {column: sum(row.get(state, 0) for state in states) for column, states in COLUMNS.items()}
            for key, row in by_state.items()
        }
    )
