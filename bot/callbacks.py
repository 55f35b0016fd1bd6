"""How any callback is taken: kept once, acted on in the same transaction, and answered only after the commit.

Nothing an authentic callback contains is refused: what cannot be read, and what makes us stumble, is kept raw and
flagged for a person. Only without the database is the answer 503, and Africa's Talking knocks again for 12 hours.

One thing is not kept raw: a USSD request or event holds the number beside all that was typed, which may be a report,
and a report must not lie beside its number. Of a flagged one only the note stays, which says why.
"""

import hashlib
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import ServiceUnavailable

from bot.services import commit, services, session
from domain import inbox
from domain.inbox import Callback, Kind, State
from domain.vault import Purpose
from messages.providers.base import UnreadableCallback

log = logging.getLogger(__name__)

LONGEST_NAME = 200  # letters of an id; an index has no place for thousands
MOST_FIELDS = 100
HOLDS_A_REPORT = {Kind.USSD, Kind.USSD_EVENT}


@dataclass(frozen=True, slots=True)
class Knock:
    """A callback, read: the id that names it for ever, and what it causes; the act may return what to answer."""

    external_id: str
    act: Callable[[Callback], str | None]


def take(provider: str, kind: Kind, read: Callable[[Mapping[str, str]], Knock]) -> str | None:
    """Keep this request's callback and act on it, once; a repeat gets the answer of the first.

    Returns None when there is nothing to say, also for what could not be read. Raises `ServiceUnavailable` when the
    database is away, for then nothing is kept.
    """
    body = request.get_data()
    try:
        knock = read(form_of(body))
        if len(knock.external_id) > LONGEST_NAME:
            raise UnreadableCallback("Its id is too long.")
    except UnreadableCallback as fault:
        return _keep(provider, kind, body, Knock(hashlib.sha256(body).hexdigest(), _flag(str(fault))))
    try:
        return _keep(provider, kind, body, knock)
    except ServiceUnavailable:
        raise
    except Exception as fault:
        # Its message may hold what the person wrote: only where it happened is logged.
        log.error("A callback (%s) made us stumble: %s\n%s", kind, type(fault).__name__, _where(fault))
        session().rollback()
        stumbled = _flag(f"It made us stumble: {type(fault).__name__}")
        return _keep(provider, kind, body, Knock(knock.external_id, stumbled))


def _keep(provider: str, kind: Kind, body: bytes, knock: Knock) -> str | None:
    vault, now = services().vault, services().now()
    try:
        callback, new = inbox.receive(
            session(), vault, provider=provider, kind=kind, external_id=knock.external_id, body=body, now=now
        )
        if not new:
            return vault.open(callback.answer_sealed, Purpose.INBOX) if callback.answer_sealed else None
        answer = knock.act(callback)
        callback.answer_sealed = vault.seal(answer, Purpose.INBOX) if answer else None
        if callback.state is State.NEW:
            callback.strip()
        if callback.state is State.FLAGGED and kind in HOLDS_A_REPORT:
            callback.body_sealed = None
        commit()
    except (OperationalError, InterfaceError, PoolTimeout):
        raise ServiceUnavailable from None
    return answer


def _flag(note: str) -> Callable[[Callback], None]:
    return lambda callback: callback.flag(note)


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
