"""Everything we keep of one number goes, nothing of anybody else, and what was counted stays counted."""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import LargeBinary, Table, func, select
from sqlalchemy.orm import Session

from domain import conversations, inbox, intake, invitations, receipts, replies, sender_blocks, texts
from domain.areas import Gazetteer
from domain.batches import Batch, progress
from domain.calls import Call
from domain.conversations import Ask, Conversation, Question
from domain.db import next_id, next_ids
from domain.deliveries import Delivery
from domain.deliveries import State as DeliveryState
from domain.dialogues import Dialogue
from domain.erasure import erase, erase_subscription
from domain.further_answers import FurtherAnswer
from domain.inbox import Callback
from domain.intake import Report
from domain.invitations import Invitation, Invited, Leaver
from domain.languages import Language
from domain.phones import Phone
from domain.receipts import WaitingReceipt
from domain.replies import Reply
from domain.reporters import Reporter
from domain.schema import metadata
from domain.sealed_columns import DIALOGUE_DRAFT, FURTHER_WORDS, SEALED_COLUMNS
from domain.sender_blocks import SenderBlock
from domain.sightings import Sighting, When
from domain.subscribers import Channel, Subscriber
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.vault import Purpose, Vault
from tests.make import ENDAU, make_approved, make_officer, make_subscriber, next_phone


def leave_traces(session: Session, vault: Vault, places: Gazetteer, now: datetime, phone: Phone) -> None:
    """All that a number can leave with us: a subscription, a warning, words both ways, a report, a dropped dialogue."""
    person = make_subscriber(session, vault, places, now, phone=phone)
    sender_blocks.block(session, person, "AMANI", now)
    bulletin = make_approved(session, now)
    [words] = bulletin.texts
    list_of_one = {"bulletin_id": bulletin.id, "text_id": words.id, "county": "kitui", "recipients": [person.id]}
    batch = Batch(**list_of_one, size=1, accepted=1, delivered=1)
    session.add(batch)
    session.flush()
    state = {"state": DeliveryState.DELIVERED, "provider": "africastalking", "provider_id": "ATXid_1", "at": now}
    session.add(Delivery(subscriber_id=person.id, bulletin_id=bulletin.id, batch_id=batch.id, **state))
    swahili = {"subscriber": person, "language": person.language, "county": None, "bulletin_id": None}
    asked = replies.keep(session, vault, phone, "Asante", now=now, **swahili)
    session.flush()
    officer = make_officer(session, f"mwende{asked.id}")
    more = FurtherAnswer(reply_id=asked.id, words_sealed=b"", officer_id=officer.id, sent_at=now)
    more.id = next_id(session, FurtherAnswer)
    more.words_sealed = vault.seal("Karibu.", *FURTHER_WORDS.of(more))
    session.add(more)
    text_id, older_id = next_ids(session, SingleText, 2)
    session.add(texts.new_text(text_id, vault, phone, "Asante.", reason=Reason.REPLY, sender=None, now=now))
    older = texts.new_text(
        older_id, vault, phone, "Asante.", reason=Reason.REPLY, sender=None, now=now - timedelta(days=2)
    )
    older.state, older.phone_lookup = texts.State.ACCEPTED, None
    session.add(older)
    report = Report(Kind.OTHER, ENDAU, When.NOW, "Ugomvi kisimani", Language.SWAHILI)
    for hours in (0, 30, 500):
        intake.file(session, vault, phone, report, now - timedelta(hours=hours), channel=Channel.USSD)
    conversations.ask(session, vault, phone, Question(Ask.REPORT, words="Ugomvi"), now)
    session.add(dropped_dialogue(vault, phone, now))
    invitations.invite(session, vault, next_phone(), phone, now)
    invitations.invite(session, vault, phone, next_phone(), now)
    unreadable(session, vault, phone, now)
    blocked = f"AMANI:{vault.lookup(phone, Purpose.INBOX).hex()}"
    _keep(session, vault, inbox.Kind.OPTOUT, blocked, b"", inbox.State.DONE, now)
    told = receipts.Told("africastalking", "ATXid_9", phone, "delivered", False, "Success")
    receipts.keep(session.connection(), vault, told, now)
    session.flush()


def dropped_dialogue(vault: Vault, phone: Phone, now: datetime) -> Dialogue:
    lookup = vault.lookup(phone, Purpose.DIALOGUE)
    dialogue = Dialogue(session_id=f"ATUid_{uuid4()}", phone_lookup=lookup, updated_at=now)
    dialogue.keep(vault, state='{"step": "words"}', seen="2*1", resumable=False, draft_sealed=None, now=now)
    dialogue.draft_sealed = vault.seal("{}", *DIALOGUE_DRAFT.of(dialogue))
    return dialogue


