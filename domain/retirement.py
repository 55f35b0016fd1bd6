"""Numbers behind which nobody seems to be: networks give a SIM that lies idle for months to somebody else.

A number is retired when its last three bulletins or more, over four weeks or more, all failed for a reason of the
handset or the number; when nothing was taken, delivered or left open after the first of them; and when nobody dialled,
wrote, joined or stayed since. What failed for a reason of ours or the provider's says nothing, either way.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain import audit, departures, erasure
from domain.audit import Audit
from domain.departures import Departure
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.subscribers import Subscriber
from domain.vault import Vault

WEEKS, BULLETINS = timedelta(weeks=4), 3
RETIRED, SUBJECT = "retired a number", "subscribers"

_SILENT = text("""
    SELECT s.id FROM subscribers s CROSS JOIN LATERAL (
        SELECT count(*) AS bulletins, max(at) - min(at) AS lasted FROM deliveries d
        WHERE d.subscriber_id = s.id AND d.state IN ('failed', 'refused') AND d.reason ~* :gone
            AND d.at >= greatest(s.consented_at, s.heard_in)
            AND d.at > coalesce((
                SELECT max(at) FROM deliveries l WHERE l.subscriber_id = s.id
                    AND l.state IN ('unknown', 'accepted', 'on_network', 'delivered')), '-infinity')
    ) failed
    WHERE s.id = ANY(CAST(:ids AS bigint[])) AND s.left_at IS NULL
        AND failed.bulletins >= :bulletins AND failed.lasted >= :weeks
    ORDER BY s.id""")


def page(session: Session, *, after: int, most: int) -> list[int]:
    """The next subscribers in the order of their ids."""
    return list(session.scalars(select(Subscriber.id).where(Subscriber.id > after).order_by(Subscriber.id).limit(most)))


def silent(session: Session, ids: Sequence[int], gone: str) -> list[int]:
    """Those of them behind whom nobody seems to be. `gone` is a pattern of the reasons that say so."""
    asked = {"ids": list(ids), "gone": gone, "bulletins": BULLETINS, "weeks": WEEKS}
    return list(session.scalars(_SILENT, asked))


def retire(session: Session, vault: Vault, subscriber_id: int, gone: str, now: datetime) -> bool:
    """Forget the number, if it is still silent: whoever has it next is a stranger, and may be put forward.

    Nothing in the line of the audit says whose it was. Raises `Unsealable`.
    """
    if not silent(session, [subscriber_id], gone):
        return False
    person = session.get_one(Subscriber, subscriber_id)
    phone = SUBSCRIBER_PHONE.phone(vault, person)
    erasure.forget(session, vault, phone, now)
    departures.note(session, vault, phone, Departure.RETIRED, now)
    audit.record(session, None, RETIRED, SUBJECT, now=now)
    return True


def retired_since(session: Session, since: datetime) -> int:
    """How many numbers were retired since then."""
    lines = select(func.count(Audit.id)).where(Audit.subject == SUBJECT, Audit.what == RETIRED, Audit.at >= since)
    return session.scalar(lines) or 0
