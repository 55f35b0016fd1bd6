"""Asking again: only for what is queued, at the bulletin's own priority."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.batches import Batch, State
from domain.bulletins import Bulletin, Kind
from messages import waking
from messages.jobs import PRIORITY_PEACE, PRIORITY_WARNING
from tests.make import make_approved


def listed(session: Session, bulletin: Bulletin, state: State = State.QUEUED) -> int:
    batch = Batch(
        bulletin_id=bulletin.id, text_id=bulletin.texts[0].id, county="kitui", recipients=[], size=1, state=state
    )
    session.add(batch)
    session.flush()
    return batch.id


def test_each_queued_list_is_asked_for_at_the_priority_of_its_bulletin(session: Session, now: datetime) -> None:
    drought, peace = make_approved(session, now), make_approved(session, now, kind=Kind.PEACE)
    first, second = listed(session, drought), listed(session, peace)
    for state in (State.SENDING, State.DONE):
        listed(session, drought, state)

    waking.batches(session)

    rows = session.execute(text("SELECT (args->>'batch')::bigint, priority FROM procrastinate_jobs ORDER BY id"))
    assert [tuple(row) for row in rows] == [(first, PRIORITY_WARNING), (second, PRIORITY_PEACE)]
