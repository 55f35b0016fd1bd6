"""What one person was sent lately: the bulletins and what became of each for them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.bulletins import Bulletin
from domain.deliveries import Delivery, State

MOST = 10


class Sent(NamedTuple):
    """`at` is when its state was last heard of."""

    bulletin_id: int
    title: str
    state: State
    at: datetime


def of(session: Session, subscriber_id: int) -> list[Sent]:
    """The newest first."""
    query = select(Bulletin.id, Bulletin.title, Delivery.state, Delivery.at)
    query = query.join(Bulletin, Bulletin.id == Delivery.bulletin_id).where(Delivery.subscriber_id == subscriber_id)
    return [Sent(*row) for row in session.execute(query.order_by(Delivery.at.desc()).limit(MOST))]
