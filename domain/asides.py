"""An aside: an answer after a report was filed that leaves it as urgent as it was, as most of them do.

Whoever dials waits for each, so it is one statement past the ORM. It takes its turn with whoever decides about the
incident, which may be closed or joined to another meanwhile.
"""

from sqlalchemy.orm import Session

from domain import redaction
from domain.db import driver
from domain.intake import Report
from domain.phones import Phone
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import print_of
from domain.vault import Vault

# As `intake.file` would write it where all it looks at stands still: an incident that is open, a telling that is
# whole, what it says of blood and of now (`advice`), and words that are the first and could mark nothing (`floods`).
_ADDED = """
    WITH held AS (  -- before the sighting, as `sightings.held` does; what is read of it is what stands after the wait
        SELECT incidents.id, alerted FROM incidents JOIN sightings ON incidents.id = incident_id
        WHERE sightings.id = %(sighting)s AND handling <> 'closed'
        FOR NO KEY UPDATE OF incidents
    ), added AS (
        UPDATE sightings SET
            ongoing = coalesce(%(ongoing)s, ongoing),
            hurt = coalesce(%(hurt)s, hurt),
            source = coalesce(%(source)s, source),
            words_sealed = coalesce(%(words)s, words_sealed),
            words_lookup = coalesce(%(print)s, words_lookup)
        FROM held
        WHERE sightings.id = %(sighting)s AND held.id = incident_id AND NOT partial
            AND %(happened)s::text IN ('unknown', happened)
            AND coalesce(%(ongoing)s::boolean, ongoing, happened = 'now') = coalesce(ongoing, happened = 'now')
            AND (coalesce(%(hurt)s::text, hurt, 'nobody') = 'nobody') = (coalesce(hurt, 'nobody') = 'nobody')
            AND (%(words)s::bytea IS NULL OR words_sealed IS NULL)
            AND (%(print)s::bytea IS NULL OR alerted IN ('critical', 'high'))
        RETURNING sightings.id
    ), allowed AS (
        UPDATE reporters SET may_text = may_text OR %(may_text)s, may_call = coalesce(%(may_call)s, may_call)
        WHERE sighting_id = (SELECT id FROM added) AND (%(may_text)s::boolean OR %(may_call)s::text IS NOT NULL)
    )
    SELECT id FROM added
"""


def add(session: Session, vault: Vault, phone: Phone, report: Report) -> bool:
    """Put it into the sighting that it `continues`; False, and nothing is done, where `intake.file` has to look."""
    if report.continues is None or report.place or report.weapons is not None:
        return False
    session.flush()  # a deep dial may have filed it a moment ago
    said = redaction.without_own(report.words, phone)
    told = {
        "sighting": report.continues,
        "happened": report.happened,
        "ongoing": report.ongoing,
        "hurt": report.hurt,
        "source": report.source,
        "words": vault.seal(said, *SIGHTING_WORDS.at(report.continues)) if said else None,
        "print": print_of(vault, said),
        "may_text": report.may_text,
        "may_call": report.may_call,
    }
    return driver(session).execute(_ADDED, told).fetchone() is not None
