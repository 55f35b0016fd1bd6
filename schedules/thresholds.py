"""Whether so many reports have come that somebody asked to be told."""

import logging

from domain import thresholds
from messages import threshold_alerts
from schedules.crew import Crew

log = logging.getLogger(__name__)


def watch(crew: Crew) -> int:
    """Look at every rule; returns how many were crossed. Each is told once, and again only after it has fallen."""
    now = crew.now()
    with crew.sessions.begin() as session:
        crossed = [
            rule for rule in thresholds.in_force(session, to_change=True) if thresholds.crossed(session, rule, now)
        ]
        for rule in crossed:
            told = threshold_alerts.alert(session, crew.vault, rule, places=crew.places, now=now)
            log.info("threshold %d is crossed, %d told", rule.id, told)
    return len(crossed)
