"""People who left long ago: the row goes, and the print stays that keeps everybody from putting them forward."""

from datetime import datetime, timedelta

from sqlalchemy import select

from domain import erasure
from domain.subscribers import Subscriber
from schedules.crew import Crew

PAGE, MOST = 500, 2000  # ids read at once, and people of one run


def forget(crew: Crew, now: datetime, period: timedelta) -> int:
    """Delete those who left before; returns how many. Each is a transaction: whoever joins again at that moment stays.

    Who cannot be opened with our keys stays, for no print could be made of them.
    """
    done = after = 0
    gone = select(Subscriber.id).where(Subscriber.left_at < now - period).order_by(Subscriber.id).limit(PAGE)
    while done < MOST:
        with crew.sessions() as session:
            found = session.scalars(gone.where(Subscriber.id > after)).all()
        if not found:
            break
        for after in found:
            with crew.sessions.begin() as session:
                done += erasure.forget_left(session, crew.vault, after, now - period)
    return done
