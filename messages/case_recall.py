"""Cases taken back from a responder: by the officer, for a party to the quarrel, after STOP, and off the list; and all
of a report when it is closed or leaves the reports, with the texts about it that have not left.

Who holds what, and in which order, is as in `messages.referring`.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import completions, misfiled, referrals, responders, sightings, timeline
from domain.completions import Withdrawal
from domain.incidents import Incident
from domain.moments import minute
from domain.officers import Officer
from domain.referrals import Answer, Referral
from domain.refusals import Refusal
from domain.responders import Responder
from domain.sealed_columns import TEXT_BODY
from domain.subscribers import Channel
from domain.texts import Reason, SingleText, State
from domain.timeline import Act
from domain.vault import Unsealable, Vault
from messages import alert_words, case_words, referring


def withdraw(
    session: Session, vault: Vault, incident: Incident, referral: Referral, officer: Officer | None, now: datetime
) -> None:
    """Take a case back: a text that has not left does not leave, else they are told. Nobody is told next."""
    if not referral.live:
        raise Refusal("They have answered, or it was taken back already.")
    referring.end(session, vault, incident, referral, Answer.WITHDRAWN, now, officer)
    referral.chain = []
    responder = session.get_one(Responder, referral.responder_id)
    by_hand = responder.phone_sealed is None
    if not by_hand and not _take_back(session, vault, referral, now) and responder.stopped_at is None:
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
    leave_parties(session, vault, incident, officer, now)


def leave_parties(session: Session, vault: Vault, incident: Incident, officer: Officer, now: datetime) -> None:
    """What is with those marked for this incident goes to the next, as after another was joined to it."""
    marked = responders.parties(session, incident)
    for case in referrals.of(session, incident):
        if case.responder_id in marked and case.live:
            _leave(session, vault, incident, case, now, officer)


def stand_down(session: Session, vault: Vault, incident: Incident, officer: Officer | None, now: datetime) -> None:
    """Take back every case that somebody has or may take: it is over, or leaves the reports. The incident is held."""
    for case in referrals.of(session, incident):
        if case.live:
            withdraw(session, vault, incident, case, officer, now)


def forget(session: Session, vault: Vault, incident: Incident, officer: Officer | None, now: datetime) -> None:
    """Let nothing leave any more about an incident that is about to be deleted, and stand down who was told.

    What has left already stays on the telephones it went to. The incident is held.
    """
    stand_down(session, vault, incident, officer, now)
    for case in referrals.of(session, incident):
        _take_back(session, vault, case, now)
    named = [re.compile(rf"\b{re.escape(each.code_word)}\b") for each in misfiled.whole(session, incident)]
    for text, body in _queued(session, vault, Reason.ALERT):
        # A reminder of several says no more than their code words, and the others need it.
        if any(word.search(body) for word in named) and not alert_words.lists_several(body):
            _not_sent(text, now)


def retract(session: Session, vault: Vault, withdrawal: Withdrawal, now: datetime, *, channel: Channel) -> None:
    """A restricted record takes the place of a report (`completions.withdraw`): nothing more leaves about it."""
    held = sightings.held(session, withdrawal.sighting)
    if held is not None and completions.told_alone(session, *held):
        forget(session, vault, held[0], None, minute(now))  # the answer to whoever told has the exact moment
    completions.withdraw(session, withdrawal, now, channel=channel)


def _leave(
    session: Session,
    vault: Vault,
    incident: Incident,
    case: Referral,
    now: datetime,
    officer: Officer,
) -> None:
    referring.end(session, vault, incident, case, Answer.WITHDRAWN, now, officer)
    _take_back(session, vault, case, now)
    referring.pass_on(session, vault, incident, case, now)


def stop(session: Session, vault: Vault, found: Sequence[Responder], now: datetime) -> None:
    """A responder sent STOP: nothing more leaves for them, and what waits for them goes to the next.

    The incidents are held before the responders, as everywhere.
    """
    cases = _waiting(session, referring.ids_of(found))
    responders.stop(found, now)
    session.flush()
    for incident, referral in cases:
        if referral.answer is Answer.WAITING:
            _take_back(session, vault, referral, now)
            referring.answer(session, vault, incident, referral, Answer.CANNOT, "STOP", now)


def deactivate(session: Session, vault: Vault, responder: Responder, officer: Officer, now: datetime) -> None:
    """Take one off the list; what waits for them goes to the next."""
    cases = _waiting(session, [responder.id])
    responder.active = False
    session.flush()
    for incident, referral in cases:
        if referral.answer is Answer.WAITING:
            _leave(session, vault, incident, referral, now, officer)


def _waiting(session: Session, responder_ids: Sequence[int]) -> list[tuple[Incident, Referral]]:
    """What waits for them, held: the incidents by their ids, then they and all who may be told next by theirs."""
    found = [referrals.held(session, case) for case in referrals.waiting_of(session, responder_ids)]
    cases = [case for case in found if case is not None]
    responders.held(session, {*responder_ids, *(one for _, referral in cases for one in referral.chain)})
    return cases


def _take_back(session: Session, vault: Vault, referral: Referral, now: datetime) -> bool:
    """Keep the text of this case from leaving, to whichever number, if it has not left; whether it could be."""
    number = referral.case_number
    stand_downs = {words % {"case": number} for words in case_words.WITHDRAWN.values()}
    for text, body in _queued(session, vault, Reason.CASE):
        if number in body and body not in stand_downs:
            _not_sent(text, now)
            return True
    return False


def _queued(session: Session, vault: Vault, reason: Reason) -> Iterator[tuple[SingleText, str]]:
    """The texts of this reason that have not left, and their words; one that our keys do not open is passed over."""
    waiting = select(SingleText).where(SingleText.reason == reason, SingleText.state == State.QUEUED)
    for text in session.scalars(waiting.order_by(SingleText.id).with_for_update(skip_locked=True)):
        with suppress(Unsealable):
            yield text, TEXT_BODY.open(vault, text)


def _not_sent(text: SingleText, now: datetime) -> None:
    text.fault = "taken back"
    text.settle(State.NOT_SENT, now)
