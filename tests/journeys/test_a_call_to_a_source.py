"""The peace officer calls whoever told: both telephones ring, and neither shows the other's number."""

import logging

import pytest
from sqlalchemy import select

from bot.simulator import calls as line
from domain import intake
from domain.calls import Call, CallState
from domain.intake import Report
from domain.languages import Language
from domain.phones import Phone
from domain.reporters import CallTime, Reporter
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from tests.journeys.conftest import Browser, Town
from tests.make import ENDAU

WITNESS, DUTY = "+254711000402", "+254711990001"


@pytest.fixture
def told(town: Town) -> int:
    """A report whose source allowed a call at any time; the sighting's id."""
    report = Report(Kind.LIVESTOCK_THEFT, ENDAU, When.NOW, "Wezi watatu", Language.SWAHILI, may_call=CallTime.ANY_TIME)
    with town.sessions.begin() as session:
        return intake.file(
            session, town.crew.vault, Phone(WITNESS), report, town.clock(), channel=Channel.USSD
        ).sighting.id


def called(town: Town, told: int) -> Browser:
    wanza = town.officer("wanza")
    wanza.go("/console/incidents/")
    [address] = wanza.links("/console/incidents").values()
    wanza.go(address)
    token = wanza.page.find("input", {"name": "csrf_token"})["value"]  # type: ignore[index]
    answer = wanza.session.post(f"{wanza.address}/console/calls/{told}", data={"csrf_token": token}, timeout=10)
    assert "Your telephone rings in a moment" in answer.text
    town.work()
    return wanza


def made(town: Town) -> tuple[CallState, bool]:
    with town.sessions() as session:
        call = session.scalars(select(Call)).one()
        return call.state, call.seconds is not None


def test_both_telephones_ring_and_show_the_line_alone(town: Town, told: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wanza = called(town, told)
    ringing = line.at(town.network, DUTY)
    assert ringing is not None
    assert ringing["rings"]
    assert WITNESS not in str(ringing)
    assert line.at(town.network, WITNESS) is None

    line.pick_up(town.network, DUTY)
    there = line.at(town.network, WITNESS)
    assert there is not None
    assert there["rings"]
    assert there["shows"] == ringing["shows"] == "+254711082000"
    line.pick_up(town.network, WITNESS)
    assert made(town) == (CallState.TALKING, False)
    line.put_down(town.network, WITNESS)

    assert made(town) == (CallState.OVER, True)
    assert WITNESS[4:] not in wanza.words + caplog.text


def test_whose_number_was_deleted_meanwhile_is_not_joined(town: Town, told: int) -> None:
    called(town, told)
    with town.sessions.begin() as session:
        session.delete(session.get_one(Reporter, told))

    line.pick_up(town.network, DUTY)

    assert line.at(town.network, DUTY) is None
    assert line.at(town.network, WITNESS) is None


def test_whose_number_our_keys_do_not_open_is_not_joined_and_the_officer_reads_why(town: Town, told: int) -> None:
    wanza = called(town, told)
    with town.sessions.begin() as session:
        session.get_one(Reporter, told).phone_sealed = b"sealed under a lost key"

    line.pick_up(town.network, DUTY)

    assert line.at(town.network, DUTY) is None
    assert made(town) == (CallState.FAILED, False)
    wanza.go("/console/incidents/")
    wanza.go(*wanza.links("/console/incidents").values())
    assert "or cannot be opened with our keys" in wanza.words


def test_a_stranger_who_knocks_for_the_line_hears_nothing(town: Town, told: int) -> None:
    called(town, told)
    witness = town.officer("wanza").session
    form = {"sessionId": "ATVId_stolen", "isActive": "1", "callerNumber": "+254711999999"}
    said = witness.post(f"{town.address}/hooks/local/africastalking/voice", data=form, timeout=10)

    assert "<Reject/>" in said.text
    assert witness.post(f"{town.address}/hooks/wrong/africastalking/voice", data=form, timeout=10).status_code == 404
    with town.sessions() as session:
        assert session.scalars(select(Sighting.id)).all() == [told]
