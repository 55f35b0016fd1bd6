"""The voice line over the wire: what it answers to a call, and what its callbacks say."""

import json

import pytest
from lxml import etree

from domain.phones import Phone
from messages.providers.africas_talking_voice import (
    HANG_UP,
    LONGEST_CALL,
    AfricasTalkingVoice,
    is_to,
    join_to,
    read_event,
)
from messages.providers.base import Outcome, UnreadableCallback

LINE, OFFICER, SOURCE = "+254711082000", Phone("+254711990001"), Phone("+254711000077")


def line(provider) -> AfricasTalkingVoice:
    return AfricasTalkingVoice("county", "key", LINE, base_url=f"{provider.url}/version1", deadline=2)


def queued(status: str = "Queued", session: str = "ATVId_1") -> str:
    return json.dumps({"entries": [{"phoneNumber": OFFICER.e164, "status": status, "sessionId": session}]})


def test_a_call_is_asked_for_as_the_line_wants_it(provider) -> None:
    provider.answers(queued(), status=200)

    rung = line(provider).ring(OFFICER)

    assert (rung.outcome, rung.session_id) == (Outcome.ACCEPTED, "ATVId_1")
    [asked] = provider.calls
    assert asked.path == "/call"
    assert asked.form == {"username": "county", "from": LINE, "to": OFFICER.e164}


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (queued("InvalidPhoneNumber", "None"), 200, Outcome.REFUSED),
        (queued(session="None"), 200, Outcome.REFUSED),
        ("The supplied authentication is invalid", 401, Outcome.NOT_SENT),
        ("", 500, Outcome.UNKNOWN),
        ("<html>", 200, Outcome.UNKNOWN),
        ("{}", 200, Outcome.UNKNOWN),
        ("[]", 200, Outcome.UNKNOWN),
    ],
)
def test_what_is_not_certain_is_not_taken_for_a_call(provider, body: str, status: int, outcome: Outcome) -> None:
    provider.answers(body, status=status)

    rung = line(provider).ring(OFFICER)

    assert rung.outcome is outcome
    assert OFFICER.e164[4:] not in rung.reason


def test_without_a_line_nothing_was_rung() -> None:
    nowhere = AfricasTalkingVoice("county", "key", LINE, base_url="http://127.0.0.1:9", deadline=2)

    assert nowhere.ring(OFFICER).outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("form", "active", "seconds"),
    [
        ({"sessionId": "a", "isActive": "1"}, True, None),
        ({"sessionId": "a", "isActive": "0", "durationInSeconds": "61"}, False, 61),
        ({"sessionId": "a", "isActive": "0", "durationInSeconds": "long"}, False, None),
    ],
)
def test_a_callback_is_read(form: dict[str, str], active: bool, seconds: int | None) -> None:
    event = read_event(form)

    assert (event.active, event.seconds) == (active, seconds)


@pytest.mark.parametrize("form", [{}, {"sessionId": "a"}, {"isActive": "1"}, {"sessionId": "a", "isActive": "yes"}])
def test_what_is_no_event_is_not_read(form: dict[str, str]) -> None:
    with pytest.raises(UnreadableCallback):
        read_event(form)


def test_whom_a_call_rang_is_known_under_either_name() -> None:
    assert is_to({"callerNumber": OFFICER.e164, "destinationNumber": LINE}, OFFICER)
    assert is_to({"callerNumber": LINE, "destinationNumber": "0711990001"}, OFFICER)
    assert not is_to({"callerNumber": LINE}, OFFICER)


def test_the_answer_joins_and_shows_the_line_alone() -> None:
    [dial] = etree.fromstring(join_to(SOURCE, LINE).encode())

    assert dial.tag == "Dial"
    assert (dial.get("phoneNumbers"), dial.get("callerId")) == (SOURCE.e164, LINE)
    assert (dial.get("record"), dial.get("maxDuration")) == ("false", str(LONGEST_CALL))
    assert [verb.tag for verb in etree.fromstring(HANG_UP.encode())] == ["Reject"]
