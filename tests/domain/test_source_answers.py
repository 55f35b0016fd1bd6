"""What a source writes back: kept with its incident, also where what it told is full."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import sightings, source_answers
from domain.incidents import Handling, Incident, Verification
from domain.sealed_columns import SIGHTING_WORDS, STEP_WORDS
from domain.timeline import Act, Step
from domain.vault import Vault
from tests.make import make_incident


def test_what_no_telling_has_room_for_is_sealed_on_the_timeline_and_opens_the_incident(
    session: Session, vault: Vault, now: datetime
) -> None:
    incident = make_incident(session, now, vault=vault, words="a" * source_answers.LONGEST)
    [sighting] = sightings.of(session, incident)
    incident.verify(Verification.CONFIRMED, now)
    incident.handle(Handling.CLOSED, now)
    session.flush()

    source_answers.add(session, vault, sighting.id, "Wezi wamerudi", now)

    session.flush()
    opened, more = session.scalars(select(Step).order_by(Step.id))
    assert (opened.act, more.act, more.value) == (Act.HANDLING, Act.TOLD_MORE, "1")
    assert STEP_WORDS.read(vault, more) == "Wezi wamerudi"
    assert incident.open
    assert "Wezi" not in SIGHTING_WORDS.read(vault, sighting)


def test_nothing_is_kept_of_an_answer_to_what_is_gone(session: Session, vault: Vault, now: datetime) -> None:
    source_answers.add(session, vault, 4711, "Wezi wamerudi", now)

    session.flush()
    assert session.scalars(select(Step)).all() == []
    assert session.scalars(select(Incident)).all() == []
