"""The week scripts are written for, and when the next ones are drafted, whatever hour a county chooses."""

from datetime import date, datetime, time

import pytest
from sqlalchemy.orm import Session

from domain import programmes
from domain.hours import at_wall_time
from domain.programmes import Programme, Settings
from domain.refusals import Refusal

CHOSEN = Settings(drafted_on=4, drafted_at=time(14, 30), languages=("kam", "sw"), minutes=15, shows_drafts=True)
THURSDAY, MONDAY, SUNDAY = (3, time(6)), (0, time()), (6, time(23, 59))


@pytest.mark.parametrize(
    ("chosen", "here", "week", "next_drafts"),
    [
        (THURSDAY, "2026-11-23T00:00", "2026-11-23", "2026-11-26T06:00"),
        (THURSDAY, "2026-11-26T05:59", "2026-11-23", "2026-11-26T06:00"),
        (THURSDAY, "2026-11-26T06:00", "2026-11-30", "2026-12-03T06:00"),
        (THURSDAY, "2026-12-31T06:00", "2027-01-04", "2027-01-07T06:00"),
        (MONDAY, "2026-11-22T23:59", "2026-11-23", "2026-11-23T00:00"),
        (MONDAY, "2026-11-23T00:00", "2026-11-30", "2026-11-30T00:00"),
        (SUNDAY, "2026-11-29T23:58", "2026-11-23", "2026-11-29T23:59"),
        (SUNDAY, "2026-11-29T23:59", "2026-11-30", "2026-12-06T23:59"),
        (SUNDAY, "2026-11-30T00:00", "2026-11-30", "2026-12-06T23:59"),
    ],
)
def test_from_the_chosen_hour_on_scripts_are_for_the_next_week(
    chosen: tuple[int, time], here: str, week: str, next_drafts: str
) -> None:
    programme = Programme(county="kitui", languages=["sw"], drafted_on=chosen[0], drafted_at=chosen[1])
    now = at_wall_time(datetime.fromisoformat(here))

    assert programmes.week_of(programme, now) == date.fromisoformat(week)
    assert programmes.next_drafting(programme, now) == at_wall_time(datetime.fromisoformat(next_drafts))


def test_what_a_county_chose_is_kept_for_it_alone(session: Session) -> None:
    assert set(programmes.change(session, "kitui", CHOSEN)) == {"drafted_on", "drafted_at", "minutes", "shows_drafts"}
    assert programmes.change(session, "kitui", CHOSEN) == []
    session.expire_all()

    kitui, makueni = (programmes.of(session, county) for county in ("kitui", "makueni"))
    assert (kitui.drafted_on, kitui.drafted_at, kitui.minutes, kitui.shows_drafts) == (4, time(14, 30), 15, True)
    assert (makueni.drafted_on, makueni.drafted_at, makueni.shows_drafts) == (3, time(6), False)


@pytest.mark.parametrize("change", [{"drafted_on": 7}, {"languages": ()}, {"languages": ("en",)}, {"minutes": 12}])
def test_what_no_programme_can_be_is_refused(session: Session, change: dict[str, object]) -> None:
    wanted = {name: getattr(CHOSEN, name) for name in Settings.__slots__} | change
    with pytest.raises(Refusal, match="Choose"):
        programmes.change(session, "kitui", Settings(**wanted))  # type: ignore[arg-type]
    assert session.get(Programme, "kitui") is None
