"""Which scripts are due and not there."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import programmes
from domain.hours import local
from domain.languages import Language
from domain.programmes import LISTENS_TO, monday_of
from domain.scripts import Script


def overdue(session: Session, now: datetime) -> list[tuple[str, Language]]:
    """The counties whose hour of drafting has passed, with each language they miss a script of the week after in.

    A week that began while the clock was down is caught up with in the languages that had a script before; else a
    service that starts on a Monday would draft what nobody waits for.
    """
    found = session.execute(
        select(Script.county, Script.language, func.max(Script.week)).group_by(Script.county, Script.language)
    )
    last = {(county, language.value): week for county, language, week in found}
    monday = monday_of(local(now).date())
    return [(county, language) for county in LISTENS_TO for language in _missing(session, county, last, monday, now)]


def _missing(
    session: Session, county: str, last: dict[tuple[str, str], date], monday: date, now: datetime
) -> list[Language]:
    programme = programmes.of(session, county)
    wanted = programmes.week_of(programme, now)
    return [Language(each) for each in programme.languages if last.get((county, each), monday) < wanted]
