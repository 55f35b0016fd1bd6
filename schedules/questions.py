"""Questions by SMS that nobody answered in time: a report that waited for a yes is filed, the others are closed."""

import logging
from collections import Counter
from datetime import timedelta

from sqlalchemy.orm import Session

from domain import conversations
from domain.conversations import Ask, Conversation
from domain.vault import Unsealable
from messages import filing
from schedules.crew import Crew

log = logging.getLogger(__name__)

KEY_COMES_BACK = timedelta(days=2)  # a key that was forgotten in MBIU_KEYS; so long a report under it waits
AT_ONCE = 100  # questions in one round; those that stay are not among them, so that they keep nobody waiting


def close_unanswered(crew: Crew) -> None:
    """Act on every question whose time is over, each in a transaction of its own, exactly once."""
    with crew.sessions() as session:
        over = conversations.due(session, crew.now())
    faults = Counter[str]()
    for tried, lookup in enumerate(over):
        if tried - faults.total() >= AT_ONCE:
            break
        try:
            with crew.sessions.begin() as session:
                _close(session, crew, lookup)
        except Exception as fault:  # one that cannot be filed holds back nobody behind it; what it says stays sealed
            faults[type(fault).__name__] += 1
    if faults:
        log.error("questions could not be closed and are tried again: %s", dict(faults))


def _close(session: Session, crew: Crew, lookup: bytes) -> None:
    now = crew.now()
    held = {"with_for_update": {"skip_locked": True}, "populate_existing": True}
    row = session.get(Conversation, lookup, **held)  # type: ignore[arg-type]
    # Answered, or asked anew, while it was not held.
    if row is None or row.question_sealed is None or row.expires_at is None or row.expires_at > now:
        return
    try:
        phone, question = row.read(crew.vault)
    except Unsealable:
        if row.ask is Ask.REPORT and now - row.expires_at < KEY_COMES_BACK:
            raise
        log.error("a question cannot be opened with our keys and is closed")
        row.close()
        return
    row.close()
    if question.ask is Ask.REPORT:
        # A report that is not certainly one is better read by a person than lost. Nobody is texted about it.
        filing.file_unanswered(session, crew.vault, phone, question, places=crew.places, now=now)
