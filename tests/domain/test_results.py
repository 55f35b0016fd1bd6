"""What came of a bulletin: counts over what is left, as often as reports change them, and nobody pointed at."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import erasure, replies, result_counts, results
from domain.areas import Gazetteer
from domain.batches import Batch
from domain.bulletins import Bulletin
from domain.deliveries import Delivery, State
from domain.languages import Language
from domain.phones import Phone
from domain.refusals import Refusal
from domain.replies import Topic
from domain.results import BulletinResults
from domain.subscribers import AgeBand, Gender, Kind, Subscriber
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_approved, make_subscriber, next_phone

MUTHA = "kitui.kitui-south.mutha"
TWO_WARDS = (ENDAU, MUTHA)

# Ward or wards, kind, gender, age, state, provider, network, the provider's word.
PEOPLE = (
    (TWO_WARDS, Kind.PERSON, Gender.FEMALE, AgeBand.OLD, State.DELIVERED, "africastalking", "63902", "Success"),
    ((ENDAU,), Kind.PERSON, Gender.FEMALE, AgeBand.YOUNG, State.DELIVERED, "africastalking", "63902", "Success"),
    ((ENDAU,), Kind.INTERMEDIARY, Gender.MALE, None, State.FAILED, "africastalking", "63903", "Failed Expired"),
    ((ENDAU, SAGALLA), Kind.PERSON, None, None, State.UNKNOWN, "twilio", "", "No answer: ReadTimeout"),
    ((SAGALLA,), Kind.PERSON, None, None, State.ON_NETWORK, "africastalking", "63902", "Sent"),
)  # fmt: skip
ERASED = Phone("+254700000099")


@pytest.fixture
def bulletin(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> Bulletin:
    """Sent to the people of the table and to one who had everything deleted since; ended now."""
    sent = make_approved(session, now, areas=["kitui.kitui-east", "kitui.kitui-south"])
    sent.started_at = sent.finished_at = now
    counters = {"size": 8, "accepted": 5, "unknown": 1, "skipped": 2, "cost": Decimal("4.8")}
    about = {"bulletin_id": sent.id, "text_id": sent.texts[0].id, "county": "kitui", "provider": "africastalking"}
    batch = Batch(**about, recipients=[], **counters)
    session.add(batch)
    session.flush()
    for wards, kind, gender, age, state, provider, network, reason in PEOPLE:
        person = make_subscriber(session, vault, places, now, wards=wards)
        person.kind, person.gender, person.age_band = kind, gender, age
        about = {
            "subscriber_id": person.id,
            "bulletin_id": sent.id,
            "batch_id": batch.id,
            "provider_id": None,
            "at": now,
        }
        session.add(Delivery(**about, state=state, provider=provider, reason=reason, network=network))
    erased = make_subscriber(session, vault, places, now, phone=ERASED)
    session.add(Delivery(**about | {"subscriber_id": erased.id}, state=State.DELIVERED, provider="africastalking"))
    session.commit()
    erasure.forget(session, vault, ERASED, now)
    session.commit()
    return sent


@pytest.fixture
def counted(session: Session, bulletin: Bulletin, places: Gazetteer, now: datetime) -> Callable[[], BulletinResults]:
    def counted() -> BulletinResults:
        results.count(session, bulletin, places, now)
        return session.scalars(select(BulletinResults), execution_options={"populate_existing": True}).one()

    return counted


def test_people_are_counted_by_every_side_and_in_each_of_their_wards(counted):
    counts = counted().counts

    assert counts["ward"] == {
        ENDAU: {"delivered": 2, "failed": 1, "unknown": 1},
        MUTHA: {"delivered": 1},
        result_counts.ELSEWHERE: {"on_network": 1},  # has moved since
    }
    assert counts["language"] == {"sw": {"delivered": 2, "failed": 1, "unknown": 1, "on_network": 1}}
    assert counts["kind"]["intermediary"] == {"failed": 1}
    assert counts["gender"]["female"] == {"delivered": 2}
    assert counts["gender"][""] == {"unknown": 1, "on_network": 1}
    assert counts["age_band"]["old"] == {"delivered": 1}
    assert counts["network"] == {"63902": {"delivered": 2, "on_network": 1}, "63903": {"failed": 1}, "": {"unknown": 1}}
    assert ["failed", "africastalking", "63903", "Failed Expired", 1] in counts["reasons"]


def test_who_was_forgotten_is_still_in_what_the_lists_counted(counted):
    counts = counted().counts

    assert sum(counts["language"]["sw"].values()) == 5
    assert (counts["progress"]["accepted"], counts["progress"]["cost"]) == (5, "4.8000")
    assert counts["paid"] == [["africastalking", 6, "4.8000"]]


def test_each_county_whose_money_paid_keeps_its_own_part(session, bulletin, counted):
    text = bulletin.texts[0].id
    other = Batch(bulletin_id=bulletin.id, text_id=text, county="makueni", recipients=[], size=1, accepted=1)
    session.add(other)
    session.flush()
    moved = session.scalars(select(Delivery).where(Delivery.network == "63903")).one()
    moved.batch_id = other.id
    session.flush()
    parts = counted().counts["counties"]

    assert {county: part["progress"]["accepted"] for county, part in parts.items()} == {"kitui": 5, "makueni": 1}
    assert (parts["kitui"]["paid"], parts["makueni"]["progress"]["cost"]) == (
        [["africastalking", 6, "4.8000"]],
        "0.0000",
    )
    assert parts["makueni"]["network"] == {"63903": {"failed": 1}}
    assert parts["kitui"]["gender"] == {"female": {"delivered": 2}, "": {"unknown": 1, "on_network": 1}}


def test_wards_without_any_subscriber_are_named(counted):
    silent = counted().counts["silent_wards"]

    assert "kitui.kitui-east.nzambani" in silent
    assert ENDAU not in silent
    assert all(ward.startswith(("kitui.kitui-east.", "kitui.kitui-south.")) for ward in silent)


def test_who_had_it_and_paused_afterwards_was_not_left_out(session, vault, places, counted, now):
    make_subscriber(session, vault, places, now).paused_until = now + timedelta(days=30)
    had_it = session.scalars(select(Subscriber).where(Subscriber.wards == [ENDAU], Subscriber.gender.is_not(None)))
    for person in had_it:
        person.paused_until = now + timedelta(days=30)
    session.flush()

    assert counted().counts["paused"] == 1


def test_answers_to_it_are_counted_by_what_they_are_about(session, vault, bulletin, counted, now):
    for topic in (Topic.REPLY, Topic.REPLY, Topic.FEEDBACK):
        about = {"language": Language.SWAHILI, "county": "kitui", "now": now, "topic": topic}
        replies.keep(session, vault, next_phone(), "Asante", subscriber=None, bulletin_id=bulletin.id, **about)
    session.flush()

    assert counted().counts["replies"] == {"reply": 2, "feedback": 1}


def test_a_follow_up_is_counted_in_every_ward_its_people_live_in(session, bulletin, counted):
    bulletin.follows_id, bulletin.follow = bulletin.id, "update"
    session.flush()

    assert SAGALLA in counted().counts["ward"]


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("since_its_end", "counted_at", "owed"),
    [
        (0 * HOUR, None, True),
        (0 * HOUR, 0 * HOUR, False),
        (0.9 * HOUR, 0 * HOUR, False),
        (1 * HOUR, 0.9 * HOUR, True),
        (30 * HOUR, 1 * HOUR, False),
        (49 * HOUR, 1 * HOUR, True),
        (900 * HOUR, 48 * HOUR, False),
        (900 * HOUR, None, True),
    ],
)
def test_it_is_counted_at_its_end_after_an_hour_and_after_two_days(
    session: Session,
    bulletin: Bulletin,
    now: datetime,
    since_its_end: timedelta,
    counted_at: timedelta | None,
    owed: bool,
) -> None:
    if counted_at is not None:
        session.add(BulletinResults(bulletin_id=bulletin.id, counted_at=now + counted_at, counts={}))

    assert results.owed(session, now + since_its_end, most=5) == ([bulletin.id] if owed else [])
    assert results.owed(session, now + since_its_end, most=5, but=[bulletin.id]) == []


def test_an_officer_asks_once_a_minute_and_not_before_it_began(session, bulletin, counted, now):
    kept = counted()

    with pytest.raises(Refusal, match="less than a minute"):
        results.check_may_ask(kept, bulletin, now + timedelta(seconds=59))
    results.check_may_ask(kept, bulletin, now + timedelta(seconds=60))
    bulletin.started_at = None
    with pytest.raises(Refusal, match="Nothing of it has been sent"):
        results.check_may_ask(None, bulletin, now)
