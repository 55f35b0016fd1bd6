"""Many reports that look like made by few."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import audit
from domain.incidents import Incident
from domain.officers import Officer


def unmark(session: Session, incident: Incident, officer: Officer, now: datetime) -> None:
    """A person found that it is no flood."""
    incident.mass = False
    audit.record(session, officer.id, "unmarked", f"incident {incident.id}", now=now)
