"""Scripts that must not be read any more: withdrawn of themselves when what they say was taken back, and told to
whoever may have them in hand, once."""

import logging
from collections.abc import Callable

from sqlalchemy.orm import Session

from domain import audit, script_offers, scripts
from domain.hours import local
from domain.programmes import monday_of
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from messages import withdrawn_scripts
from schedules.crew import Crew

log = logging.getLogger(__name__)


def look_after(crew: Crew) -> None:
    """Withdraw what does not hold any more, then tell of all that was withdrawn, by whomever.

    Only for weeks that are not over. One transaction each: one that fails holds back no other and is tried again.
    """
    monday = monday_of(local(crew.now()).date())
    with crew.sessions() as session:
        approved = script_offers.standing(session, monday)
    for version in approved:
        _alone(crew, version, _withdraw)
    with crew.sessions() as session:
        withdrawn = script_offers.untold(session, monday)
    for script in withdrawn:
        _alone(crew, script, _tell)


def _alone(crew: Crew, number: int, act: Callable[[Session, Crew, int], None]) -> None:
    try:
        with crew.sessions.begin() as session:
            act(session, crew, number)
    except Exception as fault:
        log.error("a script is looked at again (%s %d): %s", act.__name__.strip("_"), number, type(fault).__name__)


def _withdraw(session: Session, crew: Crew, version_id: int) -> None:
    now, version = crew.now(), session.get_one(ScriptVersion, version_id)
    if not script_offers.gone(session, version, now):  # seen without a lock: most of them hold
        return
    script = _held(session, version.script_id)
    because = script_offers.gone(session, version, now)
    if because and version.state is State.APPROVED:
        script.withdraw(None, because, now, only=version)
        audit.record(session, None, "withdrew it", f"script {script.id}", now=now, version=version.number)
        log.warning("version %d of script %d is withdrawn", version.number, script.id)


def _tell(session: Session, crew: Crew, script_id: int) -> None:
    """Of all its versions that were withdrawn since the last telling at once, so that nobody hears it twice."""
    now, script = crew.now(), _held(session, script_id)
    untold = [version for version in script.versions if version.withdrawn_at and not version.told_at]
    if not untold:
        return
    for version in untold:
        version.told_at = now
    told = withdrawn_scripts.tell(session, crew.vault, script, untold, places=crew.places, now=now)
    log.info("script %d is withdrawn, %d told", script.id, told)


def _held(session: Session, script_id: int) -> Script:
    """Two clocks, or a clock and an officer, take turns: the second finds it done."""
    script = scripts.locked(session, script_id)
    if script is None:
        raise LookupError(script_id)
    return script
