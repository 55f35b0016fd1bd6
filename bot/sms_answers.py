"""One text from a phone on the database: understood, acted on, kept if it is for an officer, and answered."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import Tell, perform
from bot.callers import know
from bot.keywords import understand
from bot.services import Services
from bot.texting import respond
from domain import subscribers, texts
from domain.languages import FLOOR
from domain.phones import Phone
from domain.replies import Topic
from domain.subscribers import Channel
from domain.texts import Reason
from messages import outbox

# A machine that answers our answers would go on for ever: after so many in an hour we do as asked and stay silent.
MOST_REPLIES = 8


def take(services: Services, session: Session, phone: Phone, text: str, came: datetime) -> None:
    """Do what the text asks for and leave the answer to be sent, all in the caller's transaction.

    What it did is of the moment it `came`; what we answer is of now, which is later for one that waited in the spool.
    """
    vault, now = services.vault, services.now()
    subscribers.heard(session, vault, phone, came)
    caller = know(session, subscribers.known(session, vault, phone), now)
    answer = respond(caller, understand(text, services.places), services.catalog)
    if answer.action:
        perform(session, vault, services.places, answer.action, phone, channel=Channel.SMS, now=came)
    if answer.kept:
        tell = Tell(answer.kept, Topic.REPLY, caller.language or FLOOR)
        perform(session, vault, services.places, tell, phone, channel=Channel.SMS, now=came)
    if texts.sent_lately(session, vault, phone, reason=Reason.REPLY, now=now) < MOST_REPLIES:
        outbox.queue(session, vault, phone, answer.text, reason=Reason.REPLY, now=now)
