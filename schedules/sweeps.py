"""What a process that died leaves behind is found here, by state and age, and brought to an end or back to work."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import select, text, update

from domain.batches import HELD_NO_PROVIDER, Batch
from domain.batches import State as BatchState
from domain.bulletins import SECOND_TRY_AFTER, Bulletin, Kind
from domain.life_cycle import ON_THEIR_WAY
from domain.texts import SingleText
from domain.texts import State as TextState
from messages import waking
from messages.jobs import PRIORITY_REPLY, Job, defer, defer_batches, priority_of
from schedules import routing
from schedules.crew import Crew
from schedules.dispatch import expire, finish
from schedules.outcomes import SILENT_DEATH, abandon

log = logging.getLogger(__name__)

# Longer than the longest call a provider is given (60 s, 120 s for Twilio's list) and the wait for a database that is
# away: older than this, whoever claimed it is dead.
LONGEST_CALL = timedelta(minutes=5)

# Left without a job, as when one was lost by hand. One that failed too often is parked, not lost: a person decides.
# NOT IN, for it is hashed whatever the planner believes of the tables: as NOT EXISTS it took 14 s with 10,000 lists.
_HAVE_A_JOB = """
    SELECT (args->>'{0}')::bigint FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing', 'failed') AND task_name = '{1}'"""
ORPHANED_BATCHES = text(f"""
    SELECT b.id, n.kind, b.reason FROM batches b JOIN bulletins n ON n.id = b.bulletin_id
    WHERE b.state = 'queued' AND n.state = 'sending' AND (b.reason <> :held OR :one_works)
        AND b.id NOT IN ({_HAVE_A_JOB.format("batch", Job.SEND_BATCH)})""")  # noqa: S608  our own words
ORPHANED_LISTINGS = text(f"""
    SELECT id FROM bulletins WHERE state = 'sending' AND NOT all_listed
        AND id NOT IN ({_HAVE_A_JOB.format("bulletin", Job.FAN_OUT)})""")  # noqa: S608
ORPHANED_TEXTS = text(f"""
    SELECT id FROM texts WHERE state = 'queued'
        AND id NOT IN ({_HAVE_A_JOB.format("text", Job.SEND_TEXT)})""")  # noqa: S608

OVER = text("""
    SELECT id FROM bulletins n WHERE state IN ('sending', 'paused') AND expires_at <= :now AND (
        NOT all_listed OR EXISTS (
            SELECT 1 FROM batches WHERE bulletin_id = n.id AND state = 'queued' AND NOT second))""")
# By pages: whoever sends waits for the lists that are held here, and 10,000 in one transaction took 45 s.
GIVE_UP = text("""
    UPDATE batches b SET recipients = '{}', state = 'done', finished_at = :now, reason = p.state,
        skipped = skipped + CASE WHEN second THEN 0 ELSE cardinality(recipients) END
    FROM (
        SELECT b.id, n.state FROM batches b JOIN bulletins n ON n.id = b.bulletin_id
        WHERE b.state = 'queued' AND (n.state NOT IN ('sending', 'paused') OR b.second AND n.expires_at <= :now)
        ORDER BY b.id LIMIT 200 FOR UPDATE OF b SKIP LOCKED
    ) p WHERE b.id = p.id RETURNING b.id""")

# Lists in the order of their ids, as whoever folds reports takes them. Whom a report has settled meanwhile is left out
# here and, should it come later, at the claim.
SECOND_TRIES = text("""
    UPDATE batches b SET state = 'queued', second = true, doubtful = '{}', recipients = ARRAY(
        SELECT d.subscriber_id FROM deliveries d
        WHERE d.bulletin_id = b.bulletin_id AND d.subscriber_id = ANY(b.doubtful)
            AND d.state = 'unknown' AND d.provider_id IS NULL ORDER BY 1)
    FROM (
        SELECT b.id, n.kind FROM batches b JOIN bulletins n ON n.id = b.bulletin_id
        WHERE n.state = 'sending' AND n.expires_at > :now
            AND b.doubtful <> '{}' AND b.state = 'done' AND b.finished_at <= :since
        ORDER BY b.id FOR NO KEY UPDATE OF b
    ) o WHERE o.id = b.id RETURNING b.id, o.kind""")
# Over, or reports have settled everybody.
NO_SECOND_TRY = text("""
    UPDATE batches b SET doubtful = '{}' FROM (
        SELECT b.id FROM batches b JOIN bulletins n ON n.id = b.bulletin_id
        WHERE b.doubtful <> '{}'
            AND (n.state NOT IN ('sending', 'paused') OR n.expires_at <= :now OR b.unknown = 0)
        ORDER BY b.id FOR NO KEY UPDATE OF b
    ) o WHERE o.id = b.id""")
