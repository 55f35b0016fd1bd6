"""Delivery reports that lend their id to the one message they can be about: *unknown*, or accepted without an id."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.vault import Purpose
from schedules.arrays import array, lookups
from schedules.crew import Crew
from schedules.sweeps import LONGEST_CALL

# A report may overtake our own commit. After this long no call that was under way when it came is still open (the sweep
# has said *unknown* of it), so it may settle an unknown message.
TO_SETTLE = LONGEST_CALL + timedelta(minutes=1)
SECOND_TRY_LATELY = timedelta(days=3)  # longer than any network keeps a text for a phone that is off

# The message without an id (unknown, or accepted without one) that a report must be about, as there is no other to that
# number and the report has none of its own. Of several reports that could be of one message the first lends its id.
# Two more may be meant that no row tells of: one whose call is still open, or left by a power cut and not yet swept;
# and the first call of a message that was sent once more, for a phone may have been off until now.
_ONLY_ONE = """
    WITH news AS (
        SELECT r.id, r.provider, r.provider_id, r.received_at, n.phone_lookup, n.text_lookup
        FROM unnest(CAST(:ids AS bigint[]), CAST(:lookups AS bytea[]), CAST(:text_lookups AS bytea[]))
            AS n(id, phone_lookup, text_lookup)
        JOIN receipts r ON r.id = n.id AND r.received_at < :before
        WHERE NOT EXISTS (
            SELECT 1 FROM texts t WHERE t.phone_lookup = n.text_lookup AND t.provider_id = r.provider_id)
        AND NOT EXISTS (
            SELECT 1 FROM subscribers s JOIN deliveries d ON d.subscriber_id = s.id
            WHERE s.phone_lookup = n.phone_lookup AND d.provider_id = r.provider_id)
        AND NOT EXISTS (SELECT 1 FROM texts t WHERE t.phone_lookup = n.text_lookup AND t.state = 'sending')
        AND NOT EXISTS (
            SELECT 1 FROM subscribers s JOIN batches b ON b.state = 'sending' AND s.id = ANY(b.recipients)
            WHERE s.phone_lookup = n.phone_lookup)
    ), open AS (
        SELECT n.id, n.provider, n.provider_id,
            t.id AS text_id, NULL::bigint AS subscriber_id, NULL::bigint AS bulletin_id
        FROM news n JOIN texts t ON t.phone_lookup = n.text_lookup AND t.provider = n.provider
        WHERE t.state IN ('unknown', 'accepted') AND t.provider_id IS NULL
        UNION ALL
        SELECT n.id, n.provider, n.provider_id, NULL, d.subscriber_id, d.bulletin_id
        FROM news n JOIN subscribers s ON s.phone_lookup = n.phone_lookup
        JOIN deliveries d ON d.subscriber_id = s.id JOIN batches b ON b.id = d.batch_id
        WHERE d.state IN ('unknown', 'accepted') AND d.provider_id IS NULL AND (d.provider = n.provider OR b.second)
        UNION ALL
        SELECT n.id, n.provider, n.provider_id, NULL, NULL, NULL
        FROM news n JOIN subscribers s ON s.phone_lookup = n.phone_lookup
        JOIN deliveries d ON d.subscriber_id = s.id AND d.provider_id IS NOT NULL AND d.at > n.received_at - :lately
        JOIN batches b ON b.id = d.batch_id AND b.second
    ), fits AS (
        SELECT id, min(provider) AS provider, min(provider_id) AS provider_id,
            min(text_id) AS text_id, min(subscriber_id) AS subscriber_id, min(bulletin_id) AS bulletin_id
        FROM open GROUP BY id HAVING count(*) = 1
    ), first AS (
        SELECT DISTINCT ON (text_id, subscriber_id, bulletin_id) * FROM fits
        ORDER BY text_id, subscriber_id, bulletin_id, id
    )"""
_LEND_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('mbiu receipts lend ids'))")
_HOLD_LENT = text(f"""{_ONLY_ONE}
    SELECT count(*) FROM (
        SELECT 1 FROM batches WHERE id IN (
            SELECT d.batch_id FROM first f JOIN deliveries d USING (subscriber_id, bulletin_id)
        ) ORDER BY id FOR NO KEY UPDATE) AS held""")  # noqa: S608  our own words
_LEND = text(f"""{_ONLY_ONE}, lent AS (
        UPDATE texts t SET provider_id = f.provider_id FROM first f WHERE t.id = f.text_id
            AND t.state IN ('unknown', 'accepted') AND t.provider_id IS NULL
    )
    UPDATE deliveries d SET provider_id = f.provider_id, provider = f.provider FROM first f
    WHERE d.subscriber_id = f.subscriber_id AND d.bulletin_id = f.bulletin_id
        AND d.state IN ('unknown', 'accepted') AND d.provider_id IS NULL""")  # noqa: S608  our own words


def lend(session: Session, crew: Crew, numbers: dict[int, str], _: list[int]) -> None:
    """Give an unknown message the id of a report, when it is the only one to that number the report can be about."""
    asked = {
        "ids": array(numbers),
        "lookups": lookups(crew.vault, numbers, Purpose.SUBSCRIBER),
        "text_lookups": lookups(crew.vault, numbers, Purpose.TEXT),
        "before": crew.now() - TO_SETTLE,
        "lately": SECOND_TRY_LATELY,
    }
    for statement in (_LEND_ALONE, _HOLD_LENT, _LEND):
        session.execute(statement, asked)
