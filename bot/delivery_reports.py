"""How a delivery report is taken: read at once and written down as one row, which a job folds in with thousands more.

What cannot be read goes where any callback goes that cannot be: into the inbox, raw, flagged for a person.
"""

import logging
from collections.abc import Callable, Mapping

from bot.callbacks import AWAY, LONGEST_NAME, DatabaseAway, form_of, keep_flagged
from bot.services import services
from bot.spool import Posted
from domain import receipts
from domain.receipts import Told
from messages.providers import africas_talking_callbacks, twilio_sms
from messages.providers.base import Fault, Receipt, UnreadableCallback

log = logging.getLogger(__name__)

READERS: dict[str, Callable[[Mapping[str, str]], Receipt]] = {
    "africastalking": africas_talking_callbacks.read_receipt,
    "twilio": twilio_sms.read_receipt,
}


def take(posted: Posted) -> None:
    """Keep one report, committed when this returns. Raises `DatabaseAway`, for then nothing is kept."""
    try:
        told = _read(posted)
        with services().reports.connect() as connection:  # each statement commits by itself
            receipts.keep(connection, services().vault, told, posted.received_at)
    except UnreadableCallback as fault:
        keep_flagged(posted, str(fault))
    except AWAY:
        raise DatabaseAway from None
    except Exception as fault:
        log.error("A delivery report made us stumble: %s", type(fault).__name__)
        keep_flagged(posted, f"It made us stumble: {type(fault).__name__}")


def _read(posted: Posted) -> Told:
    """What a report says. Raises `UnreadableCallback` when it says nothing we can use."""
    receipt = READERS[posted.provider](form_of(posted.body))
    if len(receipt.provider_id) > LONGEST_NAME:
        raise UnreadableCallback("Its id is too long.")
    if receipt.state is None:
        raise UnreadableCallback(f"A status we do not know: {receipt.reason}")
    if receipt.phone is None:
        raise UnreadableCallback("A delivery report without a number we can read.")
    return Told(
        posted.provider,
        receipt.provider_id,
        receipt.phone,
        receipt.state.value,
        receipt.fault is Fault.OPTED_OUT,
        receipt.reason,
        receipt.network,
    )
