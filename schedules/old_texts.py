"""Single texts of long ago: rows without number or words, whose sums by month are kept (`domain.text_costs`)."""

from datetime import datetime, timedelta

from sqlalchemy import text

from domain import text_costs
from domain.hours import at_wall_time
from schedules.crew import Crew

SLICE, MOST_SLICES = 5000, 40

_FORGET = text("""
    DELETE FROM texts WHERE id IN (
        SELECT id FROM texts WHERE created_at < :before AND state NOT IN ('queued', 'sending')
        ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED)""")


def forget(crew: Crew, now: datetime, period: timedelta) -> int:
    """Delete those of months whose sums are kept; returns how many."""
    done = 0
    with crew.sessions() as session:
        kept = text_costs.kept_until(session)
    if kept is None:
        return 0
    before = min(now - period, at_wall_time(datetime.combine(kept, datetime.min.time())))
    for _ in range(MOST_SLICES):
        with crew.sessions.begin() as session:
            rows = session.connection().execute(_FORGET, {"before": before, "most": SLICE}).rowcount
        done += rows
        if rows < SLICE:
            break
    return done
