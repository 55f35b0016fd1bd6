"""What listeners asked, as a station hands it in: without numbers, not twice, and not endlessly."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from domain import erasure, exchanges, replies
from domain.exchanges import Wanted
from domain.languages import Language
from domain.phones import Phone
from domain.refusals import Refusal
from domain.replies import Reply, Topic
from domain.scripts import Script
from domain.sealed_columns import REPLY_BODY
from domain.station_questions import MOST_A_DAY, answered, hand_in
from domain.stations import Station
from domain.vault import Vault
from tests.make import make_officer, make_script_for_stations, make_station


@pytest.fixture
def script(session: Session, now: datetime) -> Script:
    return make_script_for_stations(session, now)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


def kept(session: Session, vault: Vault) -> list[str]:
    return [REPLY_BODY.read(vault, reply) for reply in session.scalars(select(Reply).order_by(Reply.id))]


def test_questions_wait_in_the_inbox_of_the_county_without_any_number(
    session: Session, vault: Vault, now: datetime, script: Script, station: Station
) -> None:
    asked = ["Mbua ĩkooka ĩndĩ?", "  ", "Nipigieni 0712 345 678: chakula kitakuja lini?", "Mbua ĩkooka ĩndĩ?"]

    handed = hand_in(session, vault, station, script, asked, now)
    again = hand_in(session, vault, station, script, asked, now + timedelta(hours=1))

    assert (handed.kept, handed.taken_out, again.kept) == (2, True, 0)
    assert kept(session, vault) == ["Mbua ĩkooka ĩndĩ?", "Nipigieni [number]: chakula kitakuja lini?"]
    for reply in [line.last for line in exchanges.listed(session, Wanted({"kitui"}, topic=Topic.QUESTION))]:
        assert (reply.phone_sealed, reply.phone_lookup, reply.station_id) == (None, None, station.id)
        assert (reply.language, reply.county) == (Language.KAMBA, "kitui")
    assert exchanges.listed(session, Wanted({"makueni"})) == []
    erasure.erase(session, vault, Phone("+254712345678"), now)  # its owner's word touches nothing of them
    assert len(kept(session, vault)) == 2


@pytest.mark.parametrize(
    ("asked", "why"), [([], "at least one"), ([" "], "at least one"), (["x"] * 11, "at most 10"), (["x" * 301], "300")]
)
def test_too_little_and_too_much_is_refused_whole(
    session: Session, vault: Vault, now: datetime, script: Script, station: Station, asked: list[str], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        hand_in(session, vault, station, script, asked, now)
    assert kept(session, vault) == []


def test_a_station_has_fifty_a_day_and_others_have_theirs(
    session: Session, vault: Vault, now: datetime, script: Script, station: Station
) -> None:
    for ten in range(MOST_A_DAY // 10):
        hand_in(session, vault, station, script, [f"Swali {ten}, {number}?" for number in range(10)], now)

    with pytest.raises(Refusal, match="at most 50 questions a day"):
        hand_in(session, vault, station, script, ["Na hili?"], now)
    hand_in(session, vault, make_station(session, "Radio Vuria"), script, ["Na hili?"], now)
    hand_in(session, vault, station, script, ["Na hili?"], now + timedelta(days=1))
    assert len(kept(session, vault)) == MOST_A_DAY + 2


def test_an_answer_is_for_the_station_that_asked(
    session: Session, vault: Vault, now: datetime, script: Script, station: Station
) -> None:
    other = make_station(session, "Radio Vuria")
    for each in (station, other):
        hand_in(session, vault, each, script, ["Mvua lini?"], now)
    officer, [early, late] = make_officer(session, "mwende"), session.scalars(select(Reply).order_by(Reply.id))
    replies.answer(early, vault, officer, "Wiki ijayo.", now)
    session.flush()

    assert late.station_id == other.id
    assert answered(session, [station.id], now - timedelta(days=1)) == [early]
    assert answered(session, [station.id], now + timedelta(days=1)) == []
    assert answered(session, [other.id], now - timedelta(days=1)) == []


def test_two_who_hand_in_the_same_at_once_hand_it_in_once(
    session: Session, sessions: sessionmaker[Session], vault: Vault, now: datetime, script: Script, station: Station
) -> None:
    session.commit()
    start = Barrier(2)

    def run() -> None:
        with sessions.begin() as other:
            of = (other.get_one(Station, station.id), other.get_one(Script, script.id))
            start.wait(5)
            hand_in(other, vault, *of, ["Mvua lini?"], now)

    both = [Thread(target=run) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert kept(session, vault) == ["Mvua lini?"]
