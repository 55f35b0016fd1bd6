"""How many reports are open: what the desk shows above its list, whatever part of it is looked at."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.incidents import Incident, open_in
from domain.officers import Officer
from domain.triage import LEVELS, Level


class Tally(NamedTuple):
    """How many are open, by level, and of all of them: nobody has taken up, overdue, assigned to one officer.

    `waiting_since` is when the oldest that nobody took up came, `late_since` by when the latest should have moved.
    """

    by_level: dict[Level, int]
    waiting: int
    late: int
    mine: int
    waiting_since: datetime | None = None
    late_since: datetime | None = None

    @property
    def open(self) -> int:
        return sum(self.by_level.values())


def tally(session: Session, counties: set[str] | None, officer: Officer, now: datetime) -> Tally:
    """What is open in these counties, counted in one look."""
    waiting, late = Incident.taken_up_at.is_(None), Incident.due_at < now
    counted = [func.count().filter(which) for which in (waiting, late, Incident.assigned_to == officer.id)]
    oldest = (func.min(Incident.opened_at).filter(waiting), func.min(Incident.due_at).filter(late))
    query = select(Incident.level, func.count(), *counted, *oldest).where(*open_in(counties)).group_by(Incident.level)
    rows = [tuple(row) for row in session.execute(query)]
    found = {level: number for level, number, *_ in rows}
    untaken, overdue, mine = (sum(row[place] for row in rows) for place in (2, 3, 4))
    came, due = (min((row[place] for row in rows if row[place]), default=None) for place in (5, 6))
    return Tally({level: found.get(level, 0) for level in LEVELS}, untaken, overdue, mine, came, due)
