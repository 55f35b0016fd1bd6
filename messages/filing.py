"""How a report is filed, from wherever it comes: kept, and the officers on duty told."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import incidents
from domain.areas import Gazetteer
from domain.incidents import Incident, Report
from domain.phones import Phone
from domain.subscribers import Channel
from domain.vault import Vault
from messages import alerts

# One phone must not fill the telephones of officers on duty: further reports of its hour wait in the queue.
MOST_ALERTS = 3


def file(
    session: Session,
    vault: Vault,
    phone: Phone,
    report: Report,
    *,
    channel: Channel,
    places: Gazetteer,
    now: datetime,
    partial: bool = False,
) -> Incident:
    """File a report in the caller's transaction; what completes an earlier one alerts again."""
    before = incidents.filed_this_hour(session, vault, phone, now)
    incident = incidents.file(session, vault, phone, report, now, channel=channel, partial=partial)
    if before < MOST_ALERTS:
        alerts.alert_duty(session, vault, incident, places=places, now=now)
    return incident
