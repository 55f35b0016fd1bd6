"""What is kept of sexual violence and of harm to a child, and who sees it."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from domain import restricted_reports
from domain.officers import Grant, Role
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.subscribers import Channel
from tests.make import ENDAU, SAGALLA, make_officer

TODAY = date(2026, 11, 24)
USSD, UNSAID = Channel.USSD, RestrictedKind.UNSAID


def wards(session: Session) -> list[tuple[date, str | None]]:
    session.flush()
    session.expire_all()
    return sorted((row.day, row.ward or "") for row in session.query(RestrictedReport))


def test_a_ward_goes_to_one_of_the_day_kind_and_channel_that_has_none(session: Session) -> None:
    for kind, ward, channel in (
        (UNSAID, SAGALLA, USSD),
        (UNSAID, None, USSD),
        (UNSAID, None, Channel.SMS),
        (RestrictedKind.CHILD, None, USSD),
    ):
        restricted_reports.keep(session, kind, ward, TODAY, channel)
    session.flush()
    restricted_reports.place(session, UNSAID, ENDAU, TODAY, USSD)

    kept = [(row.kind, row.channel) for row in session.query(RestrictedReport).filter_by(ward=ENDAU)]
    assert kept == [(UNSAID, USSD)]
    assert len(wards(session)) == 4


def test_a_ward_told_after_midnight_goes_to_the_day_before_and_is_never_lost(session: Session) -> None:
    restricted_reports.keep(session, UNSAID, None, TODAY, USSD)
    session.flush()
    tomorrow = TODAY + timedelta(days=1)
    restricted_reports.place(session, UNSAID, ENDAU, tomorrow, USSD)
    assert wards(session) == [(TODAY, ENDAU)]

    restricted_reports.place(session, UNSAID, SAGALLA, tomorrow, USSD)
    assert wards(session) == [(TODAY, ENDAU), (tomorrow, SAGALLA)]


def test_a_focal_point_sees_the_counties_they_hold_and_those_without_a_ward_until_they_are_done(
    session: Session,
) -> None:
    mine, other, nowhere = (
        restricted_reports.keep(session, UNSAID, ward, TODAY, USSD) for ward in (ENDAU, SAGALLA, None)
    )
    focal = make_officer(session, "mercy", Grant(role=Role.PROTECTION, county="kitui"))
    peace = make_officer(session, "wanza", Grant(role=Role.PEACE))

    assert restricted_reports.listed(session, {"kitui"}) == [mine, nowhere]
    assert len(restricted_reports.listed(session, None)) == 3
    assert [restricted_reports.seen_by(focal, row, TODAY) for row in (mine, other, nowhere)] == [True, False, True]
    assert not restricted_reports.seen_by(peace, mine, TODAY)

    assert restricted_reports.done(session, mine.id, focal) is mine
    assert mine.done_by == focal.id
    restricted_reports.done(session, mine.id, peace)
    assert mine.done_by == focal.id, "the first stays"
    assert restricted_reports.listed(session, {"kitui"}) == [nowhere, mine]
    assert restricted_reports.done(session, 0, focal) is None
