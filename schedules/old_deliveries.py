"""What became of old bulletins for each person. The counts stay: of the lists, and of what came of it."""

from datetime import datetime, timedelta

from sqlalchemy import text

from domain import results
from schedules.crew import Crew

PEOPLE = 5000  # whose rows go in one transaction

_LAST = text("SELECT coalesce(max(id), 0) FROM subscribers")
# By the deliveries' own key. What somebody holds is met by the next walk: it was found, though it did not go.
_FORGET = text("""
    WITH due AS MATERIALIZED (
        SELECT subscriber_id, bulletin_id FROM deliveries
        WHERE subscriber_id > :after AND subscriber_id <= :upto AND bulletin_id = ANY(:over)
    ), gone AS (
        DELETE FROM deliveries WHERE (subscriber_id, bulletin_id) IN (
            SELECT subscriber_id, bulletin_id FROM deliveries
            WHERE subscriber_id > :after AND subscriber_id <= :upto AND bulletin_id = ANY(:over)
            FOR UPDATE SKIP LOCKED)
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM gone)""")


def forget(crew: Crew, now: datetime, period: timedelta) -> int:
    """Delete those of bulletins that ended before; returns how many. Once a walk finds nothing of them it is done."""
    with crew.sessions.begin() as session:
        over, last = results.begin_to_forget(session, now - period, now), session.scalar(_LAST) or 0
    if not over:
        return 0
    found = done = 0
    for after in range(0, last, PEOPLE):
        with crew.sessions.begin() as session:
            slice_ = {"after": after, "upto": after + PEOPLE, "over": over}
            due, gone = session.execute(_FORGET, slice_).one()
            found, done = found + due, done + gone
    if not found:
        with crew.sessions.begin() as session:
            results.have_forgotten(session, over)
    return done
