"""What is old and still needed stays: a STOP finds it, a report is filed from it, a warning is taken back by it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import contacts, conversations, retention_periods
from domain.bulletins import Bulletin
from domain.conversations import OPEN_FOR, Ask, Question
from domain.db import next_id
from domain.deliveries import Delivery
from domain.dialogues import Dialogue
from domain.drafts import Draft
from domain.incidents import Handling, Incident
from domain.intake import Report
from domain.kept_kinds import Kept
from domain.languages import Language
from domain.sightings import When
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText, new_text
from domain.timeline import Step
from domain.vault import Purpose, Vault
from schedules import questions, retention
from schedules.crew import Crew
from schedules.drafts import file_dropped
from schedules.texts import send_text
from tests.make import ENDAU, make_officer, next_phone
from tests.schedules.conftest import MemoryNetwork, WallClock
from tests.schedules.test_kept_kinds import Shelf


def test_a_stop_finds_a_text_that_has_waited_for_more_than_a_day(
    session: Session, vault: Vault, crew: Crew, network: MemoryNetwork, clock: WallClock
) -> None:
    phone = next_phone()
    about = {"reason": Reason.FEEDBACK, "sender": None, "now": clock()}
    held = new_text(next_id(session, SingleText), vault, phone, "Asante.", **about)
    session.add(held)
    session.commit()
    clock.moment += timedelta(hours=25)

    retention.tidy(crew)
    contacts.silence(session, vault, phone, clock())
    session.commit()
    send_text(crew, held.id)

    assert network.reached == []
    clock.moment += timedelta(days=7)
    retention.tidy(crew)
    assert session.scalar(select(func.count()).where(SingleText.phone_lookup.is_not(None))) == 0


def test_a_report_that_a_dropped_call_left_is_filed_however_long_the_clock_stood_still(
    session: Session, vault: Vault, crew: Crew, clock: WallClock
) -> None:
    phone = next_phone()
    draft = Draft(phone, Report(Kind.WILDLIFE, ENDAU, When.NOW, "", Language.SWAHILI))
    told = {"draft_sealed": draft.seal(vault, "call"), "updated_at": clock()}
    session.add(Dialogue(session_id="call", phone_lookup=vault.lookup(phone, Purpose.DIALOGUE), **told))
    session.commit()
    clock.moment += timedelta(days=3)

    retention.tidy(crew)
    file_dropped(crew)

    assert session.scalars(select(Incident.kind)).all() == [Kind.WILDLIFE]
    clock.moment += timedelta(days=3)
    retention.tidy(crew)
    assert session.scalar(select(func.count(Dialogue.session_id))) == 0


def test_a_report_under_a_key_that_was_forgotten_waits_for_it(
    session: Session, vault: Vault, crew: Crew, clock: WallClock
) -> None:
    asked = Question(Ask.REPORT, words="Wezi wameiba mbuzi", kind="livestock_theft", ward=ENDAU, language="sw")
    conversations.ask(session, vault, next_phone(), asked, clock())
    session.commit()
    clock.moment += OPEN_FOR[Ask.REPORT]

    questions.close_unanswered(replace(crew, vault=Vault.parse(Vault.new_keys())))
    questions.close_unanswered(crew)

    assert session.scalars(select(Incident.kind)).all() == [Kind.LIVESTOCK_THEFT]


def test_who_has_a_warning_that_is_still_valid_is_not_forgotten(session: Session, crew: Crew, clock: WallClock) -> None:
    then = clock() - timedelta(days=390)
    Shelf(session, crew, make_officer(session, "mwende")).sent(then)
    [warning] = session.scalars(select(Bulletin))
    warning.expires_at = then + timedelta(days=400)
    session.commit()
    periods = {Kept.DELIVERIES: timedelta(days=365)}

    retention.forget(crew, Kept.DELIVERIES, clock(), periods)
    assert session.scalar(select(func.count(Delivery.batch_id))) == 1, "it may be taken back"
    retention.forget(crew, Kept.DELIVERIES, clock() + timedelta(days=11), periods)
    assert session.scalar(select(func.count(Delivery.batch_id))) == 0


def test_notes_of_a_report_that_was_joined_to_another_stay_for_as_long_as_that_one_is_read(
    session: Session, crew: Crew, clock: WallClock
) -> None:
    shelf, then = Shelf(session, crew, make_officer(session, "mwende")), clock() - timedelta(days=400)
    shelf.open_report(then)
    for _ in range(2):
        shelf.report(then)
    goes_on, between, joined = session.scalars(select(Incident).order_by(Incident.id))
    joined.merged_into, between.merged_into = between.id, goes_on.id
    session.commit()
    periods = retention_periods.shipped(timedelta(days=90))
    notes = select(func.count(Step.words_sealed)).where(Step.incident_id == joined.id)

    retention.forget(crew, Kept.INCIDENT_WORDS, clock(), periods)
    assert session.scalar(notes) == 1
    goes_on.handling, goes_on.closed_at = Handling.CLOSED, then
    session.commit()
    retention.forget(crew, Kept.INCIDENT_WORDS, clock(), periods)
    session.rollback()
    assert session.scalar(notes) == 0
