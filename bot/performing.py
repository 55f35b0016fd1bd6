"""How what a conversation decided is done, by USSD, SMS and the console alike."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import (
    Action,
    Become,
    Confide,
    Describe,
    Erase,
    Join,
    Leave,
    Locate,
    Move,
    Pause,
    Refuse,
    Speak,
    Stay,
    TakeBack,
    Tell,
    TellMore,
)
from domain import (
    asides,
    departures,
    erasure,
    invitations,
    latest_warnings,
    replies,
    restricted_reports,
    source_answers,
    stopping,
    subscribers,
)
from domain.areas import Gazetteer, county_of
from domain.completions import Completion, Withdrawal
from domain.departures import Departure
from domain.hours import local
from domain.intake import Filed, Report
from domain.phones import Phone
from domain.replies import Topic
from domain.restricted_reports import RestrictedKind
from domain.sightings import Sighting
from domain.subscribers import Channel
from domain.vault import Vault
from messages import case_recall, filing


def perform(
    session: Session,
    vault: Vault,
    places: Gazetteer,
    action: Action,
    phone: Phone,
    *,
    channel: Channel,
    now: datetime,
) -> Filed | None:
    """Do it, in the caller's transaction. Returns where a report is kept; None for what was only added to one.

    What changes a subscription passes a number by that is not subscribed.
    """
    if isinstance(action, Leave):
        stopping.stop(session, vault, phone, now)
    elif isinstance(action, Join):
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
        if asides.add(session, vault, phone, action):
            return None
        return filing.file(session, vault, phone, action, channel=channel, places=places, now=now)
    elif isinstance(action, Completion):
        filing.complete(session, vault, action, places=places, now=now)
    elif isinstance(action, Withdrawal):
        case_recall.retract(session, vault, action, now, channel=channel)
    elif isinstance(action, TakeBack):
        _take_back(session, vault, action, channel, now)
    elif isinstance(action, Confide):
        restricted_reports.keep(session, action.kind, action.ward, local(now).date(), channel)
    elif isinstance(action, Locate):
        restricted_reports.place(session, action.kind, action.ward, local(now).date(), channel)
    elif isinstance(action, Tell):
        _tell(session, vault, action, phone, now)
    elif isinstance(action, TellMore):
        source_answers.add(session, vault, action.sighting, action.words, now)
    elif isinstance(action, Erase):
        filing.file_waiting(session, vault, phone, places=places, now=now)
        erasure.erase(session, vault, phone, now)
    elif isinstance(action, Refuse):
        _refuse(session, vault, phone, now)
    elif (subscriber := subscribers.find(session, vault, phone)) is not None and subscriber.active:
        if isinstance(action, Move):
            subscribers.move(subscriber, action.wards, places)
        elif isinstance(action, Pause):
            subscribers.pause(subscriber, action.days, now) if action.days else subscribers.resume(subscriber)
        elif isinstance(action, Become):
            subscribers.become(subscriber, action.kind)
        elif isinstance(action, Describe):
            subscribers.describe(subscriber, action.gender, action.age_band)
        elif isinstance(action, Stay):
            subscribers.stay(subscriber, now)
        elif isinstance(action, Speak):
            subscriber.language = action.language
    return None


def _refuse(session: Session, vault: Vault, phone: Phone, now: datetime) -> None:
    """Who joined meanwhile is not taken out by it, nor by a restore."""
    subscriber = subscribers.find(session, vault, phone)
    if subscriber is None or not subscriber.active:
        departures.note(session, vault, phone, Departure.STOPPED, now)
    invitations.never_again(session, vault, phone)


def _take_back(session: Session, vault: Vault, action: TakeBack, channel: Channel, now: datetime) -> None:
    """Withdraw the report; its ward is kept with the restricted record, or the one told now where it had none."""
    told, on = action.told, local(now).date()
    sighting = session.get(Sighting, action.sighting)
    if sighting is None:  # deleted meanwhile
        restricted_reports.keep(session, told.kind, told.ward, on, channel)
        return
    ward = None if sighting.ward else told.ward
    case_recall.retract(session, vault, Withdrawal(action.sighting), now, channel=channel)
    if ward:
        restricted_reports.place(session, RestrictedKind.UNSAID, ward, on, channel)


def _tell(session: Session, vault: Vault, tell: Tell, phone: Phone, now: datetime) -> None:
    """Put a person's own words where officers read them, beside the bulletin they may answer."""
    subscriber = subscribers.find(session, vault, phone)
    wards = tuple(subscriber.wards) if subscriber and subscriber.active else ()
    replies.keep(
        session,
        vault,
        phone,
        tell.words,
        subscriber=subscriber,
        language=tell.language,
        county=county_of(wards[0]) if wards else None,
        bulletin_id=latest_warnings.latest_warning(session, wards, now) if tell.topic is Topic.REPLY else None,
        now=now,
        topic=tell.topic,
    )
