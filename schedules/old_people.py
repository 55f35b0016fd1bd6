"""People who left long ago: the row goes, and the print stays that keeps everybody from putting them forward."""

from datetime import datetime, timedelta

from sqlalchemy import select

from domain import erasure
from domain.subscribers import Subscriber
from schedules.crew import Crew

MOST = 2000  # of one run


def forget(crew: Crew, now: datetime, period: timedelta) -> int:
    """Delete those who left before; returns how many. Each is a transaction: whoever joins again at that moment stays.

    Who cannot be opened with our keys stays, for no print could be made of them.
    """
    with crew.sessions() as session:
        gone = select(Subscriber.id).where(Subscriber.left_at < now - period).order_by(Subscriber.id).limit(MOST)
        found = session.scalars(gone).all()
    done = 0
    for subscriber_id in found:
        with crew.sessions.begin() as session:
            done += erasure.forget_left(session, crew.vault, subscriber_id, now - period)
    return done
