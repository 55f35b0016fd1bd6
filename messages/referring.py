"""What happens to a case: told to one responder, answered, passed on to the next; at last the lead hears.

Every act is in the caller's transaction, who holds the incident. Who may be told is asked again each time somebody is.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain import duty, referrals, responders, timeline
from domain.incidents import Handling, Incident
from domain.languages import Language
from domain.moments import minute
from domain.officers import Officer
from domain.referrals import Answer, Need, Referral
from domain.refusals import Refusal
from domain.responders import Responder
from domain.sealed_columns import REFERRAL_ANSWER, RESPONDER_PHONE
from domain.texts import Reason
from domain.timeline import Act
from domain.vault import Unsealable, Vault
from messages import case_words, outbox, paging

log = logging.getLogger(__name__)

ANSWERED_BY = {Answer.ON_IT: "1", Answer.CANNOT: "2", Answer.FOUND: "3"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What an officer approved: the words in each language of the chain, and who is told in which order.

    `reason` is why a place is named more nearly than its people's number allows.
    """

    need: Need
    words: dict[Language, str]
    chain: tuple[int, ...]
    reason: str = ""


def refer(session: Session, vault: Vault, incident: Incident, officer: Officer, plan: Plan, now: datetime) -> Referral:
    """Tell the first of the chain, by the officer's decision; the incident is held. Raises `Refusal`."""
    if not incident.open:
        raise Refusal("The report is closed: open it again first.")
    first, *chain = _told_in_order(session, vault, incident, plan.chain)
    referral = referrals.new(session, vault, incident, officer.id, plan.need, plan.words, first.id, ids_of(chain), now)
    for language, words in plan.words.items():
        if letters := case_words.letters_too_many(referral.case_number, words, language):
            raise Refusal(
                "The text is %(letters)s letters too long for two messages: shorten the note.", letters=letters
            )
    if incident.handling is not Handling.REFERRED:
        incident.handle(Handling.REFERRED, now)
    _tell(session, vault, incident, referral, first, now, officer=officer, words=plan.reason)
    return referral


def _told_in_order(session: Session, vault: Vault, incident: Incident, ids: Sequence[int]) -> list[Responder]:
    found = responders.held(session, ids)
    told = [found[responder_id] for responder_id in ids if responder_id in found]
    if not told or len(told) < len(ids):
        raise Refusal("Choose whom to tell.")
    if len(set(ids)) < len(ids):
        raise Refusal("The same responder stands in the order twice.")
    busy = {case.responder_id for case in referrals.of(session, incident) if case.live}
    for responder in told:
        if responders.bar(session, responder, incident) is not None:
            raise Refusal("%(name)s must not be told of this report.", name=responder.name)
        if responder.id in busy:
            raise Refusal("%(name)s has this report already.", name=responder.name)
        if responder.phone_sealed and not reachable(vault, responder):
            raise Refusal("The number of %(name)s cannot be opened with our keys: write it again.", name=responder.name)
    if numberless := [responder for responder in told[1:] if responder.phone_sealed is None]:
        raise Refusal("%(name)s has no number, and can only be the first.", name=numberless[0].name)
    return told


def ids_of(found: Sequence[Responder]) -> list[int]:
    return [responder.id for responder in found]


def _tell(
    session: Session,
    vault: Vault,
    incident: Incident,
    referral: Referral,
    responder: Responder,
    now: datetime,
    *,
    officer: Officer | None = None,
    words: str = "",
) -> None:
    """Leave the text to be sent and write it down; without a number the note is printed and handed over."""
    act = {"officer": officer, "value": str(referral.id), "words": words}
    timeline.write(session, vault, incident, Act.REFERRED, minute(now), **act)  # type: ignore[arg-type]
    approved = referral.words(vault)
    language = case_words.spoken(responder.language)
    if language not in approved:  # their language was changed since
        language = next(iter(approved))
    text(session, vault, responder, case_words.body(referral.case_number, approved[language], language), now)


def text(session: Session, vault: Vault, responder: Responder, words: str, now: datetime) -> None:
    """Leave a text about a case; nothing for one without a number that our keys open."""
    if reachable(vault, responder):
        phone = RESPONDER_PHONE.phone(vault, responder)
        outbox.queue(session, vault, phone, words, reason=Reason.CASE, now=now)


