"""A database out of a backup: told who left since, with nothing under way, before anything may be sent.

Whatever stood to be sent at the moment of the backup may have been sent since, and nothing is sent twice by us: so all
of it waits for a person. What only a person of that moment could go on with (a conversation, a sign-in) is over.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import delete, make_url, or_, select, text, update
from sqlalchemy.orm import Session

from domain import audit, bulletins, series_runs
from domain.backups import Backup, Restore
from domain.bulletins import Bulletin
from domain.calls import UNDER_WAY, Call, CallState
from domain.conversations import Ask, Conversation
from domain.departure_replay import Replayed
from domain.dialogues import Dialogue
from domain.ends import End
from domain.heartbeats import CLOCK, WORKER
from domain.life_cycle import ON_THEIR_WAY, State
from domain.officer_sessions import OfficerSession
from domain.officers import SignInLink
from domain.series import Series
from domain.series_life import State as SeriesState
from domain.subscriber_imports import State as ImportState
from domain.subscriber_imports import SubscriberImport
from domain.texts import SingleText
from domain.texts import State as TextState

Connection = psycopg.Connection[Any]
LONGEST_WAIT = "10s"  # for whoever still holds a table that is to be replaced
SILENT = timedelta(minutes=1)  # after which a worker or a clock is believed to be stopped
# With a row in one of them somebody used the service.
WRITTEN = ("subscribers", "officers", "bulletins", "texts", "incidents", "sightings", "inbox", "leavers")
RESTORED = "The service came out of a backup meanwhile"

# In the transaction that brings everything back. The schema itself is not dropped: it may belong to somebody else.
EMPTY = f"""
SET lock_timeout = '{LONGEST_WAIT}';
DO $$ DECLARE it record; BEGIN
    FOR it IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
        EXECUTE 'DROP TABLE IF EXISTS ' || it.name || ' CASCADE';
    END LOOP;
    FOR it IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP
        EXECUTE 'DROP ROUTINE IF EXISTS ' || it.name || ' CASCADE';
    END LOOP;
    FOR it IN SELECT t.oid::regtype AS name FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE t.typnamespace = 'public'::regnamespace AND (t.typtype = 'e' OR t.typtype = 'c' AND c.relkind = 'c') LOOP
        EXECUTE 'DROP TYPE IF EXISTS ' || it.name || ' CASCADE';
    END LOOP;
END $$;
"""  # noqa: S608  our own words
_HOLD = sql.SQL("""
INSERT INTO public.restores (backup_name, backup_of, restored_at, stopped, erased) VALUES ({}, {}, {}, 0, 0);
""")
# Jobs that send; those that only count or fold are as safe now as ever. Workers of that day are dead.
_JOBS = text("""
    DELETE FROM procrastinate_jobs
    WHERE task_name IN ('send_text', 'send_batch', 'fan_out', 'place_call', 'join_import')""")
_WORKERS = text("DELETE FROM procrastinate_workers")
# With a provider at that moment: nobody can say, and nobody is owed a second try that may have been made.
_DOUBT = text("""
    INSERT INTO deliveries (subscriber_id, bulletin_id, batch_id, state, provider, reason, at)
    SELECT s.id, b.bulletin_id, b.id, 'unknown', b.provider, :reason, :now
    FROM batches b CROSS JOIN unnest(b.recipients) AS r(id) JOIN subscribers s ON s.id = r.id
    WHERE b.state = 'sending' AND NOT b.second ON CONFLICT DO NOTHING""")
_CLOSE = text("""
    UPDATE batches SET state = 'done', finished_at = :now, recipients = '{}', reason = :reason,
        unknown = unknown + CASE WHEN second THEN 0 ELSE cardinality(recipients) END
    WHERE state = 'sending' OR state = 'queued' AND second""")
_NO_SECOND_TRY = text("UPDATE batches SET doubtful = '{}' WHERE doubtful <> '{}'")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an officer now, by ids; `leave` are bulletins approved for an hour that is still to come."""

    missed: list[int]
    paused: list[int]
    leave: list[int]
    dates: int  # of series


