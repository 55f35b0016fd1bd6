"""Cases taken back from a responder: by the officer, for a party to the quarrel, after STOP, and off the list.

Who holds what, and in which order, is as in `messages.referring`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import referrals, responders, timeline
from domain.incidents import Incident
from domain.moments import minute
from domain.officers import Officer
from domain.referrals import Answer, Referral
from domain.refusals import Refusal
from domain.responders import Responder
from domain.texts import Reason, SingleText, State
from domain.timeline import Act
from domain.vault import Purpose, Vault
from messages import case_words, referring


def withdraw(
    session: Session, vault: Vault, incident: Incident, referral: Referral, officer: Officer, now: datetime
) -> None:
    """Take a case back: a text that has not left does not leave, else they are told. Nobody is told next."""
    if not referral.live:
        raise Refusal("They have answered, or it was taken back already.")
    referring.end(session, vault, incident, referral, Answer.WITHDRAWN, now, officer)
    referral.chain = []
    responder = session.get_one(Responder, referral.responder_id)
    if not _take_back(session, vault, responder, referral, now) and responder.stopped_at is None:
        words = case_words.WITHDRAWN[case_words.spoken(responder.language)] % {"case": referral.case_number}
        referring.text(session, vault, responder, words, now)


def party(
    session: Session, vault: Vault, incident: Incident, responder: Responder, officer: Officer, now: datetime
) -> None:
    """A responder may be a party to the incident: never told of it from now on, and what is with them goes to the next.

    They are not told that it was taken from them.
    """
    responders.mark_party(session, incident, responder, officer, now)
    timeline.write(session, vault, incident, Act.PARTY, minute(now), officer=officer, value=str(responder.id))
    for case in referrals.of(session, incident):
        if case.responder_id == responder.id and case.live:
            _leave(session, vault, incident, case, responder, now, officer)


def _leave(
    session: Session,
    vault: Vault,
    incident: Incident,
    case: Referral,
    responder: Responder,
    now: datetime,
    officer: Officer,
) -> None:
    referring.end(session, vault, incident, case, Answer.WITHDRAWN, now, officer)
    _take_back(session, vault, responder, case, now)
    referring.pass_on(session, vault, incident, case, now)


def stop(session: Session, vault: Vault, found: Sequence[Responder], now: datetime) -> None:
    """A responder sent STOP: nothing more leaves for them, and what waits for them goes to the next.

    The incidents are held before the responders, as everywhere.
    """
    cases = [referrals.held(session, case) for case in referrals.waiting_of(session, referring.ids_of(found))]
    responders.stop(found, now)
    session.flush()
    for case in cases:
        if case is not None and case[1].answer is Answer.WAITING:
            incident, referral = case
            _take_back(session, vault, session.get_one(Responder, referral.responder_id), referral, now)
            referring.answer(session, vault, incident, referral, Answer.CANNOT, "STOP", now)


def deactivate(session: Session, vault: Vault, responder: Responder, officer: Officer, now: datetime) -> None:
    """Take one off the list; what waits for them goes to the next."""
    cases = [referrals.held(session, case) for case in referrals.waiting_of(session, [responder.id])]
    responder.active = False
    session.flush()
    for case in cases:
        if case is not None and case[1].answer is Answer.WAITING:
            _leave(session, vault, *case, responder, now, officer)


def _take_back(session: Session, vault: Vault, responder: Responder, referral: Referral, now: datetime) -> bool:
    """Keep the text of this case from leaving, if it has not left; whether it could be."""
    if responder.phone_sealed is None:
        return True
    phone = vault.reveal(responder.phone_sealed, Purpose.RESPONDER)
    waiting = select(SingleText).where(
        SingleText.phone_lookup == vault.lookup(phone, Purpose.TEXT),
        SingleText.reason == Reason.CASE,
        SingleText.state == State.QUEUED,
    )
    for text in session.scalars(waiting.with_for_update(skip_locked=True)):
        if referral.case_number in vault.open(text.body_sealed or b"", Purpose.TEXT):
            text.fault = "taken back"
            text.settle(State.NOT_SENT, now)
            return True
    return False
