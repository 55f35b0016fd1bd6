"""Who is on duty: hours over midnight, turns, gaps, and the hours that cannot be."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import deputies, roster, roster_changes, sorting
from domain.hours import at_wall_time, local
from domain.incidents import Incident
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.roster import Shift
from domain.roster_changes import Hours
from domain.taxonomy import Kind
from domain.triage import Level
from domain.vault import Vault
from tests.make import make_incident, make_officer, next_phone

TUESDAY = date(2026, 11, 24)
DAY, NIGHT = (time(8), time(17)), (time(22), time(6))


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    """A moment on a clock in Nairobi."""
    return at_wall_time(datetime.combine(day, time(hour, minute)))


def peace(session: Session, vault: Vault, name: str, **grant: object) -> Officer:
    held = Grant(role=Role.PEACE, **{"county": "kitui", **grant})  # type: ignore[arg-type]
    return make_officer(session, name, held, phone=next_phone().e164, vault=vault)


def shift(session: Session, officer: Officer, hours: tuple[time, time] = DAY, **more: object) -> Shift:
    fields = {"county": "kitui", "starts_on": TUESDAY - timedelta(days=7), **more}
    made = Shift(officer_id=officer.id, begins=hours[0], ends=hours[1], **fields)  # type: ignore[arg-type]
    session.add(made)
    session.flush()
    return made


def names(found: list[Officer]) -> list[str]:
    return [officer.username for officer in found]


def test_those_on_shift_come_in_turn_each_once(session: Session, vault: Vault) -> None:
    first, second, third = (peace(session, vault, name) for name in ("amina", "beni", "chao"))
    shift(session, third, turn=2)
    shift(session, second, turn=1)
    shift(session, second, (time(7), time(23)), turn=3)
    shift(session, first, NIGHT)

    assert names(roster.on_duty(session, "kitui", Level.HIGH, at(9))) == ["beni", "chao"]
    assert names(roster.on_duty(session, "kitui", Level.HIGH, at(17))) == ["beni"], "an end is not worked any more"


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (at(21, 59), False),
        (at(22), True),
        (at(23, 59), True),
        (at(0, 30, TUESDAY + timedelta(days=1)), True),
        (at(5, 59, TUESDAY + timedelta(days=1)), True),
        (at(6, 0, TUESDAY + timedelta(days=1)), False),
        (at(0, 30), False),  # Monday's night is not on it
    ],
)
def test_a_shift_over_midnight_is_of_the_day_it_begins(
    session: Session, vault: Vault, moment: datetime, on: bool
) -> None:
    shift(session, peace(session, vault, "amina"), NIGHT, starts_on=TUESDAY, ends_on=TUESDAY, weekdays=[2])

    assert bool(roster.on_shift(session, "kitui", Level.CRITICAL, moment)) is on


def test_equal_hours_are_a_whole_day(session: Session, vault: Vault) -> None:
    shift(session, peace(session, vault, "amina"), (time(8), time(8)), weekdays=[2])

    assert roster.on_shift(session, "kitui", Level.LOW, at(7, 59, TUESDAY + timedelta(days=1)))
    assert not roster.on_shift(session, "kitui", Level.LOW, at(8, 0, TUESDAY + timedelta(days=1)))


def test_a_shift_is_of_its_levels_and_its_county(session: Session, vault: Vault) -> None:
    shift(session, peace(session, vault, "amina"), levels=["critical", "high"])

    assert roster.on_shift(session, "kitui", Level.HIGH, at(9))
    assert not roster.on_shift(session, "kitui", Level.MEDIUM, at(9))
    assert not roster.on_shift(session, "makueni", Level.HIGH, at(9))


def test_whom_nobody_can_text_or_whose_role_ended_is_passed_over(session: Session, vault: Vault) -> None:
    closed, no_number, deputy = (
        peace(session, vault, name, **grant)
        for name, grant in (("amina", {}), ("beni", {}), ("chao", {"ends_on": TUESDAY}))
    )
    for officer in (closed, no_number, deputy):
        shift(session, officer, (time(20), time(8)))
    closed.active, no_number.phone_sealed = False, None
    session.flush()

    assert names(roster.on_shift(session, "kitui", Level.HIGH, at(23))) == ["chao"]
    assert names(roster.on_shift(session, "kitui", Level.HIGH, at(1, 0, TUESDAY + timedelta(days=1)))) == []


def test_an_empty_roster_falls_back_to_the_flag_and_then_to_everyone(session: Session, vault: Vault) -> None:
    _, flagged = peace(session, vault, "amina"), peace(session, vault, "beni")
    assert names(roster.on_duty(session, "kitui", Level.LOW, at(3))) == ["amina", "beni"]

    flagged.on_duty = True
    session.flush()
    assert names(roster.on_duty(session, "kitui", Level.LOW, at(3))) == ["beni"]


def test_a_high_report_at_night_waits_for_the_next_slot_but_never_for_days(session: Session, vault: Vault) -> None:
    high, critical = (
        make_incident(session, at(20), kind=Kind.VIOLENCE_INJURY),
        make_incident(session, at(20), kind=Kind.VIOLENCE_INJURY),
    )
    critical.level = Level.CRITICAL
    critical.reckon(at(20))
    officer = peace(session, vault, "amina")

    def due(incident: Incident) -> datetime | None:
        roster.reckon(session, incident, at(20))
        return incident.due_at

    assert due(high) == at(20, 15), "without a roster nothing waits for it"
    monday = shift(session, officer, weekdays=[1])
    assert roster.next_slot(session, "kitui", Level.HIGH, at(20)) == at(8, 0, date(2026, 11, 30))
    assert due(high) == at(20, 15)
    monday.weekdays = []
    session.flush()
    assert roster.next_slot(session, "kitui", Level.HIGH, at(20)) == at(8, 0, TUESDAY + timedelta(days=1))
    assert due(high) == at(8, 15, TUESDAY + timedelta(days=1))
    assert due(critical) == at(20)
    high.ward = None
    assert due(high) == at(20, 15), "in a county without a roster it does not wait"


def test_what_waited_for_the_morning_is_late_from_the_morning_whoever_decides_about_it(
    session: Session, vault: Vault
) -> None:
    officer = peace(session, vault, "amina")
    shift(session, officer)
    incident = make_incident(session, at(20), kind=Kind.LIVESTOCK_THEFT)
    morning = at(8, 15, TUESDAY + timedelta(days=1))

    sorting.set_level(session, vault, incident, officer, Level.HIGH, "Wana silaha", at(21))
    assert incident.due_at == morning
    sorting.set_level(session, vault, incident, officer, Level.LOW, "Hawana", at(22))
    incident.level = Level.HIGH
    roster.reckon(session, incident, morning)
    assert incident.due_at == morning


def test_gaps_are_what_nobody_covers_by_level(session: Session, vault: Vault) -> None:
    monday, officer = date(2026, 11, 23), peace(session, vault, "amina")
    urgent = (Level.CRITICAL, Level.HIGH)
    assert [gap.ends - gap.begins for gap in roster.gaps(session, "kitui", monday)] == [timedelta(days=7)]

    shift(session, officer, (time(0), time(0)), levels=["critical", "high"], starts_on=monday - timedelta(days=2))
    shift(session, officer, (time(6), time(0)), levels=["medium", "low"], starts_on=monday, weekdays=[1, 2, 3, 4, 5])
    nights = [
        (at(0, 0, monday + timedelta(days=day)), at(6, 0, monday + timedelta(days=day)), (Level.MEDIUM,))
        for day in range(5)
    ]
    weekend = (at(0, 0, date(2026, 11, 28)), at(0, 0, date(2026, 11, 30)), (Level.MEDIUM,))
    assert [tuple(gap) for gap in roster.gaps(session, "kitui", monday)] == [*nights, weekend]

    officer.phone_sealed = None
    session.flush()
    assert [gap.levels for gap in roster.gaps(session, "kitui", monday)] == [(*urgent, Level.MEDIUM)]


def test_a_grant_that_ends_within_a_shift_leaves_a_gap_from_midnight(session: Session, vault: Vault) -> None:
    monday = TUESDAY - timedelta(days=1)
    shift(session, peace(session, vault, "amina", ends_on=TUESDAY), (time(22), time(6)))
    begins = [gap.begins for gap in roster.gaps(session, "kitui", monday)]
    assert at(0, 0, TUESDAY + timedelta(days=1)) in begins


def wanted(officer: Officer, **changes: object) -> Hours:
    hours = Hours(officer_id=officer.id, begins=DAY[0], ends=DAY[1], starts_on=TUESDAY)
    return replace(hours, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"starts_on": TUESDAY - timedelta(days=1)}, "first day has passed"),
        ({"starts_on": date(9999, 12, 31)}, "within a year"),
        ({"ends_on": TUESDAY - timedelta(days=1)}, "last day comes before"),
        ({"ends_on": TUESDAY, "weekdays": (1, 3)}, "None of these weekdays"),
        ({"turn": 0}, "turn is a number"),
        ({"turn": 10}, "turn is a number"),
        ({"officer_id": 0}, "Choose a peace officer"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    session: Session, vault: Vault, now: datetime, changes: dict[str, object], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        roster_changes.add(session, "kitui", wanted(peace(session, vault, "amina"), **changes), now)


def test_only_who_may_and_can_be_told_is_put_on_the_roster(session: Session, vault: Vault, now: datetime) -> None:
    silent, gone = peace(session, vault, "amina"), peace(session, vault, "beni", ends_on=TUESDAY)
    silent.phone_sealed = None

    with pytest.raises(Refusal, match="No number is kept for Amina"):
        roster_changes.add(session, "kitui", wanted(silent), now)
    with pytest.raises(Refusal, match="Choose a peace officer"):
        roster_changes.add(session, "makueni", wanted(gone), now)
    with pytest.raises(Refusal, match="Choose a peace officer"):
        roster_changes.add(session, "kitui", wanted(gone, starts_on=TUESDAY + timedelta(days=1)), now)
    assert roster_changes.add(session, "kitui", wanted(gone), now).officer is gone


@pytest.mark.parametrize(
    ("hours", "more", "refused"),
    [
        ((time(16), time(20)), {}, True),
        ((time(17), time(20)), {}, False),
        ((time(22), time(8)), {}, False),
        ((time(22), time(9)), {}, True),  # over midnight into the next morning
        ((time(8), time(17)), {"weekdays": (6, 7)}, False),
        ((time(8), time(17)), {"levels": ("low",)}, False),
        ((time(8), time(17)), {"starts_on": TUESDAY + timedelta(days=200)}, True),
    ],
)
def test_one_officer_is_not_on_duty_twice_at_once(
    session: Session, vault: Vault, now: datetime, hours: tuple[time, time], more: dict[str, object], refused: bool
) -> None:
    officer, other = peace(session, vault, "amina"), peace(session, vault, "beni")
    kept = wanted(officer, weekdays=(1, 2, 3, 4, 5), levels=("critical", "high"))
    first = roster_changes.add(session, "kitui", kept, now)
    second = wanted(officer, begins=hours[0], ends=hours[1], **more)

    roster_changes.add(session, "kitui", replace(second, officer_id=other.id), now)
    roster_changes.change(session, first, replace(kept, turn=2), now)
    assert first.turn == 2, "it is not in its own way"
    if refused:
        with pytest.raises(Refusal, match="Amina has a shift at those hours already: 08:00-17:00"):
            roster_changes.add(session, "kitui", second, now)
    else:
        roster_changes.add(session, "kitui", second, now)


def test_a_change_that_is_refused_changes_nothing(session: Session, vault: Vault, now: datetime) -> None:
    officer = peace(session, vault, "amina")
    kept = shift(session, officer)

    with pytest.raises(Refusal, match="last day has passed"):
        roster_changes.change(session, kept, wanted(officer, starts_on=kept.starts_on, ends_on=kept.starts_on), now)
    assert (kept.ends_on, kept.begins) == (None, time(8))
    roster_changes.change(session, kept, wanted(officer, starts_on=kept.starts_on, begins=time(9)), now)
    assert kept.begins == time(9)


@pytest.mark.parametrize(
    ("moment", "hours", "last"),
    [
        (at(9), DAY, TUESDAY - timedelta(days=1)),  # it runs
        (at(7), DAY, TUESDAY - timedelta(days=1)),  # it has not begun today
        (at(18), DAY, TUESDAY),
        (at(3), NIGHT, TUESDAY - timedelta(days=2)),  # last night's runs
    ],
)
def test_a_shift_ends_at_once(
    session: Session, vault: Vault, moment: datetime, hours: tuple[time, time], last: date
) -> None:
    ended = shift(session, peace(session, vault, "amina"), hours)
    roster_changes.end(session, ended, moment)
    session.flush()

    assert ended.ends_on == last
    assert roster.on_shift(session, "kitui", Level.LOW, moment) == []
    assert roster.next_slot(session, "kitui", Level.LOW, moment) is None


def test_a_shift_that_was_never_worked_is_forgotten(session: Session, vault: Vault, now: datetime) -> None:
    coming = shift(session, peace(session, vault, "amina"), starts_on=local(now).date() + timedelta(days=1))
    roster_changes.end(session, coming, now)
    session.flush()

    assert session.get(Shift, coming.id) is None


def test_for_one_who_is_away_the_deputy_is_told_if_that_is_possible(session: Session, vault: Vault) -> None:
    amina, beni = peace(session, vault, "amina"), make_officer(session, "beni", phone=next_phone().e164, vault=vault)
    shift(session, amina)
    amina.deputy_id = beni.id
    deputies.begin(session, amina, TUESDAY, TUESDAY, TUESDAY)

    assert names(roster.on_duty(session, "kitui", Level.HIGH, at(9))) == ["beni"]
    assert names(roster.on_duty(session, "kitui", Level.HIGH, at(9, day=TUESDAY + timedelta(days=1)))) == ["amina"]
    beni.phone_sealed = None
    assert names(roster.on_duty(session, "kitui", Level.HIGH, at(9))) == ["amina"], "a report is not unheard"
