"""Who is called, when nobody answers, and what is said of what is late: always with the clock as an argument."""

import logging
import threading
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import duty, sorting
from domain.hours import local
from domain.incidents import Handling, Incident, Verification
from domain.intake import Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.roster import Shift
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.sightings import When
from domain.subscribers import Channel
from domain.summaries import Summary
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.timeline import Act, of
from domain.triage import Level, Told
from messages import alerts, filing
from messages.paging import MOST_AN_HOUR
from schedules import paging
from schedules.crew import Crew
from tests.make import ENDAU, SAGALLA, make_incident, make_officer
from tests.schedules.conftest import WallClock

TEN = timedelta(minutes=10)
VIOLENCE, THEFT, WATER, PEACE = Kind.VIOLENCE_INJURY, Kind.LIVESTOCK_THEFT, Kind.WATER_PASTURE, Kind.PEACE_POSITIVE
Staff = Callable[..., Officer]


@pytest.fixture
def staff(session: Session, crew: Crew) -> Staff:
    """An officer with a number that ends as the test says."""

    def make(name: str, number: int, role: Role = Role.PEACE, **grant: object) -> Officer:
        phone = f"+25471199000{number}"
        held = Grant(role=role, **{"county": "kitui", **grant})  # type: ignore[arg-type]
        officer = make_officer(session, name, held, phone=phone, vault=crew.vault)
        session.commit()
        return officer

    return make


def shift(session: Session, officer: Officer, begins: int, ends: int, turn: int = 1) -> Shift:
    made = Shift(
        county="kitui",
        officer_id=officer.id,
        begins=time(begins),
        ends=time(ends),
        starts_on=date(2026, 11, 1),
        turn=turn,
    )
    session.add(made)
    session.commit()
    return made


def file(
    session: Session, crew: Crew, level: Level, kind: Kind = VIOLENCE, ward: str | None = ENDAU, *, tell: bool = True
) -> Incident:
    incident = make_incident(session, crew.now(), ward, kind, vault=crew.vault)
    incident.level = level
    incident.reckon(crew.now())
    if tell:
        alerts.alert_duty(session, crew.vault, incident, places=crew.places, now=crew.now())
    session.commit()
    return incident


class Heard:
    """What officers' phones were told since one last asked: (last digit, text) pairs."""

    def __init__(self, session: Session, crew: Crew) -> None:
        self.session, self.crew, self.seen = session, crew, 0

    def texts(self) -> list[tuple[int, str]]:
        self.session.commit()
        query = select(SingleText).where(SingleText.id > self.seen, SingleText.reason == Reason.ALERT)
        found = self.session.scalars(query.order_by(SingleText.id)).all()
        self.seen = max([self.seen, *(text.id for text in found)])
        open_ = self.crew.vault
        return [
            (
                int(TEXT_PHONE.read(open_, text)[-1]),
                TEXT_BODY.read(open_, text),
            )
            for text in found
        ]

    def phones(self) -> list[int]:
        return [phone for phone, _ in self.texts()]


@pytest.fixture
def heard(session: Session, crew: Crew) -> Heard:
    return Heard(session, crew)


def later(clock: WallClock, crew: Crew, time: timedelta) -> None:
    clock.moment += time
    paging.page_next(crew)


def steps(session: Session, incident: Incident) -> list[tuple[Act, str]]:
    session.commit()
    return [(step.act, step.value) for step in of(session, incident)]


