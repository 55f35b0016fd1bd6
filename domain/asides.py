"""An aside: an answer after a report was filed that leaves it as urgent as it was, as most of them do.

Whoever dials waits for each, so it is one statement past the ORM, and nobody's work on the incident waits for it.
"""

from sqlalchemy.orm import Session

from domain import redaction
from domain.db import driver
from domain.intake import Report
from domain.phones import Phone
from domain.sightings import print_of
from domain.vault import Purpose, Vault

# As `intake.file` would write it where all it looks at stands still: an incident that is open, a telling that is
# whole, what it says of blood and of now (`advice`), and words that are the first and could mark nothing (`floods`).
_ADDED = """
    WITH told (sighting_id, happened, ongoing, hurt, source, words, print, may_text, may_call) AS (
        VALUES (%s::bigint, %s, %s::boolean, %s, %s, %s::bytea, %s::bytea, %s::boolean, %s)
    ), added AS (
        UPDATE sightings SET
            ongoing = coalesce(told.ongoing, sightings.ongoing),
            hurt = coalesce(told.hurt, sightings.hurt),
            source = coalesce(told.source, sightings.source),
            words_sealed = coalesce(told.words, words_sealed),
            words_lookup = coalesce(told.print, words_lookup)
        FROM told, incidents
        WHERE sightings.id = told.sighting_id AND incidents.id = incident_id AND handling <> 'closed' AND NOT partial
            AND told.happened IN ('unknown', sightings.happened)
            AND coalesce(told.ongoing, sightings.ongoing, sightings.happened = 'now')
                = coalesce(sightings.ongoing, sightings.happened = 'now')
            AND (coalesce(told.hurt, sightings.hurt, 'nobody') = 'nobody')
                = (coalesce(sightings.hurt, 'nobody') = 'nobody')
            AND (told.words IS NULL OR words_sealed IS NULL)
            AND (told.print IS NULL OR alerted IN ('critical', 'high'))
        RETURNING sightings.id
    ), allowed AS (
        UPDATE reporters SET
            may_text = reporters.may_text OR told.may_text,
            may_call = coalesce(told.may_call, reporters.may_call)
        FROM told, added
        WHERE reporters.sighting_id = added.id AND (told.may_text OR told.may_call IS NOT NULL)
    )
    SELECT FROM added
"""


def add(session: Session, vault: Vault, phone: Phone, report: Report) -> bool:
    """Put it into the sighting that it `continues`; False, and nothing is done, where `intake.file` has to look."""
    if report.continues is None or report.place or report.weapons is not None:
        return False
    session.flush()  # a deep dial may have filed it a moment ago
    said = redaction.without_own(report.words, phone)
    words = vault.seal(said, Purpose.INCIDENT) if said else None
    facts = report.continues, report.happened, report.ongoing, report.hurt, report.source
    told = (*facts, words, print_of(vault, said), report.may_text, report.may_call)
    return driver(session).execute(_ADDED, told).fetchone() is not None
