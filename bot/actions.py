"""What a conversation can decide, by USSD or SMS alike, and how it is done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain import incidents, subscribers
from domain.areas import Gazetteer
from domain.incidents import Report
from domain.languages import Language
from domain.phones import Phone
from domain.subscribers import Channel
from domain.vault import Vault
from messages import alerts

# One phone must not fill the telephones of officers on duty: further reports of its hour wait in the queue.
MOST_ALERTS = 3


@dataclass(frozen=True, slots=True)
class Join:
    """Be warned about these wards, one to five, from now on; given only with consent."""

    wards: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Leave:
    """STOP: no bulletin ever again, until an explicit join."""


@dataclass(frozen=True, slots=True)
class Move:
    """Be warned about these wards, one to five, and no others."""

    wards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speak:
    """Be written to in this language from now on."""

    language: Language


Action = Join | Leave | Move | Speak | Report


def perform(
    session: Session,
    vault: Vault,
    places: Gazetteer,
    action: Action,
    phone: Phone,
    *,
    channel: Channel,
    now: datetime,
) -> None:
    """Do it, in the caller's transaction.

    Leaving, moving and choosing a language mean nothing for a number that is not subscribed, and pass it by.
    """
    if isinstance(action, Join):
        subscribers.join(
            session,
            vault,
            phone,
            wards=action.wards,
            language=action.language,
            channel=channel,
            now=now,
            places=places,
        )
    elif isinstance(action, Report):
        before = incidents.filed_this_hour(session, vault, phone, now)
        incident = incidents.file(session, vault, phone, action, now, channel=channel)
        if before < MOST_ALERTS:
            alerts.alert_duty(session, vault, incident, places=places, now=now)
    elif (subscriber := subscribers.find(session, vault, phone)) and subscriber.active:
        if isinstance(action, Leave):
            subscribers.leave(subscriber, now)
        elif isinstance(action, Move):
            subscribers.move(subscriber, action.wards, places)
        else:
            subscriber.language = action.language
