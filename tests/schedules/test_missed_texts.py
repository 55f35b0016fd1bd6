"""The sweep of the provider's inbox: what is handed in at our door, what is not, and how far it has read."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.orm import Session

from domain import inbox
from domain.inbox import Callback, Kind
from messages.providers.africas_talking import AfricasTalking
from schedules import missed_texts, retention
from schedules.__main__ import muster
from schedules.crew import Crew
from schedules.missed_texts import hand_in_missed
from settings import from_environment
from tests.messages.providers.conftest import Answer, Call, LoopbackProvider, provider  # noqa: F401  a fixture
from tests.schedules.conftest import WallClock

PERSON = "+254711000001"
Writes = Callable[..., None]


class Town:
    """Africa's Talking's inbox and our own door, at one address; `opens` is what the door answers."""

    def __init__(self, server: LoopbackProvider) -> None:
        self.texts: list[dict[str, object]] = []
        self.taken: list[dict[str, str]] = []
        self.opens = 200
        self.asked: list[int] = []
        server.respond = self.respond

    def respond(self, call: Call) -> Answer:
        if call.path == "/hooks/secret/africastalking/sms":
            if self.opens == 200:
                self.taken.append(call.form)
            return Answer("", self.opens)
        after = int(parse_qs(urlsplit(call.path).query)["lastReceivedId"][0])
        self.asked.append(after)
        page = [text for text in self.texts if int(str(text["id"])) > after][:100]
        return Answer(json.dumps({"SMSMessageData": {"Messages": page}}), 200)

    def write(self, number: int, at: datetime | str, *, sender: str = PERSON, words: str = "JIUNGE MUTHA") -> None:
        date = at if isinstance(at, str) else at.strftime("%Y-%m-%dT%H:%M:%S.445Z")
        self.texts.append({"id": number, "from": sender, "to": "20880", "text": words, "date": date, "linkId": "L"})


@pytest.fixture
def town(provider: LoopbackProvider) -> Town:  # noqa: F811
    return Town(provider)


@pytest.fixture
def sweeping(crew: Crew, town: Town, provider: LoopbackProvider) -> Crew:  # noqa: F811
    """A crew whose provider has an inbox."""
    adapter = AfricasTalking("sandbox", "key", base_url=provider.url, deadline=5)
    return replace(crew, providers=(adapter,), hook_base=f"{provider.url}/hooks/secret")


def read_to(session: Session) -> int:
    session.rollback()
    return inbox.read_to(session, "africastalking")


def test_a_missed_text_is_handed_in_as_its_webhook_would_have_been_and_only_once(session, sweeping, town, now) -> None:
    town.write(15071, now - timedelta(minutes=10))

    hand_in_missed(sweeping)
    hand_in_missed(sweeping)

    date = (now - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%S.445Z")
    form = {"id": "inbox-15071", "from": PERSON, "to": "20880", "text": "JIUNGE MUTHA", "date": date, "linkId": "L"}
    assert town.taken == [form]
    assert read_to(session) == 15071


def test_a_text_that_its_webhook_brought_is_not_handed_in(session, sweeping, town, now) -> None:
    written = now - timedelta(minutes=10)
    came, _ = inbox.receive(
        session, sweeping.vault, provider="africastalking", kind=Kind.SMS, external_id="m1", body=b"", now=now
    )
    inbox.is_twin(session, came, inbox.prints(sweeping.vault, PERSON, "JIUNGE MUTHA", written))
    session.commit()
    town.write(1, written + timedelta(seconds=90))
    town.write(2, written + timedelta(seconds=91), words="STOP")

    hand_in_missed(sweeping)

    assert [form["text"] for form in town.taken] == ["STOP"]
    assert read_to(session) == 2


def test_a_text_whose_webhook_may_still_come_waits_and_so_do_those_behind_it(
    session: Session, sweeping: Crew, town: Town, clock: WallClock
) -> None:
    town.write(1, clock() - timedelta(minutes=10))
    town.write(2, clock() - timedelta(minutes=1))
    town.write(3, clock() - timedelta(minutes=10))
    hand_in_missed(sweeping)
    assert read_to(session) == 1

    clock.moment += timedelta(minutes=5)
    hand_in_missed(sweeping)

    assert [form["id"] for form in town.taken] == ["inbox-1", "inbox-2", "inbox-3"]


@pytest.mark.parametrize("opens", [404, 500, 503, 302])
def test_a_text_our_door_does_not_take_is_handed_in_again(session, sweeping, town, now, opens, caplog) -> None:
    town.write(1, now - timedelta(minutes=10))
    town.opens = opens
    hand_in_missed(sweeping)
    assert read_to(session) == 0
    town.opens = 200

    hand_in_missed(sweeping)

    assert len(town.taken) == 1
    assert "secret" not in caplog.text
    assert str(opens) in caplog.text


def test_a_door_that_cannot_be_reached_is_no_fault_and_in_no_log(session, sweeping, town, now, caplog) -> None:
    town.write(1, now - timedelta(minutes=10))

    hand_in_missed(replace(sweeping, hook_base="http://127.0.0.1:9/hooks/secret"))

    assert read_to(session) == 0
    assert "cannot be reached" in caplog.text
    assert "secret" not in caplog.text


def test_an_old_inbox_is_passed_by_and_only_the_last_day_handed_in(session, sweeping, town, now) -> None:
    for number in range(1, 251):
        town.write(number, now - timedelta(days=30))
    town.write(251, now - timedelta(hours=25))
    town.write(252, now - timedelta(hours=23))

    hand_in_missed(sweeping)

    assert [form["id"] for form in town.taken] == ["inbox-252"]
    assert (read_to(session), town.asked) == (252, [0, 100, 200, 252])


def test_one_go_is_bounded_and_the_next_goes_on(session, sweeping, town, now, monkeypatch) -> None:
    monkeypatch.setattr(missed_texts, "MOST_READINGS", 2)
    for number in range(1, 251):
        town.write(number, now - timedelta(days=30))

    hand_in_missed(sweeping)
    assert read_to(session) == 200
    hand_in_missed(sweeping)
    assert read_to(session) == 250


def test_what_could_not_be_known_again_or_answered_is_passed_by(session, sweeping, town, now) -> None:
    town.write(1, "yesterday at noon")
    town.write(2, now - timedelta(minutes=10), sender="SAFARICOM")
    town.texts.append({"id": 3, "date": (now - timedelta(minutes=10)).isoformat()})

    hand_in_missed(sweeping)

    assert (town.taken, read_to(session)) == ([], 3)


def test_without_an_inbox_or_a_door_nothing_is_swept(session, crew, sweeping, town, now) -> None:
    town.write(1, now - timedelta(minutes=10))

    hand_in_missed(replace(crew, hook_base="http://127.0.0.1:9/hooks/secret"))
    hand_in_missed(replace(sweeping, hook_base=None))

    assert (town.asked, read_to(session)) == ([], 0)


def test_the_clock_knows_our_own_door(database_url: str, tmp_path: Path) -> None:
    environment = {"MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path), "DATABASE_URL": database_url}

    crew = muster(from_environment(environment))

    assert crew.hook_base == "http://127.0.0.1:8000/hooks/local"
    crew.sessions.kw["bind"].dispose()


@pytest.mark.parametrize(("hours", "kept"), [(47, 1), (49, 0)])
def test_the_print_of_a_text_is_forgotten_after_two_days(session, crew, clock, hours, kept) -> None:
    came, _ = inbox.receive(
        session, crew.vault, provider="africastalking", kind=Kind.SMS, external_id="m1", body=b"", now=crew.now()
    )
    inbox.is_twin(session, came, inbox.prints(crew.vault, PERSON, "STOP", crew.now()))
    session.commit()
    clock.moment += timedelta(hours=hours)
    retention.tidy(crew)

    assert session.query(Callback).filter(Callback.body_lookup.is_not(None)).count() == kept
