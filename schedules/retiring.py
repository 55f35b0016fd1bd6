"""Numbers that fail for weeks are retired, a slice of the subscribers every minute, round and round."""

import logging
from dataclasses import dataclass

from domain import retirement
from messages.providers import africas_talking_answers, africas_talking_callbacks, twilio_codes
from messages.providers.base import Fault
from schedules.crew import Crew

log = logging.getLogger(__name__)

SLICE = 500  # people a minute: 100,000 in three hours and a half, each slice in a few milliseconds
MOST = 10  # of them retired: each means to open the numbers of all reports

# Of the number, or of a handset that is off, full or gone; never of our account, our text or the way there.
_GONE = {Fault.NUMBER, Fault.UNREACHABLE}
WORDS = sorted(
    {word for word, fault in africas_talking_callbacks.FAILURE.items() if fault in _GONE}
    | {word for word, (_, fault) in africas_talking_callbacks.STATUS.items() if fault in _GONE}
    | {word.lower() for word, _, fault in africas_talking_answers.STATUS.values() if fault in _GONE}
    | {str(code) for code, fault in twilio_codes.FAILURE.items() if fault in _GONE}
    | {str(code) for code, (_, fault) in twilio_codes.REFUSALS.items() if fault in _GONE}
)
# As a delivery keeps its reason: the provider's own words, one after the other.
GONE = rf"\m({'|'.join(WORDS)})\M"


@dataclass
class Walk:
    """How far the subscribers have been looked through; begun anew at the end, and when the clock starts."""

    after: int = 0

    def retire_silent(self, crew: Crew) -> int:
        """Look through the next slice; returns how many numbers were retired."""
        with crew.sessions() as session:
            ids = retirement.page(session, after=self.after, most=SLICE)
            silent = retirement.silent(session, ids, GONE)
        retired = 0
        for subscriber in silent[:MOST]:
            try:
                with crew.sessions.begin() as session:
                    retired += retirement.retire(session, crew.vault, subscriber, GONE, crew.now())
            except Exception as fault:
                log.error("subscriber %d could not be retired: %s", subscriber, type(fault).__name__)
        # Those left over are the first of the next slice.
        self.after = silent[MOST - 1] if len(silent) > MOST else ids[-1] if len(ids) == SLICE else 0
        if retired:
            log.info("numbers retired, for nobody was there for weeks: %d", retired)
        return retired