# A worker that shows life to the database keeps what it carries, whatever its own clock says.
IN_HAND = text("""
    SELECT (j.args->>'batch')::bigint FROM procrastinate_jobs j JOIN procrastinate_workers w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND j.task_name = 'send_batch' AND w.last_heartbeat > now() - interval '10 s'""")


def sweep(crew: Crew) -> None:
    """Everything that can be left behind, each kind by itself."""
    for each in (_abandoned_batches, _abandoned_texts, _overdue, _second_tries, _orphans, _open_bulletins):
        _guarded(each.__name__, partial(each, crew))


def _guarded(what: str, act: Callable[[], None]) -> None:
    """Do it; a fault is logged and tried again by the next sweep, and holds back nothing behind it."""
    try:
        act()
    except Exception:
        log.exception("the sweep could not finish: %s", what)


def _abandoned_batches(crew: Crew) -> None:
    """*Unknown* for every batch whose worker died between its claim and its result."""
    dead = select(Batch.id).where(Batch.state == BatchState.SENDING, Batch.claimed_at < crew.now() - LONGEST_CALL)
    with crew.sessions() as session:
        stranded = set(session.scalars(dead)) - set(session.scalars(IN_HAND))
    for batch_id in sorted(stranded):
        _guarded(f"batch {batch_id}", partial(_abandon, crew, batch_id))


def _abandon(crew: Crew, batch_id: int) -> None:
    now = crew.now()
    with crew.sessions.begin() as session:
        batch = session.scalar(select(Batch).where(Batch.id == batch_id).with_for_update(skip_locked=True))
        if batch and batch.state is BatchState.SENDING and batch.claimed_at and batch.claimed_at < now - LONGEST_CALL:
            kind = session.get_one(Bulletin, batch.bulletin_id).kind
            abandon(session, batch, kind.second_try, now)
            log.warning("batch %d was left by a worker that died: its recipients are unknown", batch_id)


def _abandoned_texts(crew: Crew) -> None:
    now = crew.now()
    with crew.sessions.begin() as session:
        session.execute(
            update(SingleText)
            .where(SingleText.state == TextState.SENDING, SingleText.claimed_at < now - LONGEST_CALL)
            .values(state=TextState.UNKNOWN, settled_at=now, fault=SILENT_DEATH)
        )


def _overdue(crew: Crew) -> None:
    """End what has expired on its way, and give up the lists of whatever is over: expired, or cancelled."""
    now = crew.now()
    with crew.sessions.begin() as session:
        for bulletin_id in session.scalars(OVER, {"now": now}).all():
            expire(session, bulletin_id, now)
    more = True
    while more:
        with crew.sessions.begin() as session:
            more = bool(session.execute(GIVE_UP, {"now": now}).all())


def _second_tries(crew: Crew) -> None:
    """Send a warning once more to those of whom, after a stated wait, still nobody can say whether they have it."""
    now = crew.now()
    with crew.sessions.begin() as session:
        session.execute(NO_SECOND_TRY, {"now": now})
    with crew.sessions.begin() as session:
        for batch_id, kind in session.execute(SECOND_TRIES, {"now": now, "since": now - SECOND_TRY_AFTER}).all():
            defer_batches(session, [batch_id], priority=priority_of(Kind(kind)))


def _orphans(crew: Crew) -> None:
    with crew.sessions.begin() as session:
        one_works = routing.choose(session, crew, 0, None) is not None
        held = {"held": HELD_NO_PROVIDER, "one_works": one_works}
        for batch_id, kind, reason in session.execute(ORPHANED_BATCHES, held).all():
            defer_batches(session, [batch_id], priority=priority_of(Kind(kind)))
            if reason != HELD_NO_PROVIDER:
                log.warning("batch %d had lost its job and is put back", batch_id)
        for bulletin_id in session.scalars(ORPHANED_LISTINGS).all():
            waking.listing(session, bulletin_id)
            log.warning("bulletin %d had lost the job that lists its people and is put back", bulletin_id)
        for text_id in session.scalars(ORPHANED_TEXTS).all():
            defer(session, Job.SEND_TEXT, priority=PRIORITY_REPLY, text=text_id)
            log.warning("text %d had lost its job and is put back", text_id)


def _open_bulletins(crew: Crew) -> None:
    """Close what a worker that died after its last batch left open."""
    with crew.sessions() as session:
        under_way = session.scalars(select(Bulletin.id).where(Bulletin.state.in_(ON_THEIR_WAY))).all()
    for bulletin_id in under_way:
        with crew.sessions.begin() as session:
            finish(session, bulletin_id, crew.now())
