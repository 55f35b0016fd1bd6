"""The clock looks at the rules: whoever is on duty hears once of each crossing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import thresholds
from domain.officers import Grant, Role, set_phone
from domain.texts import Reason, SingleText
from schedules.crew import Crew
from schedules.thresholds import watch
from tests.make import ENDAU, make_incident, make_officer


def test_a_crossing_is_told_to_who_is_on_duty_once(session: Session, crew: Crew, now: datetime) -> None:
    grant = Grant(role=Role.PEACE, county="kitui")
    officer = make_officer(session, "wanza", grant, phone="+254711990001", vault=crew.vault, on_duty=True)
    thresholds.set_threshold(session, officer, crew.places, area="kitui", kind=None, number=3, days=7, now=now)
    for _ in range(2):
        make_incident(session, now, ENDAU)
    session.commit()
    assert watch(crew) == 0

    make_incident(session, now, ENDAU)
    session.commit()

    assert [watch(crew), watch(crew)] == [1, 0]
    assert session.scalars(select(SingleText.reason)).all() == [Reason.ALERT]


def test_a_crossing_that_nobody_could_hear_is_told_as_soon_as_somebody_can(
    session: Session, crew: Crew, now: datetime
) -> None:
    officer = make_officer(session, "wanza", Grant(role=Role.PEACE, county="kitui"))
    thresholds.set_threshold(session, officer, crew.places, area="kitui", kind=None, number=3, days=7, now=now)
    for _ in range(3):
        make_incident(session, now, ENDAU)
    session.commit()
    assert watch(crew) == 0

    set_phone(officer, crew.vault, "+254711990001")
    session.commit()

    assert [watch(crew), watch(crew)] == [1, 0]
