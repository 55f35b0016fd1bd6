"""Asking to see a reporter's number: a permission, a reason, a second person, once, and all of it kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import audit, contacts, incidents, timeline
from domain.db import Base
from domain.hours import local
from domain.incidents import Incident, within
from domain.officers import Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.sightings import Sighting
from domain.timeline import Act
from domain.vault import Purpose, Vault

DECIDED_WITHIN = timedelta(days=7)  # a request that nobody decided is over
SEEN_WITHIN = timedelta(hours=24)  # of the grant
LONGEST_REASON = 1000  # letters
DECIDERS = (Role.PROTECTION, Role.LEAD)
# What the audit calls each step.
AUDITED = {
    Act.REVEAL_ASKED: "asked to see a number",
    Act.REVEAL_GRANTED: "granted seeing a number",
    Act.REVEAL_REFUSED: "refused seeing a number",
    Act.REVEALED: "saw a number",
}


class Reveal(Base):
    """One request about one source. It outlives the number, and never holds it."""

    __tablename__ = "reveals"
    __table_args__ = (CheckConstraint("decided_by <> asked_by", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sighting_id: Mapped[int] = mapped_column(ForeignKey("sightings.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime]
    reason_sealed: Mapped[bytes | None]  # None: deleted when its time was over
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    granted: Mapped[bool | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)  # shown once

    def waits(self, now: datetime) -> bool:
        """Whether somebody may still decide it."""
        return self.granted is None and now < self.asked_at + DECIDED_WITHIN

    def may_be_seen(self, now: datetime) -> bool:
        """Whether the asker may still look: granted, not seen yet, and not too long ago."""
        fresh = self.decided_at is not None and now < self.decided_at + SEEN_WITHIN
        return bool(self.granted) and self.seen_at is None and fresh


def ask(session: Session, vault: Vault, sighting: Sighting, officer: Officer, reason: str, now: datetime) -> Reveal:
    """Ask, with a reason; the caller has seen to it that this officer handles the incident. Raises `Refusal`."""
    incident, reason = incidents.locked(session, sighting.incident_id), reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Refusal("Write why you must see the number, in at most %(most)s letters.", most=LONGEST_REASON)
    if incident is None or contacts.phone_of(session, vault, sighting.id) is None:
        raise Refusal("The number of this source is deleted.")
    mine = select(Reveal).where(Reveal.sighting_id == sighting.id, Reveal.asked_by == officer.id)
    if any(one.waits(now) or one.may_be_seen(now) for one in session.scalars(mine)):
        raise Refusal("You have asked for this number already.")
    sealed = vault.seal(reason, Purpose.INCIDENT)
    reveal = Reveal(sighting_id=sighting.id, asked_by=officer.id, asked_at=now, reason_sealed=sealed)
    session.add(reveal)
    session.flush()
    _keep(session, vault, incident, sighting, Act.REVEAL_ASKED, officer, now)
    return reveal


def may_decide(officer: Officer, incident: Incident, now: datetime) -> bool:
    """Whether this officer is a protection focal point or lead where it happened; of no place: anywhere."""
    return any(officer.may(role, local(now).date(), county=incident.county) for role in DECIDERS)


def decide(session: Session, vault: Vault, reveal_id: int, officer: Officer, granted: bool, now: datetime) -> None:
    """Grant or refuse, as another person than the one who asked. Raises `Refusal`."""
    reveal, sighting, incident = _held(session, reveal_id)
    if reveal.asked_by == officer.id or not may_decide(officer, incident, now):
        raise Refusal("Another person decides: the protection focal point or the county lead.")
    if not reveal.waits(now):
        raise Refusal("Somebody has decided this, or it waited too long.")
    reveal.decided_by, reveal.decided_at, reveal.granted = officer.id, now, granted
    step = Act.REVEAL_GRANTED if granted else Act.REVEAL_REFUSED
    _keep(session, vault, incident, sighting, step, officer, now)


def look(session: Session, vault: Vault, reveal_id: int, officer: Officer, now: datetime) -> Phone:
    """The number, once, for the one who asked and who still handles the incident. Raises `Refusal`."""
    reveal, sighting, incident = _held(session, reveal_id)
    if reveal.asked_by != officer.id or not incidents.seen_by(officer, incident, now):
        raise Refusal("Only who asked may look.")
    if not reveal.may_be_seen(now):
        raise Refusal("There is nothing to see: it was shown already, it was not granted, or a day has passed.")
    if (phone := contacts.phone_of(session, vault, sighting.id)) is None:
        raise Refusal("The number of this source is deleted.")
    reveal.seen_at = now
    _keep(session, vault, incident, sighting, Act.REVEALED, officer, now)
    return phone


def _held(session: Session, reveal_id: int) -> tuple[Reveal, Sighting, Incident]:
    """The request with what it is about, held until the transaction ends: of two looks at once one sees the number."""
    sighting = session.scalar(select(Sighting).join(Reveal).where(Reveal.id == reveal_id))
    incident = incidents.locked(session, sighting.incident_id) if sighting else None
    locked = select(Reveal).where(Reveal.id == reveal_id).with_for_update()
    reveal = session.scalar(locked.execution_options(populate_existing=True))
    if reveal is None or sighting is None or incident is None:
        raise Refusal("There is no such request.")
    return reveal, sighting, incident


def _keep(
    session: Session, vault: Vault, incident: Incident, sighting: Sighting, act: Act, officer: Officer, now: datetime
) -> None:
    timeline.write(session, vault, incident, act, now, officer=officer, value=str(sighting.number))
    audit.record(session, officer.id, AUDITED[act], f"incident {incident.id}", now=now, source=sighting.number)


Listed = tuple[Reveal, Sighting, Incident]


def asked_by(session: Session, officer: Officer, *, start: int = 0, most: int = 50) -> list[Listed]:
    """This officer's own requests, the newest first."""
    query = _everything().where(Reveal.asked_by == officer.id).order_by(Reveal.id.desc())
    return [
        (reveal, sighting, incident) for reveal, sighting, incident in session.execute(query.offset(start).limit(most))
    ]


def waiting(session: Session, counties: Iterable[str] | None, officer: Officer, now: datetime) -> list[Listed]:
    """Requests of others in these counties (None: all; one without a place is of every county) that may be decided."""
    query = _everything().where(
        *within(counties),
        Reveal.granted.is_(None),
        Reveal.asked_at > now - DECIDED_WITHIN,
        Reveal.asked_by != officer.id,
    )
    return [(reveal, sighting, incident) for reveal, sighting, incident in session.execute(query.order_by(Reveal.id))]


def _everything() -> Select[Reveal, Sighting, Incident]:
    return select(Reveal, Sighting, Incident).join(Sighting, Sighting.id == Reveal.sighting_id).join(Incident)


def incident_of(session: Session, reveal: Reveal) -> int:
    """The incident whose source it is about, wherever that source is now."""
    return session.scalars(select(Sighting.incident_id).where(Sighting.id == reveal.sighting_id)).one()
