"""Many reports that look like made by few."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import timeline
from domain.incidents import Incident
from domain.officers import Officer
from domain.vault import Vault


def unmark(session: Session, vault: Vault, incident: Incident, officer: Officer, words: str, now: datetime) -> None:
    """A person found that it is no flood."""
    timeline.note(session, vault, incident, officer, words, now)
    incident.mass = False
