"""Cases that no responder answered in time go to the next of their chain, and at last to the county lead."""

import logging

from domain import referrals
from messages import referring
from schedules.crew import Crew

log = logging.getLogger(__name__)


def pass_on_unanswered(crew: Crew) -> None:
    """Act on every case whose time is over, each in a transaction of its own; what another did meanwhile stands."""
    now = crew.now()
    with crew.sessions() as session:
        over = referrals.overdue(session, now)
    for case_id in over:
        try:
            with crew.sessions.begin() as session:
                found = referrals.held(session, case_id)
                if found is not None:
                    referring.fall_silent(session, crew.vault, *found, now)
        except Exception as fault:  # one that cannot be passed on holds back nobody behind it
            log.error("case %d could not be passed on and is tried again: %s", case_id, type(fault).__name__)
