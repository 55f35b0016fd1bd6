"""Who can be told of an incident, and who must not."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from domain import responders
from domain.languages import Language
from domain.officers import Grant, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.responders import Bar, Details, ResponderKind
from domain.sealed_columns import RESPONDER_PHONE
from domain.taxonomy import Kind
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_incident, make_officer, make_responder

NUMBER = Phone("+254711000500")
KITUI_EAST = "kitui.kitui-east"


def test_those_of_the_ward_come_first_and_neighbours_last(session: Session, vault: Vault, now: datetime) -> None:
    tana = make_responder(
        session, vault, "Tana River peace desk", kind=ResponderKind.NEIGHBOUR, areas=(ENDAU,), beyond="Tana River"
    )
    red_cross = make_responder(session, vault, "Red Cross", kind=ResponderKind.RED_CROSS)
    police = make_responder(session, vault, "OCS", kind=ResponderKind.POLICE)
    chief = make_responder(session, vault, "Chief Endau", areas=(ENDAU,))
    make_responder(session, vault, "Chief Mutha", areas=("kitui.kitui-south.mutha",))
    make_responder(session, vault, "OCS Voi", county="taita-taveta", kind=ResponderKind.POLICE)

    assert responders.candidates(session, make_incident(session, now)) == [chief, police, red_cross, tana]
    assert len(responders.candidates(session, make_incident(session, now, ward=None))) == 6


def test_nobody_is_told_who_may_be_a_party_or_left_or_was_taken_off(
    session: Session, vault: Vault, now: datetime
) -> None:
    water = make_incident(session, now, kind=Kind.WATER_PASTURE)
    committee = make_responder(session, vault, "Water committee", party_kinds=(Kind.WATER_PASTURE,))
    chief, stopped, gone = (make_responder(session, vault, name) for name in ("Chief", "Elder", "Old chief"))
    wanza = make_officer(session, "wanza", Grant(role=Role.PEACE))
    responders.mark_party(session, water, chief, wanza, now)
    responders.mark_party(session, water, chief, wanza, now)
    responders.stop([stopped], now)
    gone.active = False
    session.flush()

    everybody = (committee, chief, stopped, gone)
    assert [responders.bar(session, one, water) for one in everybody] == [
        Bar.PARTY, Bar.PARTY, Bar.STOPPED, Bar.INACTIVE
    ]  # fmt: skip
    assert responders.candidates(session, water) == []
    assert responders.candidates(session, make_incident(session, now, kind=Kind.WILDLIFE)) == [chief, committee]
    responders.unmark_party(session, water, chief)
    assert responders.candidates(session, water) == [chief]
    assert responders.bar(session, chief, make_incident(session, now, ward=SAGALLA)) is Bar.ELSEWHERE


@pytest.mark.parametrize(
    ("details", "why"),
    [
        (Details(ResponderKind.CHIEF, "  ", NUMBER), "Write who it is"),
        (Details(ResponderKind.CHIEF, "x" * 81, NUMBER), "80 letters"),
        (Details(ResponderKind.CHIEF, "Chief"), "Write the number"),
        (Details(ResponderKind.NEIGHBOUR, "Desk", beyond="Uganda"), "neighbouring county"),
        (Details(ResponderKind.CHIEF, "Chief", NUMBER, areas=(SAGALLA,)), "another county"),
    ],
)
def test_what_cannot_be_kept_is_said(session: Session, vault: Vault, details: Details, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        responders.add(session, vault, "kitui", details)
    assert responders.of_counties(session, None) == []


def test_a_number_is_sealed_stands_once_in_a_county_and_a_new_one_is_untried(
    session: Session, vault: Vault, now: datetime
) -> None:
    chief = make_responder(session, vault, "Chief", phone=NUMBER)
    chief.checked_on = now.date()
    responders.stop([chief], now)
    session.flush()
    with pytest.raises(Refusal, match="already"):
        make_responder(session, vault, "Another", phone=NUMBER)
    other = make_responder(session, vault, "Chief of Voi", county="taita-taveta", phone=NUMBER)
    assert responders.with_number(session, vault, NUMBER) == [chief, other]
    assert RESPONDER_PHONE.phone(vault, chief) == NUMBER

    responders.change(session, vault, chief, Details(ResponderKind.CHIEF, "Chief Endau", language=Language.ENGLISH))
    assert (chief.name, chief.language, chief.stopped_at is None) == ("Chief Endau", Language.ENGLISH, False)
    responders.change(session, vault, chief, Details(ResponderKind.CHIEF, "Chief Endau", Phone("+254711000501")))
    assert (chief.checked_on, chief.stopped_at) == (None, None)
    assert responders.with_number(session, vault, NUMBER) == [other]


def test_a_neighbour_may_be_without_a_number(session: Session, vault: Vault) -> None:
    details = Details(ResponderKind.NEIGHBOUR, "Garsen office", beyond="Tana River")
    assert responders.add(session, vault, "kitui", details).phone_sealed is None
    assert "Kajiado" in responders.counties_beyond()
