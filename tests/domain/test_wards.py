"""What a county says of its wards."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from domain import audit, wards
from domain.editions import Held, newest
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.wards import Saying, of_county, saying, stamp
from tests.make import SAGALLA, make_officer

COUNTY, ZONE = "taita-taveta", "taita-taveta.food-crops-livestock"


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "mghoi", Grant(role=Role.OFFICER, county=COUNTY))


def as_they_are(session: Session) -> dict[str, Saying]:
    return {ward.slug: saying(ward) for ward in of_county(session, COUNTY)}


def test_a_county_says_it_of_all_its_wards_at_once(session: Session, officer: Officer, now: datetime) -> None:
    wanted = as_they_are(session) | {SAGALLA: Saying(ZONE, border=False)}
    before = newest(session).get(Held.PLACES, 0)

    changed = wards.change(session, officer, COUNTY, wanted, stamp(of_county(session, COUNTY)), now)

    assert changed == 1
    assert as_they_are(session)[SAGALLA] == Saying(ZONE, border=False)
    session.expire_all()
    assert newest(session)[Held.PLACES] == before + 1
    [act] = audit.history(session, f"wards of {COUNTY}")
    assert act.detail == {"wards": {SAGALLA: [[None, True], [ZONE, False]]}}


def test_nothing_changed_is_nothing_done(session: Session, officer: Officer, now: datetime) -> None:
    assert wards.change(session, officer, COUNTY, as_they_are(session), stamp(of_county(session, COUNTY)), now) == 0
    assert audit.history(session, f"wards of {COUNTY}") == []


def test_who_looked_before_somebody_changed_it_looks_again(session: Session, officer: Officer, now: datetime) -> None:
    seen, wanted = stamp(of_county(session, COUNTY)), as_they_are(session)
    wards.change(session, officer, COUNTY, wanted | {SAGALLA: Saying(ZONE, border=True)}, seen, now)

    with pytest.raises(Refusal, match="Somebody changed these wards"):
        wards.change(session, officer, COUNTY, wanted, seen, now)

    assert as_they_are(session)[SAGALLA] == Saying(ZONE, border=True)


@pytest.mark.parametrize(
    ("county", "zone", "says"),
    [
        (COUNTY, "kitui.mixed-farming", "zone of another county"),
        (COUNTY, "nowhere", "zone of another county"),
        ("kitui", ZONE, "You do not keep"),
    ],
)
def test_another_county_is_kept_out(
    session: Session, officer: Officer, now: datetime, county: str, zone: str, says: str
) -> None:
    wanted = as_they_are(session) | {SAGALLA: Saying(zone, border=True)}

    with pytest.raises(Refusal, match=says):
        wards.change(session, officer, county, wanted, stamp(of_county(session, COUNTY)), now)


def test_a_form_that_names_other_wards_is_refused(session: Session, officer: Officer, now: datetime) -> None:
    wanted = as_they_are(session)
    del wanted[SAGALLA]

    with pytest.raises(Refusal, match="Look at them again"):
        wards.change(session, officer, COUNTY, wanted, stamp(of_county(session, COUNTY)), now)
