"""The subscribers of each day, counted soon after its end; days that were missed are counted when the clock is back.

Beside them what single texts came to, when a month is over.
"""

import logging

from domain import subscriber_days, text_costs
from domain.hours import local
from schedules.crew import Crew

log = logging.getLogger(__name__)


def count_days(crew: Crew) -> int:
    """Count what is owed, each day by itself; returns on how many of them somebody was subscribed."""
    with crew.sessions() as session:
        owed = subscriber_days.owed(session, crew.now())
    counted = 0
    for day in owed:
        with crew.sessions.begin() as session:
            counted += subscriber_days.count(session, day) > 0
    if counted:
        log.info("subscribers counted, days: %d", counted)
    return counted


def keep_text_costs(crew: Crew) -> int:
    """Keep what the texts of months that are over came to; returns how many sums."""
    with crew.sessions.begin() as session:
        return text_costs.keep(session, local(crew.now()).date())
