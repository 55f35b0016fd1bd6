"""The subscribers of a day are counted at twenty past midnight, or as soon as the clock is back."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain import subscriber_days
from domain.areas import Gazetteer
from domain.hours import at_wall_time
from domain.vault import Vault
from schedules.crew import Crew
from schedules.nightly_count import count_days
from tests.make import make_subscriber
from tests.schedules.conftest import WallClock


def test_each_day_is_counted_once_and_those_of_a_cut_when_the_clock_is_back(
    crew: Crew, clock: WallClock, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    clock.moment = at_wall_time(datetime.fromisoformat("2026-11-22 00:20"))
    assert count_days(crew) == 0  # nobody is subscribed: nothing is written or said
    for ago in (9, 2, 1):
        make_subscriber(session, vault, places, now - timedelta(days=ago))
    session.commit()

    counted = []
    for moment in ("2026-11-22 00:10", "2026-11-22 00:20", "2026-11-22 00:21", "2026-11-25 08:00"):
        clock.moment = at_wall_time(datetime.fromisoformat(moment))
        counted.append(count_days(crew))

    assert counted == [1, 1, 0, 3]
    days = subscriber_days.series(session, ["kitui"], date(2026, 11, 20), date(2026, 11, 24))
    assert [(day.people, day.joined) for day in days] == [(1, 0), (1, 0), (2, 1), (3, 1), (3, 0)]
