"""Scripts that must not be read any more: withdrawn of themselves when what they say was taken back, and told to
whoever may have them in hand, once."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, script_offers
from domain.hours import local
from domain.programmes import monday_of
from domain.script_versions import ScriptVersion
from domain.scripts import Script
from messages import withdrawn_scripts
from schedules.crew import Crew

log = logging.getLogger(__name__)


def look_after(crew: Crew) -> None:
    """Withdraw what does not hold any more, then tell of all that was withdrawn, by whomever.

    Withdraw only in weeks that are not over, but tell of the week before too: late on a Sunday there may be no time.
    One transaction each: one that fails holds back no other and is tried again.
    """
    monday = monday_of(local(crew.now()).date())
    with crew.sessions() as session:
        approved = script_offers.standing(session, monday)
    for version in approved:
        _alone(crew, version, _withdraw)
    with crew.sessions() as session:
        withdrawn = script_offers.untold(session, monday - timedelta(weeks=1))
    for version in withdrawn:
        _alone(crew, version, _tell)


def _alone(crew: Crew, version_id: int, act: Callable[[Session, Crew, ScriptVersion], None]) -> None:
    try:
        with crew.sessions.begin() as session:
            act(session, crew, session.get_one(ScriptVersion, version_id))
    except Exception as fault:
        log.error("version %d of a script is looked at again: %s", version_id, type(fault).__name__)


def _withdraw(session: Session, crew: Crew, version: ScriptVersion) -> None:
    now = crew.now()
    if not script_offers.gone(session, version, now):  # seen without a lock: most of them hold
        return
    _hold(session, version)
    because = script_offers.gone(session, version, now)
    if because and script_offers.withdraw(version, because, now):
        audit.record(session, None, "withdrew it", f"script {version.script_id}", now=now, version=version.number)
        log.warning("version %d of script %d is withdrawn", version.number, version.script_id)


def _tell(session: Session, crew: Crew, version: ScriptVersion) -> None:
    script = _hold(session, version)
    if version.told_at is not None:
        return
    now = crew.now()
    version.told_at = now
    told = withdrawn_scripts.tell(session, crew.vault, script, version, places=crew.places, now=now)
    log.info("script %d is withdrawn, %d told", script.id, told)


def _hold(session: Session, version: ScriptVersion) -> Script:
    """Its script. Two clocks, or a clock and an officer, take turns: the second finds it done."""
    session.execute(select(Script.id).where(Script.id == version.script_id).with_for_update())
    session.refresh(version)
    return session.get_one(Script, version.script_id)
