"""What sources hear of what became of their report: once a step, by day, where they allowed it, and nothing in it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain import contacts, intake, sightings, timeline
from domain.areas import Gazetteer
from domain.hours import DAY
from domain.incidents import Handling, Incident, Verification
from domain.intake import Report
from domain.languages import Language
from domain.moments import hour
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.reporters import CallTime, Reporter
from domain.sealed_columns import STEP_WORDS
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText, State
from domain.timeline import Act
from domain.vault import Vault
from messages import feedback, source_texts
from messages.catalog import Catalog
from messages.feedback_words import SENTENCES, Said
from settings import LOCALES
from tests.exposure import shared_minutes
from tests.make import ENDAU, make_officer, next_phone

CATALOG = Catalog.load(LOCALES)


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "makena", Grant(role=Role.PEACE))


def told(
    session: Session, vault: Vault, now: datetime, phone: Phone, language: Language, *, may_text: bool = True
) -> Incident:
    report = Report(Kind.LIVESTOCK_THEFT, ENDAU, When.TODAY, "Mbuzi", language, may_text=may_text)
    return intake.file(session, vault, phone, report, now, channel=Channel.USSD).incident


@pytest.fixture
def incident(session: Session, vault: Vault, now: datetime, officer: Officer) -> Incident:
    """Three sources: the third allowed no text; the first of them told it twice."""
    phones = [next_phone(), next_phone(), next_phone()]
    first = told(session, vault, now, phones[0], Language.ENGLISH)
    for number, phone in ((1, phones[0]), (2, phones[1]), (3, phones[2])):
        more = told(session, vault, now, phone, Language.KAMBA, may_text=number < 3)
        sighting = max(sightings.of(session, more), key=lambda one: one.id)
        sighting.incident_id, sighting.number = first.id, number
    session.flush()
    return first


def verify(session: Session, vault: Vault, incident: Incident, officer: Officer, now: datetime) -> None:
    timeline.verify(session, vault, incident, officer, Verification.CONFIRMED, "Chief", now)
    session.flush()


def left(session: Session) -> list[SingleText]:
    return list(session.scalars(select(SingleText).order_by(SingleText.id)))


def test_each_source_that_allowed_it_hears_once_in_words_it_may_hear(
    session: Session, vault: Vault, now: datetime, incident: Incident, officer: Officer
) -> None:
    verify(session, vault, incident, officer, now)

    assert feedback.tell(session, vault, CATALOG, incident, officer, Said.LOOKED_INTO, now) == 2
    session.flush()
    steps = [step for step in timeline.of(session, incident) if step.act is Act.TEXTED]
    assert [step.value for step in steps] == ["1", "2"]
    assert {STEP_WORDS.read(vault, step) for step in steps} == {SENTENCES[Said.LOOKED_INTO]}
    assert {one.reason for one in left(session)} == {Reason.FEEDBACK}
    with pytest.raises(Refusal, match="have heard"):
        feedback.tell(session, vault, CATALOG, incident, officer, Said.ACTED, now)
    timeline.handle(session, vault, incident, officer, Handling.CLOSED, "Amani", now)
    session.flush()
    assert feedback.tell(session, vault, CATALOG, incident, officer, Said.CLOSING, now) == 2


def test_nothing_is_told_before_a_step_nor_where_nobody_can_be_reached(
    session: Session, vault: Vault, now: datetime, incident: Incident, officer: Officer
) -> None:
    with pytest.raises(Refusal, match="none to hear of"):
        feedback.tell(session, vault, CATALOG, incident, officer, Said.ACTED, now)
    verify(session, vault, incident, officer, now)
    for reporter in session.scalars(select(Reporter)):
        session.delete(reporter)
    session.flush()
    with pytest.raises(Refusal, match="can be texted"):
        feedback.tell(session, vault, CATALOG, incident, officer, Said.ACTED, now)
    assert left(session) == []


@pytest.mark.parametrize("hour", [0, 6, 7, 12, 18, 19, 23])
def test_it_leaves_by_day_and_never_in_the_minute_of_the_step(
    session: Session, vault: Vault, now: datetime, incident: Incident, officer: Officer, hour: int
) -> None:
    at = now.replace(hour=(hour - 3) % 24, minute=58, second=31)  # Nairobi is three hours ahead
    verify(session, vault, incident, officer, at)
    feedback.tell(session, vault, CATALOG, incident, officer, Said.ACTED, at)
    session.flush()

    scheduled = session.scalars(text("SELECT scheduled_at FROM procrastinate_jobs")).all()
    assert sorted(scheduled) == sorted(one.created_at for one in left(session))
    for moment in scheduled:
        assert DAY.holds(moment)
        assert timedelta(minutes=2) <= moment - at <= timedelta(hours=12, minutes=17)


def test_no_moment_of_a_text_is_one_of_the_incident(
    session: Session, vault: Vault, now: datetime, incident: Incident, officer: Officer, places: Gazetteer
) -> None:
    verify(session, vault, incident, officer, now + timedelta(hours=1))
    at = now + timedelta(hours=1, minutes=17, seconds=41, microseconds=123_457)
    feedback.tell(session, vault, CATALOG, incident, officer, Said.ACTED, at)
    first = session.get_one(Sighting, contacts.of(session, incident)[0].sighting_id)
    source_texts.write(session, vault, first, officer, "Mbiu: Je, kuna shida?", places=places, now=at)
    session.flush()

    assert shared_minutes(session) == set()
    assert {hour(step.at) == step.at for step in timeline.of(session, incident) if step.act is Act.TEXTED} == {True}
    assert at.microsecond not in {one.created_at.microsecond for one in left(session)}
    events = session.scalars(text("SELECT at FROM procrastinate_events WHERE type = 'deferred'")).all()
    assert len(events) == 3
    assert all(moment == hour(moment) for moment in events)


def test_what_a_source_answered_last_counts_and_a_text_or_a_dropped_call_answered_nothing(
    session: Session, vault: Vault, now: datetime
) -> None:
    phone = next_phone()
    first = told(session, vault, now, phone, Language.SWAHILI)
    for channel, partial, then in (
        (Channel.SMS, False, True),
        (Channel.USSD, True, True),
        (Channel.USSD, False, False),
    ):
        more = told(session, vault, now, phone, Language.SWAHILI, may_text=False)
        sighting = max(sightings.of(session, more), key=lambda one: one.id)
        sighting.incident_id, sighting.channel, sighting.partial = first.id, channel, partial
        session.flush()

        assert [contact.may_text for contact in contacts.of(session, first)] == [then]


def test_a_text_takes_back_no_call_that_was_allowed_before_and_a_later_no_does(
    session: Session, vault: Vault, now: datetime
) -> None:
    first = told(session, vault, now, phone := next_phone(), Language.SWAHILI)
    session.get_one(Reporter, sightings.of(session, first)[0].id).may_call = CallTime.MORNING
    allowed = []
    for channel in (Channel.SMS, Channel.USSD):
        more = told(session, vault, now, phone, Language.SWAHILI)
        sighting = max(sightings.of(session, more), key=lambda one: one.id)
        sighting.incident_id, sighting.channel = first.id, channel
        session.flush()
        allowed.append([(source.sighting_id, source.may_call) for source in contacts.of(session, first)])

    assert allowed == [[(sighting.id - 1, CallTime.MORNING)], [(sighting.id, None)]]


def test_stop_ends_it_and_what_was_held_back_never_leaves(
    session: Session, vault: Vault, now: datetime, incident: Incident, officer: Officer
) -> None:
    verify(session, vault, incident, officer, now)
    feedback.tell(session, vault, CATALOG, incident, officer, Said.ACTED, now)
    session.flush()
    phone = contacts.phone_of(session, vault, contacts.of(session, incident)[1].sighting_id)
    assert phone is not None
    second = contacts.of(session, incident)[1].sighting_id
    session.get_one(Reporter, second).may_call = CallTime.EVENING

    contacts.silence(session, vault, phone, now)

    session.expire_all()
    assert [source.may_text for source in contacts.of(session, incident)] == [True, False, False]
    assert session.get_one(Reporter, second).may_call is None
    assert [one.state for one in left(session)] == [State.QUEUED, State.NOT_SENT]


def test_a_sentence_fits_one_text_and_names_nothing() -> None:
    for sentence in SENTENCES.values():
        assert len(sentence) <= 100
        assert sentence.startswith("Mbiu: ")
        assert "report" not in sentence
