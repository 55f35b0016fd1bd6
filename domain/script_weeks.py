"""Which counties' scripts are due and not there."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import programmes
from domain.hours import local
from domain.programmes import LISTENS_TO, monday_of
from domain.scripts import Script


def overdue(session: Session, now: datetime) -> list[str]:
    """The counties whose hour of drafting has passed and that miss a script of the week after, in some language.

    A week that began while the clock was down is caught up with in the languages that had a script before; else a
    service that starts on a Monday would draft what nobody waits for.
    """
    found = session.execute(
        select(Script.county, Script.language, func.max(Script.week)).group_by(Script.county, Script.language)
    )
    last = {(county, language.value): week for county, language, week in found}
    monday = monday_of(local(now).date())
    return [county for county in LISTENS_TO if _misses(session, county, last, monday, now)]


def _misses(session: Session, county: str, last: dict[tuple[str, str], date], monday: date, now: datetime) -> bool:
    programme = programmes.of(session, county)
    wanted = programmes.week_of(programme, now)
    return any(last.get((county, language), monday) < wanted for language in programme.languages)
