"""What came of a bulletin, counted when it ended and again when reports have come in; the console asks for more."""

from sqlalchemy import text

from domain import results
from domain.bulletins import Bulletin
from messages.jobs import Job, defer_count
from schedules.crew import Crew

AT_ONCE = 5  # bulletins asked for in a minute: after an upgrade all that were ever sent are owed a count
# One that failed too often is parked, and a person decides.
_HAVE_A_JOB = text("SELECT (args->>'bulletin')::bigint FROM procrastinate_jobs WHERE task_name = :job")


def ask_to_count(crew: Crew) -> None:
    """Ask the worker for the counts that are due now."""
    with crew.sessions.begin() as session:
        asked_for = session.scalars(_HAVE_A_JOB, {"job": Job.COUNT_RESULTS}).all()
        for bulletin in results.owed(session, crew.now(), most=AT_ONCE, but=asked_for):
            defer_count(session, bulletin)


def count_results(crew: Crew, bulletin_id: int) -> None:
    """Count one bulletin and keep that. Running it again counts again."""
    with crew.sessions.begin() as session:
        results.count(session, session.get_one(Bulletin, bulletin_id), crew.places, crew.now())
