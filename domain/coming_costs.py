"""What the bulletins of the coming days will cost, as far as it is known: for whoever looks at the balance."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.batches import Batch
from domain.bulletins import Bulletin
from domain.life_cycle import State
from domain.recurrence import due_between
from domain.series import Series
from domain.series_life import State as SeriesState

WEEK = timedelta(days=7)
OWED = (State.APPROVED, State.SENDING, State.PAUSED)


def coming(session: Session, now: datetime, ahead: timedelta = WEEK) -> Decimal:
    """KES: what approvers were told of what leaves by then or is leaving, less what it has cost; each date of a series
    as much as its last one did. What nobody has approved or counted yet is not in it."""
    return _of_bulletins(session, now + ahead) + _of_series(session, now, now + ahead)


def _of_bulletins(session: Session, until: datetime) -> Decimal:
    spent = select(func.coalesce(func.sum(Batch.cost), 0)).where(Batch.bulletin_id == Bulletin.id).scalar_subquery()
    left = select(func.greatest(Bulletin.planned_cost - spent, 0)).where(
        Bulletin.state.in_(OWED), Bulletin.send_at <= until, ~Bulletin.training, Bulletin.planned_cost.is_not(None)
    )
    return sum(session.scalars(left), Decimal(0))


def _of_series(session: Session, now: datetime, until: datetime) -> Decimal:
    running = session.scalars(select(Series).where(Series.state == SeriesState.APPROVED)).all()
    dates = {series.id: len(due_between(series.rule, now, until)) for series in running}
    last = select(func.max(Bulletin.id)).where(Bulletin.series_id.in_(dates), Bulletin.finished_at.is_not(None))
    costs = session.execute(
        select(Bulletin.series_id, func.sum(Batch.cost))
        .join(Batch, Batch.bulletin_id == Bulletin.id)
        .where(Bulletin.id.in_(last.group_by(Bulletin.series_id)))
        .group_by(Bulletin.series_id)
    )
    return sum((dates[series] * cost for series, cost in costs if series), Decimal(0))
