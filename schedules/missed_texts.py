"""What a lost webhook missed: Africa's Talking's own inbox is read on, and what is new in it handed in at our own door.

The door keeps, acts and answers, as for any text. Webhook and inbox may name one text by different ids, so a text is
known again by its print (`domain.inbox.prints`): here, to hand in few, and at the door, whichever of the two is late.
"""

import logging
from datetime import timedelta

import requests

from domain import inbox
from domain.inbox import SWEPT
from messages.providers.africas_talking import AfricasTalking, Stored
from messages.providers.africas_talking_callbacks import read_sms
from messages.providers.base import Incoming, UnreadableCallback
from schedules.crew import Crew

log = logging.getLogger(__name__)

GRACE = timedelta(minutes=3)  # in which a webhook may still be on its way
TOO_OLD = timedelta(days=1)  # an answer to a text of last month is worse than none; so is one to a whole old inbox
MOST_READINGS = 20  # in one go; each is up to 100 texts


def hand_in_missed(crew: Crew) -> None:
    """Go on in the inbox from where we left it, to the first text that is too new or that our door does not take."""
    provider = next((each for each in crew.providers if isinstance(each, AfricasTalking)), None)
    if provider is None or crew.hook_base is None:
        return
    with requests.Session() as door:
        door.trust_env = False
        for _ in range(MOST_READINGS):
            with crew.sessions() as session:
                texts = provider.fetch(inbox.read_to(session, provider.name))
            if not texts or not all(_done(crew, door, provider.name, text) for text in texts):
                return


def _done(crew: Crew, door: requests.Session, provider: str, text: Stored) -> bool:
    """Whether this one needs nothing more, and is behind us."""
    incoming, now = _read(text), crew.now()
    if incoming and incoming.written_at and incoming.written_at > now - GRACE:
        return False
    if incoming and _missed(crew, incoming) and not _handed_in(crew, door, text):
        return False
    with crew.sessions.begin() as session:
        inbox.read_on(session, provider, text.number)
    return True


def _read(text: Stored) -> Incoming | None:
    try:
        return read_sms(text.form)
    except UnreadableCallback:
        return None


def _missed(crew: Crew, text: Incoming) -> bool:
    """Whether it is of the last day, from a number of Kenya's, and never came.

    Without a moment we can read it could not be known again, and would be answered twice.
    """
    if text.phone is None or text.written_at is None or text.written_at < crew.now() - TOO_OLD:
        return False
    with crew.sessions() as session:
        return not inbox.known(session, inbox.prints(crew.vault, text.phone.e164, text.text, text.written_at))


def _handed_in(crew: Crew, door: requests.Session, text: Stored) -> bool:
    """Whether our hook took it. Its address holds the token, so no error is logged in its own words."""
    form = {**text.form, "id": f"{SWEPT}{text.number}"}
    try:
        status = door.post(
            f"{crew.hook_base}/africastalking/sms", data=form, timeout=(3.05, 15), allow_redirects=False
        ).status_code
    except requests.RequestException as fault:
        log.warning("our own hook cannot be reached with a text that was missed: %s", type(fault).__name__)
        return False
    if status != 200:
        log.warning("our own hook answered %d to a text that was missed", status)
    return status == 200