def answer(
    session: Session,
    vault: Vault,
    incident: Incident,
    referral: Referral,
    said: Answer,
    words: str,
    now: datetime,
    *,
    officer: Officer | None = None,
) -> None:
    """Keep what a responder answered, by text or to an `officer`; a later answer stands in the place of an earlier one.

    Who cannot take what they had is passed over at once; what was taken back stays so. Both are held.
    """
    had = referral.live
    referral.answer = referral.answer if referral.answer is Answer.WITHDRAWN else said
    referral.answered_at = minute(now)
    referral.answer_sealed = vault.seal(words, *REFERRAL_ANSWER.of(referral)) if words else None
    act = {"officer": officer, "value": str(referral.id), "words": f"{ANSWERED_BY[said]} {words}"}
    timeline.write(session, vault, incident, Act.ANSWERED, minute(now), **act)  # type: ignore[arg-type]
    if said is Answer.ON_IT and incident.open:
        incident.reckon(now)
    if said is Answer.CANNOT and had:
        pass_on(session, vault, incident, referral, now)


def fall_silent(session: Session, vault: Vault, incident: Incident, referral: Referral, now: datetime) -> None:
    """The time for an answer is over: the next is told. Of a closed incident nobody is told any more."""
    if referral.answer is not Answer.WAITING or referral.due_at > now:
        return
    if not incident.open:
        end(session, vault, incident, referral, Answer.WITHDRAWN, now)
        referral.chain = []
        return
    end(session, vault, incident, referral, Answer.SILENT, now)
    pass_on(session, vault, incident, referral, now)


def end(
    session: Session,
    vault: Vault,
    incident: Incident,
    referral: Referral,
    how: Answer,
    now: datetime,
    officer: Officer | None = None,
) -> None:
    """Write down that a case ended without an answer."""
    referral.answer = how
    act = Act.SILENT if how is Answer.SILENT else Act.WITHDRAWN
    timeline.write(session, vault, incident, act, minute(now), officer=officer, value=str(referral.id))


def pass_on(session: Session, vault: Vault, incident: Incident, referral: Referral, now: datetime) -> None:
    """Tell the next of the chain who may be told now; after the last the county lead. Each chain is walked once.

    Where the words are not so any more nobody new is told: it is late on the desk, for an officer to decide.
    """
    chain, referral.chain = referral.chain, []
    if not incident.open:
        return
    if not referrals.still_so(referral, incident):
        incident.due_at = min(incident.due_at or minute(now), minute(now))
        return
    found = responders.held(session, chain)
    busy = {case.responder_id for case in referrals.of(session, incident) if case.live}
    for at, responder_id in enumerate(chain, start=1):
        responder = found.get(responder_id)
        if responder is None or responder.id in busy or not reachable(vault, responder):
            continue
        if responders.bar(session, responder, incident) is None:
            words, officer_id = referral.words(vault), referral.sent_by
            after = (responder.id, chain[at:], now)
            case = referrals.new(session, vault, incident, officer_id, referral.need, words, *after)
            _tell(session, vault, incident, case, responder, now)
            return
    _tell_lead(session, vault, incident, referral, now)


def reachable(vault: Vault, responder: Responder) -> bool:
    """Whether there is a number that our keys open: one that they do not must not hold up the rest of the chain."""
    try:
        return bool(responder.phone_sealed and RESPONDER_PHONE.phone(vault, responder))
    except Unsealable:
        log.error("the number of responder %d cannot be opened with our keys", responder.id)
        return False


def _tell_lead(session: Session, vault: Vault, incident: Incident, referral: Referral, now: datetime) -> None:
    """Nobody took it: the county's lead hears once for each chain, and it is late on the desk from now on."""
    others = [case for case in referrals.of(session, incident) if case.need is referral.need and case.live]
    if any(case.id > referral.id for case in others):
        return
    now = minute(now)
    # Where no lead can be told, those whose report it is hear it again rather than nobody.
    asked, words = duty.asked(session, incident, now), partial(case_words.nobody, incident.code_word)
    paging.tell_leads(session, vault, incident, str(referral.id), words, now=now, instead=asked)
    incident.due_at = min(incident.due_at or now, now)
