"""A number that failed for weeks is forgotten; one behind which anybody may be is not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import intake, invitations, known_numbers, subscribers
from domain.batches import Batch
from domain.deliveries import Delivery, State
from domain.departures import Departure, DepartureLine
from domain.incidents import Incident
from domain.intake import Report
from domain.invitations import Invited, Leaver
from domain.languages import Language
from domain.phones import Phone
from domain.reporters import Reporter
from domain.retirement import retired_since
from domain.sightings import When
from domain.subscribers import Channel, Subscriber
from domain.taxonomy import Kind as IncidentKind
from schedules import retiring
from schedules.crew import Crew
from schedules.retiring import Walk
from tests.make import ENDAU, make_approved, make_subscriber, next_phone
from tests.schedules.conftest import WallClock

ABSENT = "Failed AbsentSubscriber"
WEEKLY = (35, 21, 6)  # days ago: 29 from the first to the last
FAILED = [(days, State.FAILED, ABSENT) for days in WEEKLY]


@pytest.fixture
def phone() -> Phone:
    return next_phone()


@pytest.fixture
def person(session: Session, crew: Crew, phone: Phone) -> Subscriber:
    """Somebody who joined a year ago."""
    made = make_subscriber(session, crew.vault, crew.places, crew.now() - timedelta(days=365), phone=phone)
    session.commit()
    return made


def sent(session: Session, crew: Crew, person: Subscriber, *became: tuple[int, State, str]) -> None:
    """Bulletins, so many days ago, and what became of each for this person."""
    for number, (days, state, reason) in enumerate(became):
        at = crew.now() - timedelta(days=days)
        place = {"subscriber_id": person.id, "bulletin_id": 1000 + number, "batch_id": 1, "at": at}
        session.add(Delivery(**place, state=state, provider="africastalking", provider_id=None, reason=reason))  # type: ignore[arg-type]
    session.commit()


def left(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Subscriber)) or 0


def test_a_number_that_failed_for_four_weeks_and_three_bulletins_is_forgotten_and_counted(
    session: Session, crew: Crew, person: Subscriber, phone: Phone, now: datetime
) -> None:
    sent(session, crew, person, *FAILED)
    report = Report(IncidentKind.OTHER, ENDAU, When.NOW, "Ugomvi", Language.SWAHILI)
    intake.file(session, crew.vault, phone, report, now - timedelta(days=200), channel=Channel.USSD)
    session.commit()

    assert Walk().retire_silent(crew) == 1
    assert Walk().retire_silent(crew) == 0

    assert left(session) == 0
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Delivery, Reporter, Incident)] == [
        0,
        0,
        1,
    ]
    assert retired_since(session, now - timedelta(days=1)) == 1
    assert session.scalar(select(DepartureLine.what)) is Departure.RETIRED, "a backup does not bring it back"


def test_its_next_owner_is_a_stranger_whom_a_volunteer_may_put_forward(
    session: Session, crew: Crew, person: Subscriber, phone: Phone
) -> None:
    sent(session, crew, person, *FAILED)
    Walk().retire_silent(crew)

    assert session.scalar(select(func.count()).select_from(Leaver)) == 0
    assert known_numbers.known(session, crew.vault, phone) is None
    assert invitations.invite(session, crew.vault, next_phone(), phone, crew.now()) is Invited.ASK


@pytest.mark.parametrize(
    "became",
    [
        FAILED[:2],
        [(days, State.FAILED, ABSENT) for days in (20, 13, 6)],
        [*FAILED, (1, State.DELIVERED, "")],
        [*FAILED, (1, State.ON_NETWORK, "")],
        [*FAILED, (1, State.ACCEPTED, "")],
        [*FAILED, (1, State.UNKNOWN, "")],
        [*FAILED, (20, State.DELIVERED, "")],
        [(days, State.FAILED, "Failed DoNotDisturbRejection") for days in WEEKLY],
        [(days, State.FAILED, "Failed") for days in WEEKLY],
        [(days, State.FAILED, "failed 30007") for days in WEEKLY],
        [(days, State.NOT_SENT, ABSENT) for days in WEEKLY],
        [(days, State.REFUSED, "406 UserInBlacklist") for days in WEEKLY],
    ],
    ids=[
        "two bulletins", "two weeks", "delivered since", "on the network since", "no report yet", "nobody can say",
        "delivered between", "blocked by the person", "no reason given", "the text was rejected", "never left us",
        "on a list of those who block",
    ],
)  # fmt: skip
def test_who_may_still_be_there_is_kept(
    session: Session, crew: Crew, person: Subscriber, became: list[tuple[int, State, str]]
) -> None:
    sent(session, crew, person, *became)

    assert Walk().retire_silent(crew) == 0
    assert left(session) == 1


@pytest.mark.parametrize(
    "became",
    [
        [(60, State.DELIVERED, ""), *FAILED],
        [*FAILED, (1, State.NOT_SENT, "405 InsufficientBalance")],
        [(days, State.REFUSED, "403 InvalidPhoneNumber") for days in WEEKLY],
        [(days, State.FAILED, "undelivered 30005") for days in WEEKLY],
    ],
    ids=["delivered long before", "our own fault since", "no such number", "the same at Twilio"],
)
def test_who_is_not_there_is_found(
    session: Session, crew: Crew, person: Subscriber, became: list[tuple[int, State, str]]
) -> None:
    sent(session, crew, person, *became)

    assert Walk().retire_silent(crew) == 1


@pytest.mark.parametrize("sign", ["dials or writes", "stays", "joins again"])
def test_a_word_from_the_person_begins_the_weeks_anew(
    session: Session, crew: Crew, person: Subscriber, phone: Phone, sign: str
) -> None:
    if sign == "dials or writes":
        known_numbers.heard(session, crew.vault, phone, crew.now() - timedelta(days=10))
    elif sign == "stays":
        subscribers.stay(person, crew.now() - timedelta(days=10))
    else:
        make_subscriber(session, crew.vault, crew.places, crew.now() - timedelta(days=10), phone=phone)
    sent(session, crew, person, *FAILED)

    assert Walk().retire_silent(crew) == 0


def test_who_left_stays_known_so_that_nobody_puts_them_forward(
    session: Session, crew: Crew, person: Subscriber
) -> None:
    sent(session, crew, person, *FAILED)
    subscribers.leave(person, crew.now())
    session.commit()

    assert Walk().retire_silent(crew) == 0


def test_slices_go_round_and_miss_nobody(
    session: Session, crew: Crew, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retiring, "SLICE", 3)
    monkeypatch.setattr(retiring, "MOST", 1)
    since = crew.now() - timedelta(days=365)
    for place in range(8):
        person = make_subscriber(session, crew.vault, crew.places, since)
        session.commit()
        if place in (0, 1, 2, 7):
            sent(session, crew, person, *FAILED)
    walk = Walk()

    assert sum(walk.retire_silent(crew) for _ in range(7)) == 4
    assert left(session) == 4


def test_counts_of_what_was_sent_stay_true(session: Session, crew: Crew, person: Subscriber) -> None:
    bulletin = make_approved(session, crew.now())
    places = {"bulletin_id": bulletin.id, "text_id": bulletin.texts[0].id, "county": "kitui"}
    session.add(Batch(**places, recipients=[], size=1, accepted=1, failed=1))
    sent(session, crew, person, *FAILED)
    Walk().retire_silent(crew)

    assert session.scalars(select(Batch.failed)).one() == 1


def test_every_reason_of_a_handset_or_a_number_is_known_by_its_word() -> None:
    assert {"absentsubscriber", "userdoesnotexist", "expired", "invalidphonenumber", "30003", "21211"} <= set(
        retiring.WORDS
    )
    ours = {"rejectedbygateway", "invalidsenderid", "systemerror", "riskhold", "insufficientbalance", "failed"}
    assert not ours & set(retiring.WORDS)
    assert not {"30001", "30002", "30004", "30007", "30024", "21408"} & set(retiring.WORDS)
