"""A call to a source through the service: it rings the officer, then the source; neither sees the other's number."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import contacts
from domain.db import Base
from domain.hours import local
from domain.incidents import Incident
from domain.moments import minute
from domain.officers import Officer
from domain.refusals import Refusal
from domain.reporters import CallTime, Reporter
from domain.sightings import Sighting

# When a person may be called, by what they said; nobody is called at night.
HOURS: dict[CallTime, tuple[time, time]] = {
    CallTime.ANY_TIME: (time(7), time(20)),
    CallTime.MORNING: (time(8), time(12)),
    CallTime.AFTERNOON: (time(12), time(17)),
    CallTime.EVENING: (time(17), time(20)),
}
# A call that nobody heard the end of: longer than any, with the time to pick up.
GIVEN_UP_AFTER = timedelta(minutes=45)


class CallState(StrEnum):
    ASKED = "asked"
    RINGING = "ringing"  # the provider took it
    TALKING = "talking"
    OVER = "over"
    FAILED = "failed"


class Fault(StrEnum):
    """Why a call did not come about; what the provider said of it is kept in its own words."""

    NO_OFFICER = "no_officer"
    NO_SOURCE = "no_source"
    NO_LINE = "no_line"


class Call(Base):
    """One call. It holds no number: the officer's and the reporter's are read when they are dialled."""

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_provider_id", "provider_id", postgresql_where="provider_id IS NOT NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sighting_id: Mapped[int] = mapped_column(ForeignKey("sightings.id", ondelete="CASCADE"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime]
    state: Mapped[CallState] = mapped_column(default=CallState.ASKED)
    provider_id: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    seconds: Mapped[int | None] = mapped_column(default=None)
    fault: Mapped[str] = mapped_column(default="", server_default="")  # a `Fault`, or the provider's own words


UNDER_WAY = (CallState.ASKED, CallState.RINGING, CallState.TALKING)


def ask(session: Session, incident: Incident, sighting: Sighting, officer: Officer, now: datetime) -> Call:
    """Have a source called, whose incident the caller holds. The officer's own telephone rings first.

    Raises `Refusal`: they did not allow it, it is not their hour, their number is gone, or a call is under way.
    """
    if officer.phone_sealed is None:
        raise Refusal("Your own telephone rings first: give its number on your page.")
    if session.get(Reporter, sighting.id) is None or sighting.incident_id != incident.id:
        raise Refusal("The number of this source is not kept any more.")
    [source] = [one for one in contacts.of(session, incident) if one.number == sighting.number]
    if source.may_call is None:
        raise Refusal("This source has not allowed a call.")
    first, last = HOURS[source.may_call]
    if not first <= local(now).time() < last:
        raise Refusal(
            "This source may be called from %(first)s to %(last)s.", first=f"{first:%H:%M}", last=f"{last:%H:%M}"
        )
    busy = select(Call.id).where(
        (Call.officer_id == officer.id) | (Call.sighting_id == sighting.id),
        Call.state.in_(UNDER_WAY),
        Call.asked_at > now - GIVEN_UP_AFTER,
    )
    if session.scalar(busy.limit(1)) is not None:
        raise Refusal("A call is under way already.")
    call = Call(sighting_id=sighting.id, officer_id=officer.id, asked_at=minute(now))
    session.add(call)
    session.flush()
    return call


def locked(session: Session, call_id: int) -> Call | None:
    """The call, held until this transaction ends."""
    return session.scalar(select(Call).where(Call.id == call_id).with_for_update())


def of_session(session: Session, provider_id: str) -> Call | None:
    """The call the provider names so, held."""
    return session.scalar(select(Call).where(Call.provider_id == provider_id).with_for_update())


def unnamed(session: Session, now: datetime) -> list[Call]:
    """Calls that ring and have no name at the provider yet: its callback may be quicker than its answer."""
    ringing = (Call.provider_id.is_(None), Call.state.in_([CallState.ASKED, CallState.RINGING]))
    lately = Call.asked_at > now - GIVEN_UP_AFTER
    return list(session.scalars(select(Call).where(*ringing, lately).order_by(Call.id).with_for_update()))


def of_incident(session: Session, incident: Incident) -> list[Call]:
    """All calls to its sources, the last first."""
    query = select(Call).join(Sighting, Sighting.id == Call.sighting_id).where(Sighting.incident_id == incident.id)
    return list(session.scalars(query.order_by(Call.id.desc())))


def end(call: Call, state: CallState, now: datetime, *, seconds: int | None = None, fault: str = "") -> None:
    """It is over, or never came about; a call that ended stays as it ended."""
    if call.state in UNDER_WAY:
        call.state, call.ended_at, call.seconds, call.fault = state, minute(now), seconds, fault