def test_critical_goes_round_until_it_is_taken_up(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    first, second = staff("amina", 1), staff("beni", 2)
    staff("dora", 4, Role.LEAD)
    staff("eli", 5, Role.LEAD, ends_on=local(clock()).date())
    staff("far", 6, Role.LEAD, county="makueni")
    shift(session, second, 7, 19, turn=2)
    shift(session, first, 7, 19)
    incident = file(session, crew, Level.CRITICAL)

    texts = heard.texts()
    assert [phone for phone, _ in texts] == [1, 4, 5], "the first in turn, and every lead at once"
    assert "to the lead" in texts[1][1]
    assert "Those on duty are told" in texts[1][1]
    later(clock, crew, TEN - timedelta(minutes=1))
    assert heard.phones() == []
    later(clock, crew, timedelta(minutes=1))
    assert heard.phones() == [2]
    later(clock, crew, TEN)
    texts = heard.texts()
    assert [phone for phone, _ in texts] == [4, 5]
    assert "nobody has taken up CRITICAL report" in texts[0][1]
    later(clock, crew, TEN)
    later(clock, crew, TEN)
    assert heard.phones() == [1, 2]
    later(clock, crew, TEN)
    assert heard.phones() == [1], "the leads are told once"
    assert steps(session, incident) == [
        (Act.PAGED, "1"), (Act.LEAD_TOLD, "at_once"), (Act.PAGED, "2"), (Act.LEAD_TOLD, "nobody"),
        (Act.PAGED, "3"), (Act.PAGED, "4"), (Act.PAGED, "5"),
    ]  # fmt: skip

    incident.verify(Verification.CHECKING, clock())
    session.commit()
    later(clock, crew, TEN)
    assert heard.phones() == []


@pytest.mark.parametrize("end", ["closed", "mass", "taken", "lowered"])
def test_nothing_is_paged_that_nobody_need_come_for(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard, end: str
) -> None:
    staff("amina", 1)
    incident = file(session, crew, Level.HIGH)
    assert heard.phones() == [1]
    if end == "closed":
        incident.verify(Verification.FALSE, clock())
        incident.handle(Handling.CLOSED, clock())
    elif end == "mass":
        incident.mass = True
    elif end == "taken":
        incident.taken_up_at = clock()
    else:
        incident.level = Level.MEDIUM
    session.commit()
    later(clock, crew, timedelta(hours=1))
    later(clock, crew, timedelta(hours=1))

    assert heard.phones() == []
    session.refresh(incident)
    assert incident.page_next_at is None
    if end == "mass":
        incident.mass = False
        assert alerts.alert_duty(session, crew.vault, incident, places=crew.places, now=clock()) == 1


def test_high_goes_to_the_lead_only_past_the_last(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    staff("dora", 4, Role.LEAD)
    file(session, crew, Level.HIGH)
    assert heard.phones() == [1]
    later(clock, crew, timedelta(minutes=15))
    assert heard.phones() == [4]
    later(clock, crew, timedelta(minutes=15))
    assert heard.phones() == [1]


def test_high_at_night_waits_for_the_morning_and_critical_does_not(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    shift(session, staff("amina", 1), 8, 17)
    clock.moment = local(clock()).replace(hour=22, minute=0)
    morning = clock() + timedelta(hours=10)
    high = file(session, crew, Level.HIGH)
    assert heard.phones() == []
    assert (high.page_next_at, high.due_at) == (morning, morning + timedelta(minutes=15))

    file(session, crew, Level.CRITICAL)
    assert heard.phones() == [1], "the roster is empty at that hour: everyone with the role is called in turn"
    high.level = Level.CRITICAL
    high.reckon(clock())
    session.commit()
    later(clock, crew, timedelta(minutes=1))
    assert heard.phones() == [1], "what has risen no longer waits"

    clock.moment = morning - timedelta(minutes=1)
    waiting = file(session, crew, Level.HIGH)
    heard.phones()
    later(clock, crew, timedelta(minutes=1))
    assert waiting.code_word in " ".join(text for _, text in heard.texts())


def test_high_that_nobody_took_up_before_the_evening_is_told_to_the_lead(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    shift(session, staff("amina", 1), 8, 17)
    staff("dora", 4, Role.LEAD)
    clock.moment = local(clock()).replace(hour=16, minute=55)
    incident = file(session, crew, Level.HIGH)
    later(clock, crew, timedelta(minutes=15))
    assert heard.phones() == [1, 4]

    session.refresh(incident)
    assert incident.page_next_at == clock().replace(hour=8, minute=0) + timedelta(days=1)
    clock.moment = incident.page_next_at
    paging.page_next(crew)
    assert heard.phones() == [1], "and the morning begins from the first"


def test_a_handover_skips_nobody(session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard) -> None:
    night, dawn, day = staff("amina", 1), staff("beni", 2), staff("chao", 3)
    shift(session, night, 18, 6)
    shift(session, dawn, 6, 18)
    shift(session, day, 6, 18, turn=2)
    clock.moment = local(clock()).replace(hour=5, minute=55)
    file(session, crew, Level.CRITICAL)
    assert heard.phones() == [1]
    later(clock, crew, TEN)
    later(clock, crew, TEN)
    assert heard.phones() == [2, 3]


def test_medium_is_told_to_all_on_duty_once_and_low_to_nobody(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    staff("beni", 2)
    incident = file(session, crew, Level.MEDIUM, THEFT)
    low = file(session, crew, Level.LOW, WATER)
    assert heard.phones() == [1, 2]
    assert alerts.alert_duty(session, crew.vault, incident, places=crew.places, now=clock()) == 0
    low.level = Level.MEDIUM
    session.commit()
    later(clock, crew, timedelta(hours=1))
    assert [low.code_word in text for _, text in heard.texts()] == [True, True], "it has risen"
    later(clock, crew, timedelta(hours=1))
    assert heard.phones() == []


def test_what_rises_to_critical_in_somebodys_hands_is_told_to_them_and_the_lead(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    mine = staff("beni", 2)
    staff("dora", 4, Role.LEAD)
    incident = file(session, crew, Level.HIGH)
    heard.phones()
    incident.verify(Verification.CHECKING, clock())
    incident.assigned_to, incident.level = mine.id, Level.CRITICAL
    session.commit()
    later(clock, crew, timedelta(minutes=1))
    later(clock, crew, timedelta(hours=1))
    assert heard.phones() == [2, 4]


def test_without_a_place_the_first_of_every_county_is_paged_and_nobody_twice(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1, county=None)
    staff("beni", 2)
    staff("chao", 3, county="taita-taveta")
    incident = file(session, crew, Level.CRITICAL, ward=None)
    assert heard.phones() == [1, 3]
    later(clock, crew, TEN)
    assert heard.phones() == [2]
    assert steps(session, incident) == [(Act.PAGED, "2"), (Act.PAGED, "3")]


def test_a_flood_is_counted_in_reminders_and_hides_nothing_critical(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    staff("dora", 4, Role.LEAD)
    for kind in (VIOLENCE, THEFT):
        for _ in range(15):
            file(session, crew, Level.HIGH if kind is VIOLENCE else Level.MEDIUM, kind)
    assert heard.phones() == [1] * MOST_AN_HOUR
    critical = file(session, crew, Level.CRITICAL)
    assert [(phone, critical.code_word in text) for phone, text in heard.texts()] == [(1, True), (4, True)]

    clock.moment += timedelta(minutes=20)
    paging.nag(crew)
    [(phone, text)] = heard.texts()
    assert phone == 1
    assert text.startswith(f"Mbiu: late reports (16): {critical.code_word}, ")
    paging.page_next(crew)
    assert heard.phones() == [4] * 16, "nobody took them up"
    for _ in range(4):
        later(clock, crew, timedelta(minutes=16))
    assert len(heard.phones()) < 2 * MOST_AN_HOUR


def test_numbers_that_cannot_be_used_stop_nobody(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    lost, without, gone = staff("amina", 1), staff("beni", 2), staff("chao", 3, ends_on=clock().date())
    for officer in (lost, without, gone, staff("dani", 4)):
        shift(session, officer, 0, 0)
    lost.phone_sealed, without.phone_sealed = b"not ours", None
    clock.moment += timedelta(days=1)
    with caplog.at_level(logging.ERROR):
        file(session, crew, Level.CRITICAL)
    assert heard.phones() == [4]
    assert f"officer {lost.id} cannot be opened" in caplog.text

    file(session, crew, Level.MEDIUM, THEFT)
    clock.moment += timedelta(hours=5)
    paging.nag(crew)
    paging.begin_shifts(crew)
    assert set(heard.phones()) == {4}


def test_nobody_at_all_is_tried_again_and_the_first_with_a_number_is_paged(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("dora", 4, Role.LEAD)
    incident = file(session, crew, Level.CRITICAL)
    texts = heard.texts()
    assert ["nobody has taken up" in text for _, text in texts] == [True]
    later(clock, crew, TEN)
    assert heard.phones() == []
    staff("amina", 1)
    later(clock, crew, TEN)
    assert heard.phones() == [1]
    assert steps(session, incident) == [(Act.LEAD_TOLD, "nobody"), (Act.PAGED, "1")]


def test_a_late_report_is_nagged_of_in_one_text_of_one_part(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    amina, beni = staff("amina", 1), staff("beni", 2)
    beni.interface = Language.SWAHILI
    theirs = [file(session, crew, Level.MEDIUM, THEFT, tell=False) for _ in range(9)]
    mine = file(session, crew, Level.MEDIUM, THEFT, tell=False)
    mine.assigned_to = amina.id
    mass, ended = (file(session, crew, Level.MEDIUM, THEFT, tell=False) for _ in range(2))
    mass.mass = True
    ended.verify(Verification.FALSE, clock())
    ended.handle(Handling.CLOSED, clock())
    session.commit()
    clock.moment += timedelta(hours=4)
    paging.nag(crew)
    assert heard.phones() == [], "on the minute it is not late"
    clock.moment += timedelta(minutes=1)
    paging.nag(crew)
    paging.nag(crew)

    texts = dict(heard.texts())
    assert texts.keys() == {1, 2}
    assert texts[1].startswith("Mbiu: late reports (10): ")
    assert texts[2].startswith("Mbiu: ripoti zilizochelewa (9): ")
    assert all(len(text) <= 160 and ", +" in text for text in texts.values())
    assert theirs[0].code_word in texts[2]
    assert not any(out.code_word in text for out in (mass, ended) for text in texts.values())
    assert steps(session, mine) == [(Act.NAGGED, "")]
    assert steps(session, mass) == []


def test_nags_come_again_by_level_and_leave_the_night_alone(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    clock.moment = local(clock()).replace(hour=18, minute=0)
    high = file(session, crew, Level.HIGH)
    high.verify(Verification.CHECKING, clock())  # four hours to check it
    file(session, crew, Level.MEDIUM, THEFT)
    session.commit()
    heard.phones()
    told = []
    for _ in range(4 * 14 - 1):
        clock.moment += timedelta(minutes=15)
        paging.nag(crew)
        told += [f"{local(clock()):%H:%M} {text.split('(')[1][0]}" for _, text in heard.texts()]
    nightly = [f"{hour % 24:02}:15 1" for hour in range(22, 31)]
    assert told == [*nightly, "07:15 2"]


def test_what_is_paged_is_not_nagged_of(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    file(session, crew, Level.CRITICAL)
    heard.phones()
    clock.moment += timedelta(minutes=5)
    paging.nag(crew)
    assert heard.phones() == []


def test_who_comes_on_duty_hears_what_is_open_once(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    amina, beni = staff("amina", 1), staff("beni", 2)
    shift(session, amina, 22, 6)
    shift(session, beni, 6, 22)
    file(session, crew, Level.MEDIUM, THEFT, tell=False)
    file(session, crew, Level.LOW, WATER, tell=False)
    file(session, crew, Level.LOW, WATER, SAGALLA, tell=False)
    paging.begin_shifts(crew)
    heard.phones()
    clock.moment = local(clock()).replace(hour=22, minute=0)
    paging.begin_shifts(crew)
    paging.begin_shifts(crew)
    assert [(phone, text[:66]) for phone, text in heard.texts()] == [
        (1, "Mbiu: your shift in Kitui begins. Open reports: 2, late: 1. Look a")
    ]
    clock.moment += timedelta(hours=3)
    paging.begin_shifts(crew)
    assert heard.phones() == []
    clock.moment += timedelta(hours=5, minutes=30)  # the clock was down at six
    paging.begin_shifts(crew)
    assert heard.phones() == [2]


def test_a_shift_with_nothing_open_begins_in_silence(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    shift(session, staff("amina", 1), 8, 17)
    paging.begin_shifts(crew)
    file(session, crew, Level.LOW, WATER)
    paging.begin_shifts(crew)
    assert heard.phones() == []


def test_summaries_leave_once_in_the_morning_and_never_of_yesterday(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    file(session, crew, Level.LOW, WATER)  # Tuesday 09:30
    file(session, crew, Level.LOW, WATER)
    file(session, crew, Level.INFO, PEACE)
    wednesday = local(clock()).replace(hour=7, minute=59) + timedelta(days=1)
    for moment in (wednesday, wednesday + timedelta(minutes=1), wednesday + timedelta(minutes=2)):
        clock.moment = moment
        paging.summarise(crew)
    [(phone, text)] = heard.texts()
    assert phone == 1
    assert text.startswith("Mbiu Kitui, summary of the day: new reports of level LOW: 2. Open: 3, late: 0.")
    assert session.scalars(select(Summary.told)).all() == [Told.DAILY]

    clock.moment = wednesday + timedelta(days=3, hours=9)  # the clock was down for two mornings, and this one
    paging.summarise(crew)
    assert [text.split(". ")[0][-1] for _, text in heard.texts()] == ["0"]
    clock.moment = wednesday + timedelta(days=5, minutes=1)  # Monday
    paging.summarise(crew)
    paging.summarise(crew)
    daily, weekly = (text for _, text in heard.texts())
    assert "new reports of level LOW: 0. Open: 3, late: 3" in daily
    assert "summary of the week: new reports FOR INFORMATION: 1." in weekly


def test_a_summary_of_nothing_and_to_nobody_is_no_text(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    file(session, crew, Level.LOW, WATER, SAGALLA)
    paging.summarise(crew)
    assert session.scalars(select(Summary)).all() == [], "nobody is on duty anywhere: it waits for somebody"
    staff("amina", 1)
    paging.summarise(crew)
    assert heard.phones() == []
    assert session.scalars(select(Summary.county)).all() == ["kitui"]


def test_two_clocks_page_one_officer_once(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    for number, name in enumerate(("amina", "beni", "chao"), start=1):
        staff(name, number)
    file(session, crew, Level.CRITICAL)
    file(session, crew, Level.MEDIUM, THEFT)
    heard.phones()
    clock.moment += timedelta(days=1)
    jobs = (paging.page_next, paging.nag, paging.summarise, paging.begin_shifts)
    for job in jobs:
        clocks = [threading.Thread(target=job, args=(crew,)) for _ in range(4)]
        for each in clocks:
            each.start()
        for each in clocks:
            each.join()

    assert sorted(heard.phones()) == [1, 1, 2, 2, 2, 3, 3], "one page; three of one nag; three of one summary"


def test_one_that_fails_holds_back_no_other(
    session: Session,
    crew: Crew,
    clock: WallClock,
    staff: Staff,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    staff("amina", 1)
    staff("beni", 2)
    broken, whole = file(session, crew, Level.CRITICAL), file(session, crew, Level.CRITICAL)
    heard.phones()
    page = paging.paging.page

    def fail(session: Session, vault: object, incident: Incident, **more: object) -> int:
        if incident.id == broken.id:
            raise RuntimeError("Mzee Mutua amepigwa")
        return page(session, vault, incident, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(paging.paging, "page", fail)
    later(clock, crew, TEN)
    assert [whole.code_word in text for _, text in heard.texts()] == [True]
    assert "RuntimeError" in caplog.text
    assert "Mutua" not in caplog.text

    monkeypatch.undo()
    later(clock, crew, timedelta())
    assert [broken.code_word in text for _, text in heard.texts()] == [True]


def test_an_officer_who_has_the_report_open_is_not_waited_for(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    incident = file(session, crew, Level.CRITICAL)
    heard.phones()
    session.scalar(select(Incident).where(Incident.id == incident.id).with_for_update())
    clock.moment += TEN
    paging.page_next(crew)
    incident.verify(Verification.CHECKING, clock())
    session.commit()
    paging.page_next(crew)
    assert heard.phones() == []


def test_what_was_split_off_or_left_untold_is_paged_and_what_looks_like_mass_reporting_is_not(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    urgent = file(session, crew, Level.HIGH, tell=False)
    low = file(session, crew, Level.MEDIUM, THEFT, tell=False)
    mass = file(session, crew, Level.HIGH, tell=False)
    mass.mass = True
    session.commit()
    paging.page_next(crew)
    [(_, text)] = heard.texts()
    assert urgent.code_word in text
    paging.page_next(crew)
    assert heard.phones() == []
    assert (low.alerted, mass.alerted) == (None, None)


def test_what_came_in_a_crowd_is_told_of_by_itself_once_it_rises(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    filed = []
    for number in range(12):
        report = Report(THEFT, ENDAU, When.TODAY, f"Wezi {number} wamekuja", Language.SWAHILI)
        phone = Phone(f"+2547110000{number:02}")
        many = {"channel": Channel.USSD, "places": crew.places, "now": clock()}
        filed.append(filing.file(session, crew.vault, phone, report, **many).incident)  # type: ignore[arg-type]
    heard.phones()
    assert filed[-1].alerted is filed[-1].level
    filed[-1].level = Level.CRITICAL
    session.commit()
    paging.page_next(crew)
    assert [filed[-1].code_word in text for _, text in heard.texts()] == [True]


def test_a_report_that_is_moved_to_another_county_is_told_there(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    amina = staff("amina", 1)
    for name, number, role in (("chao", 3, Role.PEACE), ("lead", 4, Role.LEAD)):
        staff(name, number, role, county="taita-taveta")
    incident = file(session, crew, Level.CRITICAL)
    sorting.assign(session, crew.vault, incident, amina, amina, clock())
    heard.phones()
    incident.level_decided = True
    sorting.set_ward(session, crew.vault, incident, amina, SAGALLA, "", clock())
    assert (incident.assigned_to, incident.taken_up_at, incident.paged) == (None, None, [])
    session.commit()
    paging.page_next(crew)
    assert heard.phones() == [3, 4]
    later(clock, crew, TEN)
    assert heard.phones() == [4], "nobody took it up there"


def test_what_nobody_takes_up_reaches_the_leads_every_hour_and_slows_after_four(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    staff("amina", 1)
    staff("dora", 4, Role.LEAD)
    file(session, crew, Level.CRITICAL)
    heard.phones()
    hours = []
    for _ in range(12):
        for _ in range(6):
            later(clock, crew, TEN)
        hours.append(heard.phones())
    assert all(hour.count(4) == 1 for hour in hours[:4])
    assert len(hours[0]) == 6
    assert max(len(hour) for hour in hours[-4:]) == 1
    assert {phone for hour in hours[-4:] for phone in hour} == {1, 4}


def test_an_officer_is_reminded_once_an_hour_of_all_that_is_late(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard
) -> None:
    amina = staff("amina", 1)
    for _ in range(4):
        clock.moment += TEN
        critical = file(session, crew, Level.CRITICAL)
        sorting.assign(session, crew.vault, critical, amina, amina, clock())
        assert critical.due_at == clock() + timedelta(hours=1), "who took it up has an hour to check it"
        session.commit()
    heard.phones()
    counts = []
    for _ in range(12 * 4):
        clock.moment += timedelta(minutes=15)
        paging.nag(crew)
        counts += [text.split("(")[1][0] for _, text in heard.texts()]
    assert len(counts) <= 12
    assert counts[1:] == ["4"] * (len(counts) - 1)


def test_one_run_of_reminders_holds_only_the_most_urgent(
    session: Session, crew: Crew, clock: WallClock, staff: Staff, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff("amina", 1)
    monkeypatch.setattr(duty, "MOST_LATE", 2)
    for _ in range(3):
        file(session, crew, Level.MEDIUM, THEFT, tell=False)
    high = file(session, crew, Level.HIGH, tell=False)
    clock.moment += timedelta(hours=5)
    assert next(incident.id for incident in duty.to_nag(session, clock())) == high.id
    session.rollback()
    paging.nag(crew)
    [(_, text)] = heard.texts()
    assert "(4)" in text
    assert sum((Act.NAGGED, "") in steps(session, each) for each in session.scalars(select(Incident))) == 2
