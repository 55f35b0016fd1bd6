"""The week's drafts for every county and its languages, kept in the database for people to correct."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import senders
from domain.areas import Gazetteer
from domain.languages import Language
from domain.officers import Officer
from domain.scripts import LISTENS_TO, Script, of_week, readable, rows, week_of
from messages.radio import Draft, Studio, draft

# Two desks drafting at once (the clock and a button) take turns, or both would add the same script.
ONE_AT_A_TIME = func.pg_advisory_xact_lock(func.hashtext("mbiu radio desk"))


def draft_scripts(session: Session, now: datetime, *, places: Gazetteer, ussd_code: str) -> list[Script]:
    """Draft what is missing for the week `week_of(now)` and refresh drafts nobody has touched; returns those written.

    A script that was corrected or reviewed is never overwritten, and one that would come out the same is left alone.
    """
    session.execute(select(ONE_AT_A_TIME))
    week = week_of(now)
    written = (
        _write(session, week, county, language, now, places=places, ussd_code=ussd_code)
        for county, languages in LISTENS_TO.items()
        for language in languages
    )
    return [script for script in written if script is not None]


def _write(
    session: Session, week: date, county: str, language: Language, now: datetime, *, places: Gazetteer, ussd_code: str
) -> Script | None:
    script = of_week(session, week, county, language)
    if script is not None and not script.untouched:
        return None
    studio = Studio(
        week=week,
        now=now,
        county=county,
        language=language,
        places=places,
        ussd_code=ussd_code,
        short_code=senders.name_for(session, senders.Use.REPLIES),
        names={officer.id: officer.name for officer in session.scalars(select(Officer))},
    )
    fresh = draft(studio, readable(session, county, week, now))
    if script is None:
        script = Script(
            week=week,
            county=county,
            language=language,
            spoken=fresh.spoken,
            speeches=rows(fresh.speeches),
            missing=fresh.missing,
            drafted_at=now,
        )
        session.add(script)
        session.flush()
        return script
    return _refresh(script, fresh, now)


def _refresh(script: Script, fresh: Draft, now: datetime) -> Script | None:
    if (script.spoken, script.lines, script.missing) == (fresh.spoken, fresh.speeches, fresh.missing):
        return None
    script.spoken, script.speeches, script.missing = fresh.spoken, rows(fresh.speeches), fresh.missing
    script.drafted_at = now
    script.version += 1
    return script
