"""STOP, by whichever road it comes: from the phone, or told again to a database out of a backup."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import contacts, departures, invitations, subscribers
from domain.departures import Departure
from domain.phones import Phone
from domain.vault import Vault


def stop(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """No bulletin to this number, nor a text about what it told; one that is not subscribed nobody may put forward."""
    contacts.silence(session, vault, phone, now)
    departures.note(session, vault, phone, Departure.STOPPED, now)
    if subscriber := subscribers.find(session, vault, phone):
        subscribers.leave(subscriber, now)
    else:
        invitations.never_again(session, vault, phone)
