"""How any callback is taken: kept once, acted on in the same transaction, and answered only after the commit.

Nothing an authentic callback contains is refused: what cannot be read, and what makes us stumble, is kept raw and
flagged for a person. While the database is away it waits in `bot.spool`; `bot.replay` takes it from there later, by the
same road and as of the moment it came.

One thing is not kept raw: a USSD request or event holds the number beside all that was typed, which may be a report,
and a report must not lie beside its number. Of a flagged one only the note stays, which says why.
"""

import hashlib
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import psycopg
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.services import commit, services, session
from bot.spool import Posted
from domain import inbox
from domain.inbox import Callback, Kind, State
from domain.sealed_columns import CALLBACK_ANSWER
from messages.providers.base import UnreadableCallback

log = logging.getLogger(__name__)

LONGEST_NAME = 200  # letters of an id; an index has no place for thousands
MOST_FIELDS = 100
# What says that the database is away; statements that go past SQLAlchemy raise the driver's own.
AWAY = (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError)
HOLDS_A_REPORT = {Kind.USSD, Kind.USSD_EVENT}


class DatabaseAway(Exception):
    """Nothing could be kept. The same callback may be taken again, as if it had never come."""


@dataclass(frozen=True, slots=True)
class Knock:
    """A callback, read: the id that names it for ever, and what it causes; the act may return what to answer.

    `turn`, where there is one, goes before the act: it keeps the callback by itself, done, and answers a repeat.
    """

    external_id: str
    act: Callable[[Callback], str | None]
    turn: Callable[[], str | None] | None = None


def take(posted: Posted, read: Callable[[Mapping[str, str]], Knock]) -> str | None:
    """Keep a callback and act on it, once; a repeat gets the answer of the first. Needs an application context.

    Returns None when there is nothing to say, also for what could not be read. Raises `DatabaseAway`, for then nothing
    is kept.
    """
    try:
        knock = read(form_of(posted.body))
        if len(knock.external_id) > LONGEST_NAME:
            raise UnreadableCallback("Its id is too long.")
    except UnreadableCallback as fault:
        return keep_flagged(posted, str(fault))
    try:
        return _keep(posted, knock)
    except DatabaseAway:
        raise
    except Exception as fault:
        # Its message may hold what the person wrote: only where it happened is logged.
        log.error("A callback (%s) made us stumble: %s\n%s", posted.kind, type(fault).__name__, _where(fault))
        session().rollback()
        return keep_flagged(posted, f"It made us stumble: {type(fault).__name__}", knock.external_id)


def keep_flagged(posted: Posted, note: str, external_id: str | None = None) -> str | None:
    """Keep a callback that nobody can act on, raw, for a person; without an id the content names it.

    Returns what it was answered if it was taken before. Raises `DatabaseAway`, also for a database that only reads or
    lacks a table: not even this can be written there.
    """
    knock = Knock(external_id or hashlib.sha256(posted.body).hexdigest(), lambda callback: callback.flag(note))
    try:
        return _keep(posted, knock)
    except (SQLAlchemyError, psycopg.Error):
        raise DatabaseAway from None


def _keep(posted: Posted, knock: Knock) -> str | None:
    try:
        answer = knock.turn() if knock.turn else _act(posted, knock)
        commit()
    except AWAY:
        session().invalidate()  # what broke under `db.driver` the pool does not know of
        raise DatabaseAway from None
    return answer


def _act(posted: Posted, knock: Knock) -> str | None:
    vault, kind = services().vault, posted.kind
    callback, new = inbox.receive(
        session(),
        vault,
        provider=posted.provider,
        kind=kind,
        external_id=knock.external_id,
        body=posted.body,
        now=posted.received_at,
    )
    if not new:
        return CALLBACK_ANSWER.read(vault, callback) or None
    answer = knock.act(callback)
    callback.answer_sealed = vault.seal(answer, *CALLBACK_ANSWER.of(callback)) if answer else None
    if callback.state is State.NEW:
        callback.strip()
    if callback.state is State.FLAGGED and kind in HOLDS_A_REPORT:
        callback.body_sealed = None
    if callback.state is not State.NEW:
        inbox.settle(session(), callback)
    return answer


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a form, each once: what a signature is checked over is what is acted on.

    Raises `UnreadableCallback` for what is none, is not UTF-8, or says something twice.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise UnreadableCallback("Its letters are not UTF-8.") from None
    except ValueError:
        raise UnreadableCallback("It has too many fields.") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise UnreadableCallback("It has a field twice.")
    return form


def _where(fault: Exception) -> str:
    return "".join(traceback.format_tb(fault.__traceback__))
