"""The figures of a county's week: what counts, what does not, and that no small count shows."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import situations
from domain.incidents import Handling, Verification
from domain.situations import Period
from domain.taxonomy import Kind
from domain.veils import TOGETHER, Veil
from tests.make import ENDAU, SAGALLA, make_incident

VOO = "kitui.kitui-east.voo-kyamatu"


@pytest.mark.parametrize(
    ("period", "on", "first", "after"),
    [
        (Period.WEEK, "2026-11-24", "2026-11-23", "2026-11-30"),
        (Period.WEEK, "2026-11-23", "2026-11-23", "2026-11-30"),
        (Period.WEEK, "2026-12-31", "2026-12-28", "2027-01-04"),
        (Period.MONTH, "2026-11-24", "2026-11-01", "2026-12-01"),
        (Period.MONTH, "2026-12-31", "2026-12-01", "2027-01-01"),
        (Period.MONTH, "2028-02-29", "2028-02-01", "2028-03-01"),
    ],
)
def test_a_period_is_of_whole_days(period: Period, on: str, first: str, after: str) -> None:
    days = situations.days(period, date.fromisoformat(on))

    assert days == (date.fromisoformat(first), date.fromisoformat(after))


def test_a_week_counts_what_was_told_in_it_and_not_what_was_joined(session: Session, now: datetime) -> None:
    for _ in range(4):
        make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT)
    taken = make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT)
    taken.verify(Verification.CONFIRMED, now + timedelta(hours=3))
    late = make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT)
    late.verify(Verification.FALSE, now + timedelta(hours=5))
    joined = make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT)
    joined.merged_into, joined.handling = taken.id, Handling.CLOSED
    make_incident(session, now, SAGALLA, Kind.LIVESTOCK_THEFT)
    make_incident(session, now, None, Kind.LIVESTOCK_THEFT)
    make_incident(session, now - timedelta(days=9), ENDAU)
    session.flush()

    found = situations.of_county(session, "kitui", *situations.days(Period.WEEK, now.date()))

    assert (found.reports, found.open, found.closed, found.still_open) == (6, 6, 0, 1)
    assert (found.in_time, found.taken_up) == (1, timedelta(hours=5))
    assert found.by_kind["livestock_theft"]["people"] == 6


def test_no_count_of_one_or_two_is_shown(session: Session, now: datetime) -> None:
    for kind, number in ((Kind.LIVESTOCK_THEFT, 9), (Kind.WILDLIFE, 1), (Kind.THREAT_RUMOUR, 4)):
        for _ in range(number):
            make_incident(session, now, ENDAU, kind)
    make_incident(session, now, VOO, Kind.LIVESTOCK_THEFT).verify(Verification.CONFIRMED, now)
    session.flush()

    found = situations.of_county(session, "kitui", *situations.days(Period.WEEK, now.date()))

    assert "wildlife" not in found.by_kind
    assert found.by_kind[TOGETHER]["people"] == 5
    assert found.by_kind["livestock_theft"]["confirmed"] is Veil.HIDDEN
    shown = [cell for cells in found.by_kind.values() for cell in cells.values()]
    assert not {1, 2} & set(shown)