def unreadable(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    body = urlencode({"phoneNumber": phone.e164, "status": "Strange"}).encode()
    _keep(session, vault, inbox.Kind.USSD_EVENT, f"ATUid_{uuid4()}", body, inbox.State.FLAGGED, now)


def _keep(
    session: Session, vault: Vault, kind: inbox.Kind, name: str, body: bytes, state: inbox.State, now: datetime
) -> None:
    callback, _ = inbox.receive(
        session, vault, provider="africastalking", kind=kind, external_id=name, body=body, now=now
    )
    callback.state = state
    inbox.settle(session, callback)


def traces(session: Session, vault: Vault, phone: Phone) -> list[str]:
    """Every column of every table in which this number stands, sealed or as a lookup of any purpose."""
    lookups = {vault.lookup(phone, purpose) for purpose in Purpose}
    digits = phone.e164[4:]
    found = []
    for table in metadata.sorted_tables:
        for row in session.execute(select(table)):
            for column, value in row._asdict().items():
                if _stands_in(vault, table, column, value, digits, lookups) or digits in _opened(
                    vault, table, column, row
                ):
                    found.append(f"{table.name}.{column}")
    return found


def _stands_in(vault: Vault, table: Table, column: str, value: object, digits: str, lookups: set[bytes]) -> bool:
    if isinstance(value, str):
        return digits in value or any(lookup.hex() in value for lookup in lookups)
    if not isinstance(value, bytes) or not isinstance(table.c[column].type, LargeBinary):
        return False
    return value in lookups


def _opened(vault: Vault, table: Table, column: str, row: object) -> str:
    here = [each for each in SEALED_COLUMNS if (each.table, each.column) == (table.name, column)]
    return here[0].read(vault, row) if here else ""


EVERYWHERE = {
    "subscribers.phone_sealed", "subscribers.phone_lookup", "replies.phone_sealed", "replies.phone_lookup",
    "texts.phone_sealed", "texts.phone_lookup", "reporters.phone_sealed", "conversations.phone_lookup",
    "conversations.question_sealed", "dialogues.phone_lookup", "invitations.volunteer_lookup",
    "inbox.body_sealed", "inbox.external_id", "receipts.phone_sealed",
}  # fmt: skip


def test_nothing_that_leads_to_the_number_is_left_but_its_wish_not_to_be_invited(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    leave_traces(session, vault, places, now, phone)
    assert set(traces(session, vault, phone)) >= EVERYWHERE, "the test looks everywhere the number is kept"

    erase(session, vault, phone, now)

    assert sorted(traces(session, vault, phone)) == ["departures.phone_lookup", "leavers.phone_lookup"]
    assert session.scalar(select(func.count()).select_from(Leaver)) == 1


def test_at_the_desk_all_goes_but_what_belongs_to_a_report(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    leave_traces(session, vault, places, now, phone)
    text_id = next_id(session, SingleText)
    session.add(texts.new_text(text_id, vault, phone, "Asante.", reason=Reason.FEEDBACK, sender=None, now=now))
    session.flush()
    calls = session.scalars(select(Call.provider_id).order_by(Call.id)).all()

    erase_subscription(session, vault, phone, now)

    session.flush()
    left = {where.partition(".")[0] for where in traces(session, vault, phone)}
    assert left == {"reporters", "conversations", "dialogues", "inbox", "texts", "leavers", "departures"}
    assert session.scalars(select(SingleText.reason).where(SingleText.body_sealed.is_not(None))).all() == ["feedback"]
    assert session.scalar(select(func.count()).select_from(Reporter)) == 3
    assert session.scalars(select(Call.provider_id).order_by(Call.id)).all() == calls


def test_nobody_else_loses_anything(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> None:
    phone, other = next_phone(), next_phone()
    leave_traces(session, vault, places, now, other)
    before = traces(session, vault, other)
    leave_traces(session, vault, places, now, phone)

    erase(session, vault, phone, now)

    assert traces(session, vault, other) == before


def test_incidents_and_counts_stay_and_what_belonged_to_the_person_is_gone(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    leave_traces(session, vault, places, now, phone)
    bulletin_id = session.scalars(select(Batch.bulletin_id)).one()

    erase(session, vault, phone, now)

    gone = (Subscriber, SenderBlock, Delivery, Reply, FurtherAnswer, Reporter, Dialogue, WaitingReceipt)
    assert [session.scalar(select(func.count()).select_from(table)) for table in gone] == [0] * len(gone)
    assert session.scalar(select(func.count(Conversation.question_sealed))) == 0
    assert session.scalar(select(func.count()).select_from(Sighting)) == 3
    assert progress(session, bulletin_id).delivered == 1
    assert {text.state for text in session.scalars(select(SingleText))} == {texts.State.NOT_SENT, texts.State.ACCEPTED}


def test_whom_an_erased_volunteer_put_forward_is_not_asked_the_sooner_for_it(
    session: Session, vault: Vault, now: datetime
) -> None:
    volunteer, asked = next_phone(), next_phone()
    invitations.invite(session, vault, volunteer, asked, now)

    erase(session, vault, volunteer, now)

    assert invitations.invite(session, vault, next_phone(), asked, now) is Invited.KEEP_SILENT
    assert session.scalars(select(Invitation.volunteer_lookup)).all() == [b""]


def test_a_number_we_never_met_leaves_its_wish_and_nothing_breaks(
    session: Session, vault: Vault, now: datetime
) -> None:
    phone = next_phone()
    erase(session, vault, phone, now)
    erase(session, vault, phone, now)

    assert sorted(traces(session, vault, phone)) == ["departures.phone_lookup", "leavers.phone_lookup"]


def test_an_officer_who_erases_their_own_number_is_still_alerted(session: Session, vault: Vault, now: datetime) -> None:
    phone = next_phone()
    alert = texts.new_text(
        next_id(session, SingleText), vault, phone, "Mbiu HIGH report", reason=Reason.ALERT, sender=None, now=now
    )
    session.add(alert)
    session.flush()

    erase(session, vault, phone, now)

    session.refresh(alert)
    assert (alert.state, alert.phone_sealed is not None) == (texts.State.QUEUED, True)


def test_a_responder_who_erases_their_own_number_still_hears_of_their_cases(
    session: Session, vault: Vault, now: datetime
) -> None:
    phone = next_phone()
    case = texts.new_text(
        next_id(session, SingleText), vault, phone, "Kesi K7", reason=Reason.CASE, sender=None, now=now
    )
    session.add(case)
    session.flush()

    erase(session, vault, phone, now)

    session.refresh(case)
    assert case.state is texts.State.QUEUED


def test_a_question_of_an_officer_and_the_id_of_a_call_go_with_the_number(
    session: Session, vault: Vault, now: datetime
) -> None:
    phone, officer = next_phone(), make_officer(session, "makena")
    report = Report(Kind.OTHER, ENDAU, When.NOW, "Ugomvi", Language.SWAHILI)
    filed = intake.file(session, vault, phone, report, now, channel=Channel.USSD)
    session.add(Call(sighting_id=filed.sighting.id, officer_id=officer.id, asked_at=now, provider_id="ATVId_1"))
    conversations.ask(session, vault, phone, Question(Ask.SOURCE, about=str(filed.sighting.id)), now)
    session.flush()

    erase(session, vault, phone, now)

    assert session.scalars(select(Call.provider_id)).all() == [None]
    assert session.scalars(select(Conversation)).all() == []


def test_a_conversation_that_was_read_before_does_not_come_back(session: Session, vault: Vault, now: datetime) -> None:
    phone = next_phone()
    conversations.ask(session, vault, phone, Question(Ask.ERASE), now)
    session.flush()
    row = conversations.of(session, vault, phone)

    erase(session, vault, phone, now)
    row.repeats = 3
    session.flush()

    assert session.scalar(select(func.count()).select_from(Conversation)) == 0


@pytest.mark.parametrize("written", ["0711000901", "+254711000901", "254711000901"])
def test_a_raw_callback_is_known_by_the_number_in_its_field_and_not_by_somebodys_words(
    session: Session, vault: Vault, now: datetime, written: str
) -> None:
    phone = Phone("+254711000901")
    bodies = {
        "mine": {"from": written, "text": "?"},
        "theirs": {"from": "+254711000902", "text": f"piga {written} leo"},
    }
    for name, fields in bodies.items():
        _keep(session, vault, inbox.Kind.SMS, name, urlencode(fields).encode(), inbox.State.FLAGGED, now)

    erase(session, vault, phone, now)

    kept = select(Callback.external_id).where(Callback.body_sealed.is_not(None))
    assert session.scalars(kept).all() == ["theirs"]
