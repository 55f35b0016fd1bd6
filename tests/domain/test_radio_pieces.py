"""Pieces for the radio: when they are read, who wrote in them, what is never said on air, and how many asked."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from domain import asked_questions, erasure, radio_piece_drafting, radio_pieces, replies
from domain.areas import Gazetteer
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.radio_piece_drafting import Content, bring_back, change, doubts, start, withdraw
from domain.radio_pieces import RadioPiece, State, Wording
from domain.redaction import Why
from domain.refusals import Refusal
from domain.replies import Reply
from domain.segments import Part
from domain.vault import Vault
from tests.make import make_officer, make_piece, make_station, next_phone

MONDAY, SUNDAY = date(2026, 11, 30), date(2026, 12, 6)
SW, KAM = Language.SWAHILI, Language.KAMBA
PRICES = Content(
    starts_on=MONDAY,
    ends_on=SUNDAY,
    source="NDMA Kitui, 24/11/2026",
    wordings={SW: Wording("Mbuzi mmoja ni shilingi elfu nne.")},
)


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "mumo", Grant(role=Role.OFFICER, county="kitui"))


@pytest.fixture
def market(session: Session, officer: Officer, places: Gazetteer, now: datetime) -> RadioPiece:
    piece = start(officer, "kitui", Part.MARKET, PRICES, places, now)
    session.add(piece)
    session.flush()
    return piece


def test_a_week_takes_what_touches_it_by_part_and_the_most_asked_first(session: Session, now: datetime) -> None:
    def piece(first: date, last: date, part: Part = Part.ANSWER, county: str = "kitui", **fields: object) -> int:
        return make_piece(session, now, county, part, "Maji.", starts_on=first, ends_on=last, **fields).id

    day = timedelta(days=1)
    ends_on_monday = piece(MONDAY - 9 * day, MONDAY)
    asked = piece(SUNDAY, SUNDAY + 9 * day, asked=5)  # begins on its last day
    season = piece(MONDAY - 30 * day, SUNDAY + 30 * day, Part.SEASON)
    piece(MONDAY - 9 * day, MONDAY - day)
    piece(SUNDAY + day, SUNDAY + 9 * day)
    piece(MONDAY, SUNDAY, withdrawn_at=now)
    piece(MONDAY, SUNDAY, county="makueni")

    found = radio_pieces.of_week(session, "kitui", MONDAY, SUNDAY)

    assert [each.id for each in found] == [season, asked, ends_on_monday]


def test_a_list_begins_with_what_runs_and_says_so_of_each(session: Session, now: datetime) -> None:
    on, day = MONDAY, timedelta(days=1)
    days = {
        State.OVER: {"starts_on": on - 9 * day, "ends_on": on - day},
        State.WITHDRAWN: {"starts_on": on, "ends_on": on, "withdrawn_at": now},
        State.COMING: {"starts_on": on + day, "ends_on": on + day},
        State.RUNNING: {"starts_on": on, "ends_on": on},
    }
    for fields in days.values():
        make_piece(session, now, "kitui", Part.SEASON, "Mvua.", **fields)
    make_piece(session, now, "makueni", Part.SEASON, "Mvua.")

    listed = radio_pieces.newest(session, {"kitui"}, on)

    assert [piece.state(on) for piece in listed] == list(State)
    for state in State:
        assert [piece.state(on) for piece in radio_pieces.newest(session, {"kitui"}, on, state=state)] == [state]


def test_whoever_changes_a_piece_is_one_of_its_hands(
    session: Session, market: RadioPiece, officer: Officer, places: Gazetteer, now: datetime
) -> None:
    lead = make_officer(session, "mbula", Grant(role=Role.LEAD, county="kitui"))
    both = replace(PRICES, wordings={**PRICES.wordings, KAM: Wording("Mbũi")})

    assert not change(market, lead, PRICES, market.fingerprint(), places, now)
    assert market.hands == [officer.id]  # saving the same words writes nothing
    assert change(market, lead, both, market.fingerprint(), places, now)

    session.flush()
    session.expire(market)
    assert market.hands == sorted([officer.id, lead.id])
    assert market.languages == [SW, KAM]
    assert market.wording(KAM) == Wording("Mbũi")
    assert market.wording(Language.TAITA) is None


def test_of_two_who_write_at_once_the_second_is_told(
    market: RadioPiece, officer: Officer, places: Gazetteer, now: datetime
) -> None:
    seen = market.fingerprint()
    change(market, officer, replace(PRICES, wordings={SW: Wording("Elfu tano.")}), seen, places, now)

    with pytest.raises(Refusal, match="Somebody changed"):
        change(market, officer, replace(PRICES, wordings={SW: Wording("Elfu tatu.")}), seen, places, now)
    assert market.wording(SW) == Wording("Elfu tano.")


def test_a_piece_is_withdrawn_and_brought_back_once(market: RadioPiece, officer: Officer, now: datetime) -> None:
    withdraw(market, officer, now)
    assert market.state(MONDAY) is State.WITHDRAWN
    with pytest.raises(Refusal, match="withdrawn already"):
        withdraw(market, officer, now)
    bring_back(market, officer, now)
    assert market.state(MONDAY) is State.RUNNING
    with pytest.raises(Refusal, match="not withdrawn"):
        bring_back(market, officer, now)


@pytest.mark.parametrize(
    ("role", "county", "part", "may"),
    [
        (Role.OFFICER, "kitui", Part.MARKET, True),
        (Role.OFFICER, "makueni", Part.MARKET, False),
        (Role.REVIEWER, "kitui", Part.ANSWER, True),
        (Role.PEACE, "kitui", Part.GOOD_NEWS, True),
        (Role.PEACE, "kitui", Part.ANSWER, False),
        (Role.APPROVER, "kitui", Part.SEASON, False),
        (Role.OFFICER, "kitui", Part.PEACE, False),  # a text of the library, never a piece
    ],
)
def test_a_part_is_written_by_those_who_may_in_their_county(
    session: Session, places: Gazetteer, now: datetime, role: Role, county: str, part: Part, may: bool
) -> None:
    writer = make_officer(session, "syombua", Grant(role=role, county=county))
    content = replace(PRICES, wordings={SW: Wording("Maji yapo.", "Maji yako wapi?")})
    if may:
        assert start(writer, "kitui", part, content, places, now).hands == [writer.id]
    else:
        with pytest.raises(Refusal, match="You do not write this"):
            start(writer, "kitui", part, content, places, now)


def worded(words: str, question: str = "") -> Callable[[Content], Content]:
    return lambda content: replace(content, wordings={SW: Wording(words, question)})


@pytest.mark.parametrize(
    ("part", "wrong", "sentence"),
    [
        (Part.MARKET, lambda content: replace(content, wordings={}), "at least one language"),
        (Part.MARKET, lambda content: replace(content, source=""), "where it is from"),
        (Part.MARKET, lambda content: replace(content, source="Piga 0711 000 042"), "A phone number"),
        (Part.MARKET, lambda content: replace(content, ends_on=MONDAY - timedelta(days=1)), "before its first"),
        (Part.MARKET, lambda content: replace(content, ends_on=MONDAY + timedelta(days=92)), "at most 92 days"),
        (Part.MARKET, lambda content: replace(content, starts_on=date(2062, 1, 1), ends_on=date(2062, 1, 2)), "a year"),
        (Part.MARKET, lambda content: replace(content, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 2)), "over"),
        (Part.MARKET, worded("a" * 2001), "at most 2000 letters"),
        (Part.MARKET, worded("Ukame {phase}."), "without { and }"),
        (Part.MARKET, worded("Piga simu O711-OOO-O42."), "A phone number"),
        (Part.MARKET, worded("Piga simu +255 754 123 456."), "A phone number"),
        (Part.GOOD_NEWS, worded("Ripoti mvule-nyekundu-27 imefungwa."), "code word"),
        (Part.ANSWER, worded("Maji yapo."), "Write the question"),
        (Part.ANSWER, worded("", "Maji yako wapi?"), "no answer"),
        (Part.ANSWER, worded("Maji yapo.", "b" * 301), "at most 300"),
    ],
)
def test_what_cannot_or_must_not_be_read_out_is_refused(
    officer: Officer, places: Gazetteer, now: datetime, part: Part, wrong: Callable[[Content], Content], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        start(officer, "kitui", part, wrong(PRICES), places, now)
    assert "711" not in str(refused.value)


def test_helplines_and_prices_are_no_phone_numbers(officer: Officer, places: Gazetteer, now: datetime) -> None:
    said = "Piga 1195 au 0800 597 000. Bei ya mbaazi ni 150/160/170, ya ng'ombe 45,000."

    piece = start(officer, "kitui", Part.MARKET, worded(said)(PRICES), places, now)

    assert piece.wording(SW) == Wording(said)


def test_names_and_communities_are_pointed_at(places: Gazetteer) -> None:
    words = ["Huko Endau mama Syombua na Wasomali, Ksh 450 au KES 9.", "Mama Syombua"]

    assert doubts(words, places) == [("Syombua", Why.NAME), ("Wasomali", Why.COMMUNITY)]


def ask(
    session: Session,
    vault: Vault,
    now: datetime,
    county: str | None = "kitui",
    phone: Phone | None = None,
    station: int | None = None,
) -> Reply:
    asker = None if station else phone or next_phone()
    reply = replies.keep(
        session,
        vault,
        asker,
        "Maji yatakuja lini?",
        subscriber=None,
        language=SW,
        county=county,
        bulletin_id=None,
        now=now,
        station_id=station,
    )
    session.flush()
    return reply


def test_a_message_counts_once_for_the_answer_it_is_marked_for(session: Session, vault: Vault, now: datetime) -> None:
    on = now.date()
    water, seed = (make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", question="Lini?") for _ in range(2))
    reply = ask(session, vault, now)

    assert asked_questions.mark(session, reply, water.id, on)
    assert not asked_questions.mark(session, reply, water.id, on)
    assert (water.asked, seed.asked) == (1, 0)
    assert asked_questions.mark(session, reply, seed.id, on)
    assert (water.asked, seed.asked) == (0, 1)
    assert asked_questions.mark(session, reply, None, on)
    assert (water.asked, seed.asked, reply.piece_id) == (0, 0, None)


def test_whoever_asks_three_times_counts_once_until_the_last_mark_is_taken_off(
    session: Session, vault: Vault, now: datetime
) -> None:
    water = make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", question="Lini?")
    asker, station = {"phone": next_phone()}, {"station": make_station(session).id}
    texts = [ask(session, vault, now, **who) for who in (asker, station) for _ in range(3)]  # type: ignore[arg-type]
    counted = []
    for piece in (water.id, None):
        for reply in texts:
            asked_questions.mark(session, reply, piece, now.date())
            session.flush()
            counted.append(water.asked)

    assert counted == [1, 1, 1, 2, 2, 2, 2, 2, 1, 1, 1, 0]


def test_what_came_by_a_report_is_not_asked_on_air(session: Session, vault: Vault, now: datetime) -> None:
    water = make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", question="Lini?")
    moved_out = replies.keep(
        session, vault, None, "Maji?", subscriber=None, language=SW, county="kitui", bulletin_id=None, now=now
    )

    with pytest.raises(Refusal, match="Nothing from reports"):
        asked_questions.mark(session, moved_out, water.id, now.date())
    assert water.asked == 0


def test_only_an_answer_on_the_air_of_its_county_is_asked(session: Session, vault: Vault, now: datetime) -> None:
    on, day = now.date(), timedelta(days=1)
    over = {"starts_on": on - 9 * day, "ends_on": on - day}
    wrong = [
        make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", **over),
        make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", withdrawn_at=now),
        make_piece(session, now, "kitui", Part.MARKET, "Ijumaa."),
        make_piece(session, now, "makueni", Part.ANSWER, "Ijumaa."),
    ]
    reply = ask(session, vault, now)

    for piece in wrong:
        with pytest.raises(Refusal):
            asked_questions.mark(session, reply, piece.id, on)
    with pytest.raises(Refusal):
        asked_questions.mark(session, reply, 0, on)
    assert [piece.asked for piece in wrong] == [0, 0, 0, 0]
    assert asked_questions.mark(session, ask(session, vault, now, county=None), wrong[3].id, on)


def test_a_deleted_message_leaves_the_answer_and_its_count(session: Session, vault: Vault, now: datetime) -> None:
    phone = next_phone()
    piece = make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", question="Lini?")
    asked_questions.mark(session, ask(session, vault, now, phone=phone), piece.id, now.date())

    erasure.erase(session, vault, phone, now)

    session.flush()
    session.expire_all()
    assert session.query(Reply).count() == 0
    assert piece.asked == 1


def test_two_officers_who_mark_at_once_both_count(
    sessions: sessionmaker[Session], session: Session, vault: Vault, now: datetime
) -> None:
    """One marks a new message and the other moves one: none of the counts is lost, and neither waits for ever."""
    water, seed = (make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", question="Lini?") for _ in range(2))
    messages = [ask(session, vault, now) for _ in range(8)]
    for reply in messages[4:]:
        asked_questions.mark(session, reply, seed.id, now.date())
    session.commit()
    both = threading.Barrier(2)

    def marks(mine: list[int], piece: int) -> None:
        both.wait()
        for number in mine:
            with sessions.begin() as own:
                reply = replies.locked(own, number)
                assert reply is not None
                asked_questions.mark(own, reply, piece, now.date())

    ids = [reply.id for reply in messages]
    work = [(ids[:4] + ids[:4], water.id), (ids[4:] + ids[:2], water.id)]
    officers = [threading.Thread(target=marks, args=one) for one in work]
    for one in officers:
        one.start()
    for one in officers:
        one.join()

    session.expire_all()
    assert (water.asked, seed.asked) == (8, 0)


def test_a_new_piece_runs_in_the_week_that_is_drafted_next() -> None:
    tuesday = date(2026, 11, 24)
    usual = radio_piece_drafting.usual_days

    assert usual(Part.SEASON, tuesday) == (date(2026, 11, 23), SUNDAY)
    assert usual(Part.MARKET, tuesday) == (MONDAY, SUNDAY)
