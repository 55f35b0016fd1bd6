"""The week's drafts for every county and its languages, kept in the database for people to correct."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import programmes, senders
from domain.areas import Gazetteer
from domain.languages import Language
from domain.officers import Officer
from domain.programmes import LISTENS_TO
from domain.scripts import Script, of_week
from messages.radio import draft
from messages.radio_material import gather
from messages.radio_studio import Studio

# Two desks drafting at once (the clock and a button) take turns, or both would add the same script.
ONE_AT_A_TIME = func.pg_advisory_xact_lock(func.hashtext("mbiu radio desk"))


def draft_scripts(
    session: Session,
    now: datetime,
    *,
    places: Gazetteer,
    ussd_code: str,
    counties: Collection[str] = tuple(LISTENS_TO),
    only: Language | None = None,
) -> list[Script]:
    """Draft what is missing for the week `week_of(now)` and refresh drafts nobody has touched; returns those written.
    `only` is the one language to look at.

    A script that was corrected or signed is never overwritten, one that would come out the same is left alone, and one
    in a language its county has given up stays as it is.
    """
    session.execute(select(ONE_AT_A_TIME))
    wanted = [programmes.of(session, county) for county in counties]
    written = (
        _write(
            session,
            programmes.week_of(programme, now),
            programme.county,
            Language(language),
            now,
            places=places,
            ussd_code=ussd_code,
        )
        for programme in wanted
        for language in programme.languages
        if only in (None, language)
    )
    return [script for script in written if script is not None]


def _write(
    session: Session, week: date, county: str, language: Language, now: datetime, *, places: Gazetteer, ussd_code: str
) -> Script | None:
    script = of_week(session, week, county, language)
    if script is not None and not script.untouched:
        return None
    studio = studio_for(session, week, county, language, now, places=places, ussd_code=ussd_code)
    fresh = draft(studio, gather(session, studio))
    if script is None:
        script = Script(week=week, county=county, language=language)
        session.add(script)
    made = script.draft(fresh.segments, fresh.missing, fresh.hands, now)
    session.flush()
    return script if made is not None else None


def studio_for(
    session: Session, week: date, county: str, language: Language, now: datetime, *, places: Gazetteer, ussd_code: str
) -> Studio:
    """What a script of this week, county and language is made with."""
    return Studio(
        week=week,
        now=now,
        county=county,
        language=language,
        places=places,
        ussd_code=ussd_code,
        short_code=senders.name_for(session, senders.Use.REPLIES),
        names={officer.id: officer.name for officer in session.scalars(select(Officer))},
    )
