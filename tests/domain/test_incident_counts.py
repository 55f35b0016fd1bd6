"""What counts on the map, when a ward is hot, and what its risk picture adds up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import incident_counts
from domain.hot_spots import hot
from domain.incident_counts import Cut, Tally, Window, by_ward, by_week
from domain.incidents import Handling, Verification
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.risk import Declared, Risk, picture
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.triage import Level
from tests.make import ENDAU, SAGALLA, make_incident

DAY = timedelta(days=1)


def test_only_what_may_count_is_counted(session: Session, now: datetime) -> None:
    for verification in Verification:
        make_incident(session, now - DAY).verification = verification
    make_incident(session, now - DAY).mass = True
    kept = make_incident(session, now - DAY, handling=Handling.CLOSED)
    make_incident(session, now - DAY).merged_into = kept.id
    make_incident(session, now - DAY, kind=Kind.PEACE_POSITIVE)
    make_incident(session, now - DAY, None)
    make_incident(session, now - DAY, SAGALLA)
    session.add(RestrictedReport(kind=RestrictedKind.CHILD, ward=ENDAU, day=now.date() - DAY, channel=Channel.USSD))
    session.flush()

    assert by_ward(session, [ENDAU], Window.WEEK, now) == {ENDAU: Tally(verified=2, unverified=3)}
    assert by_ward(session, [ENDAU], Window.WEEK, now, Cut(Kind.PEACE_POSITIVE)) == {ENDAU: Tally(unverified=1)}
    assert by_ward(session, [ENDAU], Window.WEEK, now, Cut(level=Level.CRITICAL)) == {ENDAU: Tally()}
    assert sum(by_week(session, [ENDAU], 2, now).values()) == 5


@pytest.mark.parametrize(
    ("days", "seen"),
    [
        (0, (0, 0, 0, 0)),  # this very moment is the next window's
        (7, (1, 1, 1, 1)),
        (7.1, (-1, 1, 1, 1)),
        (30, (-1, 1, 1, 1)),
        (90.1, (-1, -1, -1, 1)),
        (365, (-1, -1, -1, 1)),
        (373, (0, -1, -1, -1)),
        (731, (0, 0, 0, 0)),
    ],
)
def test_a_report_is_in_a_window_or_in_the_year_before_it(
    session: Session, now: datetime, days: float, seen: tuple[int, ...]
) -> None:
    make_incident(session, now - days * DAY)

    tallies = [by_ward(session, [ENDAU], window, now)[ENDAU] for window in Window]

    assert tuple(tally.total - tally.earlier for tally in tallies) == seen


def test_weeks_begin_on_monday_in_nairobi(session: Session, now: datetime) -> None:
    for at in (datetime(2026, 11, 22, 20, 59, tzinfo=UTC), datetime(2026, 11, 22, 21, tzinfo=UTC), now):
        make_incident(session, at)

    assert by_week(session, [ENDAU], 3, now) == {date(2026, 11, 9): 0, date(2026, 11, 16): 1, date(2026, 11, 23): 1}


def test_who_sees_no_single_report_has_one_cut() -> None:
    incident_counts.check(Cut(Kind.WILDLIFE))
    with pytest.raises(Refusal, match="one level"):
        incident_counts.check(Cut(level=Level.HIGH))


@pytest.mark.parametrize(
    ("total", "earlier", "window", "is_hot"),
    [
        (2, 0, Window.WEEK, False),
        (3, 0, Window.WEEK, True),
        (3, 0, Window.QUARTER, True),
        (3, 18, Window.MONTH, True),  # usual 1.5
        (3, 19, Window.MONTH, False),
        (8, 73, Window.MONTH, False),
        (12, 73, Window.MONTH, True),  # usual 6
        # A year that had none, one or two: all alike.
        *((3, earlier, Window.YEAR, False) for earlier in range(3)),
        *((4, earlier, Window.YEAR, True) for earlier in range(3)),
    ],
)
def test_a_ward_is_hot_against_itself(total: int, earlier: int, window: Window, is_hot: bool) -> None:
    assert hot(Tally(unverified=total, earlier=earlier), window) is is_hot
    assert hot(Tally(verified=total, earlier=earlier), window) is is_hot


ALARM = Declared(Phase.ALARM, Trend.WORSENING)


@pytest.mark.parametrize(
    ("confirmed", "known", "points", "risk"),
    [
        ([], {}, 0, Risk.LOW),
        ([(Level.CRITICAL, 7)], {}, 12, Risk.RAISED),
        ([(Level.CRITICAL, 7.1)], {}, 8, Risk.RAISED),
        ([(Level.CRITICAL, 30.1)], {}, 4, Risk.LOW),
        ([(Level.CRITICAL, 90.1)], {}, 0, Risk.LOW),
        ([(Level.INFO, 1)] * 9, {}, 0, Risk.LOW),
        ([(Level.MEDIUM, 20), (Level.LOW, 1)], {}, 7, Risk.RAISED),
        ([(Level.CRITICAL, 1)], {"declared": ALARM}, 16, Risk.HIGH),
        ([], {"declared": ALARM, "border": True}, 6, Risk.RAISED),
        ([], {"declared": Declared(None, None)}, 0, Risk.LOW),
        ([], {"hot_neighbours": 1, "unverified": 2}, 4, Risk.LOW),
        ([], {"hot_neighbours": 9, "unverified": 9}, 7, Risk.RAISED),
        ([], {"declared": ALARM, "border": True, "hot_neighbours": 9, "unverified": 9}, 13, Risk.RAISED),
    ],
)
def test_the_risk_of_a_ward_is_the_sum_of_what_is_known(
    confirmed: list[tuple[Level, float]], known: dict[str, object], points: int, risk: Risk
) -> None:
    told = {"declared": None, "border": False, "hot_neighbours": 0, "unverified": 0, **known}
    declared = told.pop("declared")

    found = picture([(level, days * DAY) for level, days in confirmed], declared, **told)  # type: ignore[arg-type]

    assert (found.points, found.risk) == (points, risk)
    assert sum(row.number for row in found.verified) == sum(days <= 90 for _, days in confirmed)
