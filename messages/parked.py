"""Engine jobs that failed to the last attempt: never dropped, shown until somebody tries them again or lets them go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, literal, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain import subscriber_imports
from domain.batches import Batch
from domain.batches import State as BatchState
from domain.bulletins import Bulletin
from domain.deliveries import Delivery
from domain.deliveries import State as DeliveryState
from domain.life_cycle import ON_THEIR_WAY
from domain.refusals import Refusal
from domain.subscriber_imports import State as ImportState
from domain.subscribers import Subscriber
from domain.texts import SingleText
from domain.texts import State as TextState
from messages.jobs import Job

SHOWN = 50
PUT_ASIDE = "put aside after its job had failed"

COUNT = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
LIST = text("""
    SELECT j.id, j.task_name, j.attempts, coalesce(b.bulletin_id, (j.args->>'bulletin')::bigint) AS bulletin_id,
        CASE b.state WHEN 'queued' THEN cardinality(b.recipients) ELSE 0 END AS people,
        (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) AS since
    FROM procrastinate_jobs j
    LEFT JOIN batches b ON j.task_name = 'send_batch' AND b.id = (j.args->>'batch')::bigint
    WHERE j.status = 'failed' ORDER BY j.id LIMIT :most""")
HOLD = text("SELECT task_name, args FROM procrastinate_jobs WHERE id = :job AND status = 'failed' FOR UPDATE")
PUT_BACK = text("SELECT procrastinate_retry_job_v2(:job, now(), NULL, NULL, NULL)")
FORGET = text("DELETE FROM procrastinate_jobs WHERE id = :job")


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked job. `people` are those of its list who still wait; `bulletin_id` is None where it is about none."""

    id: int
    task: str
    attempts: int
    bulletin_id: int | None
    people: int
    since: datetime | None


def count(session: Session) -> int:
    return session.scalar(COUNT) or 0


def parked(session: Session) -> list[Parked]:
    """The oldest of them."""
    return [Parked(*row) for row in session.execute(LIST, {"most": SHOWN})]


def put_back(session: Session, job: int) -> None:
    """Let the worker do it again; where another of its kind waits already, that one is enough."""
    try:
        with session.begin_nested():
            session.execute(PUT_BACK, {"job": job})
    except IntegrityError:
        session.execute(FORGET, {"job": job})


def try_again(session: Session, job: int) -> None:
    """One more attempt. Raises `Refusal` when somebody else decided already."""
    _held(session, job)
    put_back(session, job)


def put_aside(session: Session, job: int, now: datetime) -> None:
    """Let it go: whoever it owed a message is counted as not sent. Raises `Refusal`."""
    task, arguments = _held(session, job)
    if task == Job.SEND_BATCH:
        _close_batch(session, arguments["batch"], now)
    elif task == Job.SEND_TEXT:
        _close_text(session, arguments["text"], now)
    elif task == Job.JOIN_IMPORT:
        _end_import(session, arguments["list_id"], now)
    elif task == Job.FAN_OUT:
        bulletin = session.get(Bulletin, arguments["bulletin"])
        if bulletin is not None and bulletin.state in ON_THEIR_WAY:
            raise Refusal("Its lists are not all drawn up: try it again, or stop the bulletin first.")
    session.execute(FORGET, {"job": job})


def _held(session: Session, job: int) -> tuple[str, dict[str, int]]:
    row = session.execute(HOLD, {"job": job}).one_or_none()
    if row is None:
        raise Refusal("It is not parked any more: somebody tried it again or put it aside.")
    return row.task_name, row.args


def _close_batch(session: Session, batch_id: int, now: datetime) -> None:
    """End a queued list; one that is under way or done is left to whoever has it."""
    batch = session.scalar(
        select(Batch).where(Batch.id == batch_id, Batch.state == BatchState.QUEUED).with_for_update()
    )
    if batch is None:
        return
    if not batch.second:  # on a second try they are counted as unknown already
        batch.not_sent += len(batch.recipients)
        people = select(
            Subscriber.id, literal(batch.bulletin_id), literal(batch.id), literal(DeliveryState.NOT_SENT),
            literal(batch.provider or ""), literal(now), literal(PUT_ASIDE),
        ).where(Subscriber.id.in_(batch.recipients))  # fmt: skip
        columns = ["subscriber_id", "bulletin_id", "batch_id", "state", "provider", "at", "reason"]
        session.execute(insert(Delivery).from_select(columns, people, include_defaults=False))
    batch.recipients, batch.state, batch.finished_at, batch.reason = [], BatchState.DONE, now, PUT_ASIDE


def _end_import(session: Session, list_id: int, now: datetime) -> None:
    """A list of people stops where it stands, and its numbers go."""
    row = subscriber_imports.held(session, list_id)
    if row is not None and row.state is ImportState.JOINING:
        row.finish(now)


def _close_text(session: Session, text_id: int, now: datetime) -> None:
    single = session.get(SingleText, text_id, with_for_update=True)
    if single is not None and single.state is TextState.QUEUED:
        single.fault = PUT_ASIDE
        single.settle(TextState.NOT_SENT, now)
