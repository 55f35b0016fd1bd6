"""What becomes of the dates of a series, whatever the clock, the library and the county have been through."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from domain import audit, senders, series_runs, series_texts
from domain import series as standing_orders
from domain.areas import Gazetteer
from domain.bulletins import Bulletin, Follow, Kind
from domain.hours import NAIROBI
from domain.languages import Language
from domain.library import LibraryVersion
from domain.life_cycle import State as BulletinState
from domain.officers import Grant, Officer, Role
from domain.phases import Phase
from domain.refusals import Refusal
from domain.series import Series
from domain.series_life import State
from domain.series_runs import Outcome, SeriesRun
from domain.vault import Vault
from schedules import departure
from schedules import series as orders
from schedules.crew import Crew
from tests.make import ENDAU, make_approved, make_officer, make_subscriber
from tests.schedules.conftest import WallClock
from tests.series import PASTURE, make_standing, make_version


def at(month: int, day: int, hour: int = 9, minute: int = 30, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=NAIROBI)


TUESDAY = at(12, 1)


@pytest.fixture
def series(session: Session, now: datetime) -> Series:
    """Every Tuesday at 09:30 to 22 December, two texts in turn; approved on Tuesday 24 November at 09:30."""
    versions = [make_version(session, now), make_version(session, now, PASTURE, title="Malisho")]
    standing = make_standing(session, now, versions=versions)
    session.commit()
    return standing


def run_at(crew: Crew, clock: WallClock, moment: datetime) -> None:
    clock.moment = moment
    orders.run_due(crew)


def runs(session: Session) -> list[tuple[datetime, Outcome]]:
    session.expire_all()
    found = session.scalars(select(SeriesRun).order_by(SeriesRun.due_at))
    return [(run.due_at.astimezone(NAIROBI), run.outcome) for run in found]


def bulletins(session: Session) -> list[Bulletin]:
    session.expire_all()
    found = session.scalars(select(Bulletin).where(Bulletin.series_id.is_not(None)).order_by(Bulletin.id))
    return list(found)


def test_a_date_becomes_an_approved_bulletin_that_leaves_by_itself(
    session: Session, crew: Crew, clock: WallClock, series: Series, vault: Vault, places: Gazetteer
) -> None:
    make_subscriber(session, vault, places, clock.moment, wards=[ENDAU])
    session.commit()
    run_at(crew, clock, TUESDAY - timedelta(seconds=1))
    assert bulletins(session) == []

    run_at(crew, clock, TUESDAY + timedelta(seconds=9))
    [made] = bulletins(session)
    assert (made.title, made.kind, made.public, made.series_id) == (
        "Amani kisimani 01/12/2026",
        Kind.PEACE,
        False,
        series.id,
    )
    assert (made.send_at, made.expires_at) == (TUESDAY, at(12, 1, 19, 0))
    assert (made.approver_id, made.author_id) == (series.approver_id, series.author_id)
    [words] = made.texts
    assert words.body == "Kitui 01/12/2026: Maji ni ya wote. Tupeane zamu kisimani kwa amani. Uliza: SMS 20880."
    assert words.signed

    assert departure.start_due(crew) == [made.id]
    session.refresh(made)
    assert made.state is BulletinState.SENDING
    said = [entry.what for entry in audit.history(session, f"bulletin {made.id}")]
    assert said == ["made by a series", "started"]


def test_texts_take_turns_and_the_last_day_ends_it(
    session: Session, crew: Crew, clock: WallClock, series: Series
) -> None:
    for day in (1, 8, 15, 22):
        run_at(crew, clock, at(12, day))
        run_at(crew, clock, at(12, day, 9, 31))
    turns = [made.version_id for made in bulletins(session)]
    assert turns == [*series.versions, *series.versions]
    assert series.state is State.APPROVED

    run_at(crew, clock, at(12, 23, 7, 0))
    assert [outcome for _, outcome in runs(session)] == [Outcome.MADE] * 4
    assert series.state is State.ENDED


def test_month_ends_come_once_through_restarts_and_a_leap_year(session: Session, crew: Crew, clock: WallClock) -> None:
    start = at(11, 20, year=2027)
    make_standing(
        session,
        start,
        weekdays=[],
        monthdays=[30, 31],
        starts_on=start.date(),
        ends_on=date(2028, 4, 30),
        hour=time(18, 50),
    )
    session.commit()
    day = start
    while day < at(5, 1, year=2028):  # a clock that looks now and then
        for hour in (9, 18, 19) if day.day > 26 or day.day < 3 else ():
            run_at(crew, clock, day.replace(hour=hour, minute=55))
        day += timedelta(days=1)

    ends_2027 = [(11, 30), (12, 30), (12, 31)]
    ends_2028 = [(1, 30), (1, 31), (2, 29), (3, 30), (3, 31), (4, 30)]
    expected = [at(*day, 18, 50, 2027) for day in ends_2027] + [at(*day, 18, 50, 2028) for day in ends_2028]
    assert runs(session) == [(moment, Outcome.MADE) for moment in expected]
    # Ten minutes are too few to reach a county in: it has the next day too.
    assert bulletins(session)[0].expires_at == at(12, 1, 19, 0, 2027)


def test_two_clocks_at_once_make_one_bulletin(session: Session, crew: Crew, clock: WallClock, series: Series) -> None:
    clock.moment = TUESDAY
    with ThreadPoolExecutor(4) as clocks:
        for looked in [clocks.submit(orders.run_due, crew) for _ in range(8)]:
            looked.result()

    assert runs(session) == [(TUESDAY, Outcome.MADE)]
    assert len(bulletins(session)) == 1


@pytest.mark.parametrize(
    ("hour", "back", "outcome", "dated"),
    [
        (time(9, 30), at(12, 1, 11, 30), Outcome.MADE, "01/12/2026"),
        (time(9, 30), at(12, 1, 11, 31), Outcome.MISSED, ""),
        (time(18, 0), at(12, 2, 7, 59), Outcome.MADE, "02/12/2026"),  # an hour of the evening and one of the morning
        (time(18, 0), at(12, 2, 8, 1), Outcome.MISSED, ""),
    ],
)
def test_a_clock_that_was_down_catches_up_within_the_grace(
    session: Session,
    crew: Crew,
    clock: WallClock,
    now: datetime,
    hour: time,
    back: datetime,
    outcome: Outcome,
    dated: str,
) -> None:
    make_standing(session, now, hour=hour, starts_on=date(2026, 11, 30))
    session.commit()
    run_at(crew, clock, at(12, 1, 20, 0) if back.day == 2 else back)
    run_at(crew, clock, back)

    assert runs(session) == [(datetime.combine(TUESDAY, hour, NAIROBI), outcome)]
    assert [made.texts[0].body[6:16] for made in bulletins(session)] == ([dated] if dated else [])


def test_weeks_of_absence_are_asked_about_and_only_the_last_date_is_made(
    session: Session, crew: Crew, clock: WallClock, series: Series
) -> None:
    run_at(crew, clock, at(12, 15, 10, 0))

    assert runs(session) == [(TUESDAY, Outcome.MISSED), (at(12, 8), Outcome.MISSED), (at(12, 15), Outcome.MADE)]


def missed(session: Session, crew: Crew, clock: WallClock) -> SeriesRun:
    run_at(crew, clock, at(12, 1, 14, 0))
    [run] = session.scalars(select(SeriesRun))
    return run


def test_a_missed_date_is_sent_late_once(session: Session, crew: Crew, clock: WallClock, series: Series) -> None:
    run, author = missed(session, crew, clock), session.get_one(Officer, series.author_id)
    made = series_runs.send_late(session, series, run, author, at(12, 1, 20, 0))
    session.commit()

    assert (run.outcome, made.send_at, made.expires_at) == (Outcome.LATE, at(12, 2, 7, 0), at(12, 2, 19, 0))
    assert made.texts[0].body.startswith("Kitui 02/12/2026")
    clock.moment = at(12, 2, 7, 0)
    assert departure.start_due(crew) == [made.id]
    with pytest.raises(Refusal, match="decided already"):
        series_runs.send_late(session, series, run, author, clock.moment)
    run_at(crew, clock, at(12, 8))
    assert [made.version_id for made in bulletins(session)] == series.versions


def test_what_leaves_tomorrow_for_the_operator_s_hours_says_tomorrow(
    session: Session, crew: Crew, clock: WallClock, now: datetime
) -> None:
    series = make_standing(session, now, peace_sender_id="AMANI", hour=time(17, 30), starts_on=date(2026, 11, 30))
    session.commit()
    run_at(crew, clock, at(12, 1, 18, 30))  # ours are open, the operator's are not
    run_at(crew, clock, at(12, 2, 8, 0))
    run_at(crew, clock, at(12, 9, 12, 0))
    author, run = session.get_one(Officer, series.author_id), session.get_one(SeriesRun, (series.id, at(12, 8, 17, 30)))
    series_runs.send_late(session, series, run, author, at(12, 9, 18, 30))

    by_itself, late = bulletins(session)
    assert (by_itself.texts[0].body[6:16], by_itself.expires_at) == ("02/12/2026", at(12, 2, 18, 0))
    assert (late.texts[0].body[6:16], late.send_at) == ("10/12/2026", at(12, 10, 8, 0))
    assert late.expires_at == at(12, 10, 18, 0)


def test_a_missed_date_is_not_sent_where_it_no_longer_may(
    session: Session, crew: Crew, clock: WallClock, series: Series
) -> None:
    run = missed(session, crew, clock)
    author, approver = session.get_one(Officer, series.author_id), session.get_one(Officer, series.approver_id)
    for who, when, why in (
        (approver, at(12, 1, 15, 0), "do not write"),
        (author, at(12, 22, 19, 30), "last day of the series has passed"),
    ):
        with pytest.raises(Refusal, match=why):
            series_runs.send_late(session, series, run, who, when)
    warning = make_approved(session, at(11, 30))
    warning.phase, warning.state = Phase.EMERGENCY, BulletinState.SENT
    with pytest.raises(Refusal, match="stands back"):
        series_runs.send_late(session, series, run, author, at(12, 1, 15, 0))
    series.halt(approver, "Kuna mazungumzo", at(12, 1, 15, 0))
    with pytest.raises(Refusal, match="approved anew"):
        series_runs.send_late(session, series, run, author, at(12, 1, 15, 0))
    series_runs.leave(series, run, author, at(12, 1, 15, 0))
    assert run.outcome is Outcome.LEFT
    assert bulletins(session) == []


@pytest.mark.parametrize("by_officer", [True, False])
def test_an_ended_series_sends_nothing_and_asks_nothing_more(
    session: Session, crew: Crew, clock: WallClock, series: Series, by_officer: bool
) -> None:
    run, author = missed(session, crew, clock), session.get_one(Officer, series.author_id)
    if by_officer:
        series_runs.end(session, series, author, clock.moment)
        with pytest.raises(Refusal, match="decided already"):
            series_runs.send_late(session, series, run, author, clock.moment)
    else:
        run_at(crew, clock, at(12, 23))

    session.refresh(run)
    assert run.outcome is Outcome.LEFT


@pytest.mark.parametrize(
    ("areas", "later", "outcome"),
    [
        (["kitui.kitui-west"], None, Outcome.STEPPED_BACK),  # another constituency, the same county
        (["makueni"], None, Outcome.MADE),
        (["kitui"], Follow.ALL_CLEAR, Outcome.MADE),
        (["kitui"], Follow.CANCEL, Outcome.MADE),
        (["kitui"], Follow.UPDATE, Outcome.STEPPED_BACK),
    ],
    ids=str,
)
def test_it_stands_back_while_an_emergency_runs_in_its_county(
    session: Session,
    crew: Crew,
    clock: WallClock,
    series: Series,
    areas: list[str],
    later: Follow | None,
    outcome: Outcome,
) -> None:
    warning = make_approved(session, at(11, 30), areas=areas)
    warning.phase, warning.state = Phase.EMERGENCY, BulletinState.SENT
    if later:
        clear = make_approved(session, at(11, 30, 10, 0), areas=areas)
        clear.follows_id, clear.follow, clear.state = warning.id, later, BulletinState.SENT
        clear.phase, clear.started_at = Phase.EMERGENCY, clear.send_at  # each carries the phase of what it follows
    session.commit()
    run_at(crew, clock, TUESDAY)

    assert runs(session) == [(TUESDAY, outcome)]
    run_at(crew, clock, at(12, 8))
    assert runs(session)[1] == (at(12, 8), Outcome.MADE), "the warning has run out"


def withdraw(session: Session, series: Series) -> None:
    series_version(session, series).entry.withdrawn_at = at(11, 30)


def change_words(session: Session, series: Series) -> None:
    words = series_version(session, series).texts[0]
    words.body = words.plain = "Kitui {date}: Maji si ya wote."
    words.signed_hash = words.fingerprint()  # however it came about


def rename_sender(session: Session, series: Series) -> None:
    senders.register(session, sender_id="SERIKALI", short_code="20880")


def lose_code(session: Session, series: Series) -> None:
    senders.register(session, sender_id="NDMA", short_code=None)


def change_code(session: Session, series: Series) -> None:
    senders.register(session, sender_id="NDMA", short_code="40440")


def move_hour(session: Session, series: Series) -> None:
    series.hour = time(9, 0)


def series_version(session: Session, series: Series) -> LibraryVersion:
    return session.get_one(LibraryVersion, series.versions[0])


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (withdraw, "One of its texts was withdrawn from the library."),
        (change_words, "approved"),
        (change_code, "are not as approved."),
        (rename_sender, "are not as approved."),
        (lose_code, "One of its texts names the short code, and none is set."),
        (move_hour, "are not as approved."),
    ],
)
def test_nothing_leaves_once_its_approval_no_longer_holds(
    session: Session, crew: Crew, clock: WallClock, series: Series, happens: Callable[[Session, Series], None], why: str
) -> None:
    happens(session, series)
    session.commit()
    run_at(crew, clock, TUESDAY)

    assert [outcome for _, outcome in runs(session)] == [Outcome.WITHDRAWN]
    assert bulletins(session) == []
    assert series.state is State.HALTED
    assert why in str(series.halted_because)
    run_at(crew, clock, at(12, 8))
    assert len(runs(session)) == 1, "halted, it decides no more dates"


def test_a_text_signed_after_the_approval_waits_for_the_next(
    session: Session, crew: Crew, clock: WallClock, now: datetime
) -> None:
    version = make_version(session, now, unsigned={Language.KAMBA: "Kĩw'ũ nĩ kya onthe {date}"})
    make_standing(session, now, versions=[version])
    speaker = make_officer(session, "mutheu", Grant(role=Role.REVIEWER, language=Language.KAMBA))
    version.texts[1].sign(speaker, now + timedelta(hours=1), now.date())
    session.commit()
    run_at(crew, clock, TUESDAY)

    [made] = bulletins(session)
    assert [text.language for text in made.texts] == [Language.SWAHILI]


def test_a_date_before_the_approval_is_none_of_it(session: Session, crew: Crew, clock: WallClock) -> None:
    make_standing(session, at(12, 1, 9, 31))
    session.commit()
    run_at(crew, clock, at(12, 1, 10, 0))

    assert runs(session) == []


def halt_and_approve_anew(session: Session, series: Series) -> None:
    author, approver = (session.get_one(Officer, one) for one in (series.author_id, series.approver_id))
    versions = series_texts.of(session, series.versions)
    series.halt(approver, "Kuna mazungumzo", TUESDAY)
    series.submit(author, versions, TUESDAY)
    sender = senders.of(session, series.kind.sender_use)
    series.approve(approver, versions, TUESDAY + timedelta(minutes=1), sender, senders.code(session))


def end(session: Session, series: Series) -> None:
    series_runs.end(session, series, session.get_one(Officer, series.author_id), TUESDAY)


def warn(session: Session, series: Series) -> None:
    warning = make_approved(session, at(11, 30))
    warning.phase, warning.state = Phase.EMERGENCY, BulletinState.SENT


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (halt_and_approve_anew, "not approved now"),
        (end, "was ended"),
        (withdraw, "withdrawn from the library"),
        (warn, "stands back"),
    ],
)
def test_what_was_made_and_still_waits_does_not_leave_either(
    session: Session, crew: Crew, clock: WallClock, series: Series, happens: Callable[[Session, Series], None], why: str
) -> None:
    run_at(crew, clock, TUESDAY)
    happens(session, series)
    session.commit()
    clock.moment = TUESDAY + timedelta(minutes=2)

    assert departure.start_due(crew) == []
    [made] = bulletins(session)
    assert made.state is BulletinState.CANCELLED
    *_, said = audit.history(session, f"bulletin {made.id}")
    assert why in said.detail["reason"]


def test_what_was_made_on_the_last_day_leaves_after_the_series_ended(
    session: Session, crew: Crew, clock: WallClock, now: datetime
) -> None:
    series = make_standing(session, now, hour=time(18, 30))
    session.commit()
    run_at(crew, clock, at(12, 23, 7, 0))
    session.refresh(series)
    assert series.state is State.ENDED
    assert departure.start_due(crew) == [made.id for made in bulletins(session)]


def test_who_halts_a_series_waits_for_what_is_just_leaving(
    session: Session, sessions: sessionmaker[Session], crew: Crew, clock: WallClock, series: Series
) -> None:
    run_at(crew, clock, TUESDAY)
    [made] = bulletins(session)
    assert series_runs.why_not(session, made, TUESDAY) == ""
    with sessions() as other:
        other.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError):
            standing_orders.locked(other, series.id)


def test_what_people_changed_and_approved_themselves_needs_its_series_no_more(
    session: Session, crew: Crew, clock: WallClock, series: Series
) -> None:
    run_at(crew, clock, TUESDAY)
    [made] = bulletins(session)
    end(session, series)
    made.reopen()
    made.move(BulletinState.SUBMITTED)
    made.move(BulletinState.APPROVED)
    made.approved_hash = made.fingerprint(senders.of(session, made.kind.sender_use))
    session.commit()

    assert departure.start_due(crew) == [made.id]
