"""The drought record is kept: one of each month, corrected with a trace."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from domain import audit, drought_records
from domain.audit import Audit
from domain.drought_records import Kept, check_month, check_published
from domain.indicators import DroughtRecord, Figure, Indicator
from domain.officers import Grant, Officer, Role
from domain.phases import Phase
from domain.refusals import Refusal
from tests.make import make_officer

APRIL, MAY = date(2021, 4, 1), date(2021, 5, 1)
ZONE = "kitui.mixed-farming"


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="kitui"))


def record(officer: Officer, now: datetime, vci: str = "34.29", **said: object) -> DroughtRecord:
    figure = Figure(indicator=Indicator.VCI, low=Decimal(vci), high=Decimal(vci))
    plain = {
        "county": "kitui",
        "month": APRIL,
        "source": "bulletin",
        "published_on": date(2021, 5, 12),
        "phase": Phase.ALERT,
        "figures": [figure],
        "entered_by": officer.id,
        "entered_at": now,
    }
    return DroughtRecord(**plain | said)  # type: ignore[arg-type]


def test_a_correction_takes_the_place_and_the_audit_keeps_what_stood_there(
    session: Session, officer: Officer, now: datetime
) -> None:
    assert drought_records.keep(session, officer, [record(officer, now)], now) == Kept(new=1)
    later = now + timedelta(days=1)

    kept = drought_records.keep(session, officer, [record(officer, later, "43.29", remarks="mistyped")], later)

    assert kept == Kept(corrected=1)
    standing = drought_records.newest(session, "kitui")
    assert standing is not None
    assert [str(figure.value) for figure in standing.figures] == ["43.29"]
    assert (standing.remarks, standing.entered_at) == ("mistyped", later)
    entered, corrected = audit.history(session, drought_records.subject(standing))
    assert (entered.what, corrected.what) == ("entered a drought record", "corrected a drought record")
    assert corrected.detail["before"]["figures"] == [["vci3m", "34.29", "", ""]]


def test_what_says_the_same_changes_nothing(session: Session, officer: Officer, now: datetime) -> None:
    drought_records.keep(session, officer, [record(officer, now)], now)
    acts = session.scalar(select(func.count(Audit.id)))

    assert drought_records.keep(session, officer, [record(officer, now, "34.290")], now) == Kept(unchanged=1)
    assert session.scalar(select(func.count(Audit.id))) == acts


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"county": "makueni"}, "You do not keep the drought record of this county."),
        ({"zone": "makueni.marginal-mixed-farming"}, "This is a livelihood zone of another county."),
        ({"month": date(2026, 11, 1)}, "This month is not over yet."),
        ({"month": date(9999, 12, 1)}, "This month is not over yet."),
        ({"published_on": date(2021, 4, 30)}, "A bulletin is not published before its month is over."),
    ],
)
def test_nothing_is_kept_of_what_cannot_be(
    session: Session, officer: Officer, now: datetime, said: dict[str, object], says: str
) -> None:
    with pytest.raises(Refusal, match=says):
        drought_records.keep(session, officer, [record(officer, now), record(officer, now, **said)], now)

    assert session.scalar(select(func.count(DroughtRecord.id))) == 0


def test_months_have_their_edges() -> None:
    december, new_year = date(2026, 12, 1), date(2027, 1, 1)

    check_month(december, new_year)
    check_published(new_year, december, new_year)
    for month, today in ((december, date(2026, 12, 31)), (date(1999, 12, 1), new_year)):
        with pytest.raises(Refusal):
            check_month(month, today)
    for published in (date(2026, 12, 31), date(2027, 1, 2)):
        with pytest.raises(Refusal):
            check_published(published, december, new_year)


def test_the_newest_of_each_and_the_history_are_found(session: Session, officer: Officer, now: datetime) -> None:
    june = {"month": MAY, "published_on": date(2021, 6, 12)}
    records = [record(officer, now), record(officer, now, zone=ZONE), record(officer, now, **june)]
    drought_records.keep(session, officer, records, now)

    newest = drought_records.newest_of_each(session, ["kitui", "makueni"])

    assert [(one.zone, one.month) for one in newest] == [(None, MAY), (ZONE, APRIL)]
    assert [one.month for one in drought_records.history(session, "kitui")] == [MAY, APRIL]
    assert [one.month for one in drought_records.history(session, "kitui", limit=1, skip=1)] == [APRIL]
    assert drought_records.of_month(session, "kitui", APRIL).keys() == {None, ZONE}
    assert drought_records.newest(session, "kitui", "kitui.marginal-mixed-farming") is None


def test_two_who_enter_one_month_at_once_make_one_record(
    session: Session, sessions: sessionmaker[Session], officer: Officer, now: datetime
) -> None:
    session.commit()
    together = threading.Barrier(2)

    def enter(vci: str) -> Kept:
        with sessions.begin() as own:
            together.wait()
            return drought_records.keep(own, officer, [record(officer, now, vci)], now)

    with ThreadPoolExecutor(2) as threads:
        kept = list(threads.map(enter, ("34.29", "43.29")))

    assert sorted(kept) == [Kept(corrected=1), Kept(new=1)]
