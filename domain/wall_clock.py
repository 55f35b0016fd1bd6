"""Whether the clock on the wall is to be believed: a dead battery says 1970 or 2040, and a correction jumps.

What is due, what is too late and what is to be forgotten goes by it. So the last moment that was believed is kept, and
time that is not near it holds everything that sends or forgets, until a witness speaks for it: the provider, whose
answers carry its own time, or an administrator.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.heartbeats import WATCH, beat

APART = timedelta(minutes=1)  # between this machine and the database
BACK = timedelta(minutes=5)
# After a longer silence of worker and clock someone else must say what time it is. A provider does at once, so a
# power cut costs a second; and while none can be reached nothing could be sent anyway.
SILENCE = timedelta(hours=1)
AGREES = timedelta(minutes=2)  # of a witness: its time is in whole seconds and was some seconds under way

_LOOK = text("SELECT clock_timestamp(), (SELECT at FROM heartbeats WHERE process = :watch)")


class Doubt(StrEnum):
    """Why time is not believed."""

    APART = "apart"  # this machine and the database disagree
    BACK = "back"  # it is earlier than it was
    LEAP = "leap"  # it is much later than it was when we last looked
    STEP = "step"  # it jumped a moment ago, and what is told by age is not told rightly


def judge(now: datetime, database: datetime, believed: datetime | None) -> Doubt | None:
    """What speaks against `now`. `believed` is the last moment that was; None where there never was one."""
    if abs(now - database) > APART:
        return Doubt.APART
    if believed is None:
        return None
    if now < believed - BACK:
        return Doubt.BACK
    return Doubt.LEAP if now > believed + SILENCE else None


def doubt(session: Session, now: datetime) -> Doubt | None:
    """What speaks against the clock on the wall now."""
    database, believed = session.execute(_LOOK, {"watch": WATCH}).one()
    return judge(now, database, believed)


def doubt_shown(session: Session, now: datetime) -> Doubt | None:
    """The same for a page, which has no clock of its own to compare with the database's."""
    _, believed = session.execute(_LOOK, {"watch": WATCH}).one()
    return judge(now, now, believed)


def believe(session: Session, now: datetime) -> None:
    """Remember a moment that is beyond doubt, by itself or because a witness spoke for it."""
    beat(session, WATCH, now)


def agrees(now: datetime, told: datetime | None) -> bool:
    """Whether what somebody else's clock says speaks for ours."""
    return told is not None and abs(now - told) < AGREES