@contextlib.contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A connection to the database that is restored into; it is made where it is not there. Raises `psycopg.Error`."""
    try:
        connection = psycopg.connect(url)
    except psycopg.OperationalError:
        _create(url)
        connection = psycopg.connect(url)
    with connection:
        yield connection


def _create(url: str) -> None:
    address = make_url(url)
    with psycopg.connect(
        address.set(database="postgres").render_as_string(hide_password=False), autocommit=True
    ) as other:
        name = sql.Identifier(address.database or "")
        other.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))


def is_empty(connection: Connection) -> bool:
    """Whether nothing is stored in it."""
    found = "SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')"
    return connection.execute(found).fetchone() is None


def only_prepared(connection: Connection) -> bool:
    """Whether nothing but `prepare` ever wrote into it: our tables are there, and nobody and no word of theirs."""
    there = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)"
    if connection.execute(there, [list(WRITTEN)]).fetchone() != (len(WRITTEN),):
        return False
    some = sql.SQL(" UNION ALL ").join(
        sql.SQL("(SELECT 1 FROM public.{} LIMIT 1)").format(sql.Identifier(name)) for name in WRITTEN
    )
    return connection.execute(some).fetchone() is None


def somebody_works(connection: Connection, now: datetime) -> bool:
    """Whether a worker or a clock showed life within the last minute."""
    if connection.execute("SELECT to_regclass('public.heartbeats')").fetchone() == (None,):
        return False
    found = "SELECT FROM public.heartbeats WHERE process = ANY(%s) AND at > %s"
    return connection.execute(found, [[WORKER, CLOCK], now - SILENT]).fetchone() is not None


def hold(backup_name: str, backup_of: datetime, now: datetime) -> str:
    """The statement by which nothing may be sent, from the moment the rows are back."""
    return _HOLD.format(*map(sql.Literal, (backup_name, backup_of, now))).as_string(None)


def unfinished(session: Session) -> Restore | None:
    """The restore that was not brought to its end."""
    return session.scalar(select(Restore).where(Restore.replayed_at.is_(None)).order_by(Restore.id.desc()).limit(1))


def settle(session: Session, restore: Restore, replayed: Replayed, now: datetime) -> Waiting:
    """Stop all that was under way, and let what comes from here on be sent. One transaction with the replay."""
    waiting = _stop_sending(session, now)
    _end_conversations(session, now)
    came_back = {"finished_at": now, "verified_at": now}
    session.execute(
        update(Backup).where(Backup.name == restore.backup_name, Backup.finished_at.is_(None)).values(came_back)
    )
    session.execute(update(Restore).where(Restore.replayed_at.is_(None)).values(replayed_at=now))
    restore.stopped, restore.erased = replayed
    counted = {"stopped": replayed.stopped, "erased": replayed.erased}
    audit.record(session, None, "restored from a backup", "service", now=now, file=restore.backup_name, **counted)
    return waiting


def _stop_sending(session: Session, now: datetime) -> Waiting:
    for statement in (_JOBS, _WORKERS, _NO_SECOND_TRY):
        session.execute(statement)
    for statement in (_DOUBT, _CLOSE):
        session.execute(statement, {"now": now, "reason": RESTORED})
    blank = {"settled_at": now, "phone_sealed": None, "phone_lookup": None, "body_sealed": None}
    of = SingleText.state
    session.execute(update(SingleText).where(of == TextState.QUEUED).values(state=TextState.NOT_SENT, **blank))
    doubt = {"state": TextState.UNKNOWN, "settled_at": now, "fault": RESTORED}
    session.execute(update(SingleText).where(of == TextState.SENDING).values(doubt))
    over = {"state": CallState.FAILED, "fault": RESTORED, "ended_at": now}
    session.execute(update(Call).where(Call.state.in_(UNDER_WAY)).values(over))
    for row in session.scalars(select(SubscriberImport).where(SubscriberImport.state == ImportState.JOINING)):
        row.finish(now)  # whoever it brought in is greeted no more; the others are in the officer's file
    overdue, under_way = list(bulletins.due(session, now)), _in(session, *ON_THEIR_WAY)
    _move(session, overdue, State.MISSED, End.RESTORED, now)
    _move(session, under_way, State.PAUSED, End.RESTORED_UNDER_WAY, now)
    return Waiting(overdue, under_way, _in(session, State.APPROVED), _missed_dates(session, now))


def _in(session: Session, *states: State) -> list[int]:
    found = select(Bulletin.id).where(Bulletin.state.in_(states), Bulletin.training.is_(False))
    return list(session.scalars(found.order_by(Bulletin.id)))


def _move(session: Session, which: list[int], to: State, why: End, now: datetime) -> None:
    for bulletin_id in which:
        bulletin = session.get_one(Bulletin, bulletin_id)
        if bulletin.state is not to:
            bulletin.move(to)
        audit.record(session, None, why, f"bulletin {bulletin_id}", now=now)


def _missed_dates(session: Session, now: datetime) -> int:
    missed = 0
    for series in session.scalars(select(Series).where(Series.state == SeriesState.APPROVED)):
        for run in series_runs.miss_due(session, series, now):
            due = run.due_at.isoformat()
            audit.record(session, None, "missed a date: the service was down", f"series {series.id}", now=now, due=due)
            missed += 1
    return missed


def _end_conversations(session: Session, now: datetime) -> None:
    """What holds a report goes on to where it is filed, for it was accepted; nothing else is answered any more."""
    session.execute(delete(Conversation).where(or_(Conversation.ask.is_(None), Conversation.ask != Ask.REPORT)))
    session.execute(update(Dialogue).values(resumable=False))
    session.execute(delete(Dialogue).where(Dialogue.draft_sealed.is_(None)))
    session.execute(update(OfficerSession).where(OfficerSession.ended_at.is_(None)).values(ended_at=now))
    session.execute(update(SignInLink).where(SignInLink.used_at.is_(None)).values(used_at=now))
