"""What was filed as an incident and is none: it leaves the incidents for good, with all that was written about it."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain import contacts, replies, restricted_reports, sightings, sorting
from domain.hours import local
from domain.incidents import Incident
from domain.refusals import Refusal
from domain.replies import Reply, Topic
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Sighting
from domain.vault import Unsealable, Vault


def to_restricted(session: Session, incident: Incident, kind: RestrictedKind) -> RestrictedReport:
    """It tells of sexual violence or harm to a child: kind, ward and day are kept, everything else is deleted.

    The incident is held. Raises `Refusal`.
    """
    sorting.check_whole(incident)
    first = sightings.of(session, incident)[0]
    kept = restricted_reports.keep(session, kind, incident.ward, local(incident.opened_at).date(), first.channel)
    remove(session, incident)
    return kept


def to_feedback(session: Session, vault: Vault, incident: Incident) -> list[Reply]:
    """It is about this service: what each source wrote goes to the inbox, and it was no incident.

    A number goes along only where the person allowed texts and our keys open it: it is answered there, and it is shown
    masked. The incident is held. Raises `Refusal`, as where nobody wrote a sentence.
    """
    sorting.check_whole(incident)
    told = [sighting for sighting in sightings.of(session, incident) if sighting.words_sealed]
    if not told:
        raise Refusal("They wrote no sentence, so there is nothing to put into the inbox.")
    found = [_reply(session, vault, incident, sighting) for sighting in told]
    remove(session, incident)
    return found


def _reply(session: Session, vault: Vault, incident: Incident, sighting: Sighting) -> Reply:
    reporter = session.get(Reporter, sighting.id)
    try:
        words = SIGHTING_WORDS.open(vault, sighting)
    except Unsealable:
        raise Refusal("These words were sealed under a key that is not here. Ask the administrator.") from None
    return replies.keep(
        session,
        vault,
        contacts.phone_of(session, vault, sighting.id) if reporter is not None and reporter.may_text else None,
        words,
        subscriber=None,
        language=sighting.language,
        county=incident.county,
        bulletin_id=None,
        now=sighting.told_at,
        topic=Topic.FEEDBACK,
    )


def remove(session: Session, incident: Incident) -> None:
    """Delete it and those that went into it, whose notes tell of the same; what hangs on them goes along."""
    gone = [each.id for each in whole(session, incident)]
    session.flush()
    session.execute(delete(Incident).where(Incident.id.in_(gone)))


def whole(session: Session, incident: Incident) -> list[Incident]:
    """It and all that went into it, at however many removes."""
    found = [incident]
    for each in found:
        found += session.scalars(select(Incident).where(Incident.merged_into == each.id).order_by(Incident.id))
    return found
