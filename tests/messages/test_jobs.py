"""Work is handed over with the data it is about."""

from sqlalchemy import func, select, text

from domain.inbox import Callback, Kind, receive
from messages.jobs import Job, defer


def test_a_job_of_which_one_is_enough_is_not_added_twice_and_the_data_beside_it_stays(sessions, vault, now):
    for name in ("first", "second"):
        with sessions.begin() as session:
            receive(session, vault, provider="x", kind=Kind.DELIVERY, external_id=name, body=b"", now=now)
            defer(session, Job.FOLD_RECEIPTS, priority=1, once="fold")

    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Callback)) == 2
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 1
