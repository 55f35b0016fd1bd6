"""How a delivery report is taken: read at once and written down as one row, which a job folds in with thousands more.

What cannot be read goes where any callback goes that cannot be: into the inbox, raw, flagged for a person.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import ServiceUnavailable

from bot.callbacks import LONGEST_NAME, form_of
from bot.services import Services
from domain import inbox, receipts
from domain.inbox import Kind
from domain.receipts import Told
from messages.providers import africas_talking_callbacks, twilio_sms
from messages.providers.base import Fault, Receipt, UnreadableCallback

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError, PoolTimeout)  # what a database raises that cannot be reached

READERS: dict[str, Callable[[Mapping[str, str]], Receipt]] = {
    "africastalking": africas_talking_callbacks.read_receipt,
    "twilio": twilio_sms.read_receipt,
}


def keep(services: Services, provider: str, body: bytes, received_at: datetime) -> None:
    """Keep one report, committed when this returns. It asks for no request: a report may come from elsewhere, later.

    Raises `ServiceUnavailable` when the database is away, for then nothing is kept.
    """
    try:
        try:
            told = _read(provider, body)
            with services.reports.connect() as connection:  # each statement commits by itself
                receipts.keep(connection, services.vault, told, received_at)
        except UnreadableCallback as fault:
            _flag(services, provider, body, received_at, str(fault))
        except AWAY:
            raise
        except Exception as fault:
            log.error("A delivery report made us stumble: %s", type(fault).__name__)
            _flag(services, provider, body, received_at, f"It made us stumble: {type(fault).__name__}")
    except AWAY:
        raise ServiceUnavailable from None


def _read(provider: str, body: bytes) -> Told:
    """What a report says. Raises `UnreadableCallback` when it says nothing we can use."""
    receipt = READERS[provider](form_of(body))
    if len(receipt.provider_id) > LONGEST_NAME:
        raise UnreadableCallback("Its id is too long.")
    if receipt.state is None:
        raise UnreadableCallback(f"A status we do not know: {receipt.reason}")
    if receipt.phone is None:
        raise UnreadableCallback("A delivery report without a number we can read.")
    blocked = receipt.fault is Fault.OPTED_OUT
    return Told(provider, receipt.provider_id, receipt.phone, receipt.state.value, blocked, receipt.reason)


def _flag(services: Services, provider: str, body: bytes, received_at: datetime, note: str) -> None:
    name = hashlib.sha256(body).hexdigest()
    with services.sessions.begin() as session:
        callback, new = inbox.receive(
            session,
            services.vault,
            provider=provider,
            kind=Kind.DELIVERY,
            external_id=name,
            body=body,
            now=received_at,
        )
        if new:
            callback.flag(note)
