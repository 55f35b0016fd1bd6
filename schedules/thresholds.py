"""Whether so many reports have come that somebody asked to be told."""

import logging
from datetime import datetime

from domain import thresholds
from domain.hours import DAY
from messages import threshold_alerts
from schedules.crew import Crew

log = logging.getLogger(__name__)


def watch(crew: Crew) -> int:
    """Look at every rule, by day; returns how many were told of. Each is told once, and again only after it has fallen.

    One transaction each. Where nobody could be told it is asked again: a crossing must not pass unheard.
    """
    now = crew.now()
    if not DAY.holds(now):
        return 0
    with crew.sessions() as session:
        rules = [rule.id for rule in thresholds.in_force(session)]
    return sum(_watch(crew, rule, now) for rule in rules)


def _watch(crew: Crew, rule_id: int, now: datetime) -> bool:
    with crew.sessions.begin() as session:
        rule = thresholds.held(session, rule_id)
        if rule is None or not thresholds.newly_crossed(session, rule, crew.places, now):
            return False
        told = threshold_alerts.alert(session, crew.vault, rule, places=crew.places, now=now)
        rule.crossed_at = now if told else None
    log.info("threshold %d is crossed, %d told", rule_id, told)
    return bool(told)
