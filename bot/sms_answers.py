"""One text from a phone on the database: understood, acted on, kept if it is for an officer, and answered."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import case_answers, inviting, words
from bot.actions import Confide, Erase, Join, TakeBack
from bot.answers import Answer, Enrol, say_in_one
from bot.callers import know
from bot.keywords import understand
from bot.loops import is_echo, may_answer
from bot.performing import perform
from bot.services import Services
from bot.texting import respond
from bot.vocabulary import Wish
from domain import conversations, departures, erasure, invitations, known_numbers, replies, texts
from domain.conversations import Ask, Conversation
from domain.departures import OF_CALLBACKS, Departure
from domain.inbox import SWEPT, Callback
from domain.intake import Report
from domain.invitations import Invited
from domain.languages import FLOOR
from domain.moments import day
from domain.phones import Phone
from domain.subscribers import Channel
from domain.texts import Reason
from messages import filing, outbox

MINUTE = timedelta(minutes=1)
OVERTAKEN = "It asks to join, and came after the number had left."
AGAIN = (words.NOT_JOINED, words.HELP_JOIN)


def take(
    services: Services, session: Session, phone: Phone, text: str, callback: Callback, *, written_at: datetime
) -> None:
    """Do what the text asks for and leave the answer to be sent, all in the caller's transaction.

    What it did is of the moment its callback came; what we answer is of now, which is later for one that waited in the
    spool. A JOIN of before the number left waits for a person: whoever wants to join writes again. Of what came before
    the number was erased the report stays, and the number goes once more. What may have come after it is answered.
    """
    vault, now = services.vault, services.now()
    left, in_doubt = _left_since(services, session, phone, callback, written_at)
    acted, said = _take(services, session, phone, text, callback.received_at, may_join=not left)
    erased = not left.keys().isdisjoint(OF_CALLBACKS)
    if erased:
        filing.file_waiting(session, vault, phone, places=services.places, now=now)
        erasure.forget(session, vault, phone, now)
    elif not acted:
        callback.flag(OVERTAKEN)
    if said and (in_doubt or (acted and not erased)):
        outbox.queue(session, vault, phone, said, reason=Reason.REPLY, now=now)


def _take(
    services: Services, session: Session, phone: Phone, text: str, came: datetime, *, may_join: bool
) -> tuple[bool, str]:
    """Whether it was acted on, for only a JOIN may not be, and what to answer, if anything."""
    vault, now, prefix = services.vault, services.now(), services.settings.africastalking_keyword
    row = conversations.of(session, vault, phone)
    repeats = row.hear(vault, phone, text, now)
    if understand(text, services.places, prefix).wish is not Wish.STOP and is_echo(text, services.catalog):
        return True, ""
    known_numbers.heard(session, vault, phone, came)
    caller = know(session, known_numbers.known(session, vault, phone), now)
    question = row.open_question(vault, came)
    answer = case_answers.take(services, session, phone, text, question, now) or respond(
        caller, text, services.catalog, services.places, question, prefix
    )
    refused = False
    if isinstance(answer.action, Join) and not may_join:
        refused, answer = True, Answer(say_in_one(services.catalog, answer.action.language, *AGAIN))
    silent = answer.acknowledges and replies.wrote_lately(session, vault, phone, came)
    if repeats > 1 and isinstance(answer.action, Report):  # the same once more: filed, and neither asked nor answered
        answer, silent = replace(answer, asks=None), True
    if isinstance(answer.action, Confide):  # however often it is sent, it is told once, and always answered
        once = repeats == 1 and not services.confidences.are_enough(answer.action, row.phone_lookup, came)
        answer, repeats = replace(answer, action=answer.action if once else None), 0
    elif isinstance(answer.action, TakeBack):
        repeats = 0
    elif answer.settles:  # whoever answers 1 to question after question is no machine
        repeats = row.repeats = 0
    answer = _act(services, session, phone, answer, came)
    if not isinstance(answer.action, Erase):  # the row is gone
        _turn_over(services, session, phone, row, answer)
    in_minute, in_hour = (
        texts.sent_lately(session, vault, phone, reason=Reason.REPLY, now=now, within=within)
        for within in (MINUTE, texts.COUNTED_FOR)
    )
    may = not silent and may_answer(repeats, in_minute, in_hour, urgent=answer.urgent or answer.settles)
    return not refused, answer.text if may else ""


def _left_since(
    services: Services, session: Session, phone: Phone, callback: Callback, written_at: datetime
) -> tuple[dict[Departure, datetime], bool]:
    """How the number left after this text, and whether perhaps before it: all we know is that it was on one day.

    The provider's inbox tells of a lost text minutes later; a disk keeps the order, but not towards another's. Its
    clock may have been behind, the provider's was not. Who writes on the day we retired the number is there.
    """
    swept, now = callback.external_id.startswith(SWEPT), services.now()
    came = day(written_at if swept else max(callback.received_at, written_at))
    first = came if swept else came + timedelta(days=1)
    left = departures.left_since(session, services.vault, phone, first, now) if first <= now else {}
    if left.get(Departure.RETIRED) == came:
        del left[Departure.RETIRED]
    return left, bool(left) and max(left.values()) == came


def _act(services: Services, session: Session, phone: Phone, answer: Answer, came: datetime) -> Answer:
    """Do what the answer decided; the answer as it then is."""
    vault, places = services.vault, services.places
    if isinstance(answer.action, Enrol):
        enough = put_forward(services, session, phone, answer.action, came)
        return replace(answer, text=answer.action.enough) if enough else answer
    if answer.action:
        filed = perform(session, vault, places, answer.action, phone, channel=Channel.SMS, now=came)
        if filed and answer.asks:
            return replace(answer, asks=replace(answer.asks, sighting=filed.sighting.id))
    return answer


def _turn_over(services: Services, session: Session, phone: Phone, row: Conversation, answer: Answer) -> None:
    """Close what was answered and ask what is asked. A report that waited is never lost with its question."""
    vault, now = services.vault, services.now()
    if not (answer.asks or answer.closes):
        return
    if row.ask is Ask.REPORT and not answer.settles:
        filing.file_unanswered(session, vault, phone, row.read(vault)[1], places=services.places, now=now)
    row.close()
    if answer.asks:
        conversations.ask(session, vault, phone, answer.asks, now)


def put_forward(services: Services, session: Session, volunteer: Phone, enrol: Enrol, now: datetime) -> bool:
    """Ask each number on its own phone whether its owner agrees; whether the volunteer has enrolled enough today.

    Only a number that nobody asked and that has nothing open is texted, and the volunteer never learns which.
    """
    vault = services.vault
    for phone in enrol.phones:
        invited = invitations.invite(session, vault, volunteer, phone, now)
        if invited is Invited.ENOUGH:
            return True
        if invited is Invited.ASK:
            inviting.ask(services, session, phone, enrol.ward, FLOOR, now)
    return False
