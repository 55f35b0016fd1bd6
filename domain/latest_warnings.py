"""The warning that stands now for a place: what USSD and the keyword read out to who asks for the latest."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from domain.areas import around
from domain.bulletin_texts import BulletinText
from domain.chains import STANDS
from domain.chosen_texts import outgoing
from domain.db import at_once, driver
from domain.languages import Language

# What takes a warning back is shown in its place, also while an officer holds it: the warning never again.
_LATEST = f"""
    SELECT id FROM bulletins
    WHERE kind = 'drought' AND expires_at > %s AND areas && %s
        AND (state IN ('sending', 'sent') OR state = 'paused' AND follow IN ('cancel', 'all_clear')) AND {STANDS}
    ORDER BY started_at DESC, id DESC LIMIT 1
"""  # noqa: S608  our own words
_ASKED = ("language", "body", "plain", "writer_id", "send_plain", "signed_hash")
_LATEST_TEXTS = f"SELECT {', '.join(_ASKED)} FROM bulletin_texts WHERE form = 'sms' AND bulletin_id = ({_LATEST})"  # noqa: S608


def latest_warning(session: Session, wards: Iterable[str], now: datetime) -> int | None:
    """The newest unexpired drought bulletin that was sent to any of these wards or what they lie in, by its id."""
    row = driver(session).execute(_LATEST, (now, _near(wards))).fetchone()
    return row[0] if row else None


def latest_words(session: Session, wards: Iterable[str], language: Language, now: datetime) -> BulletinText | None:
    """The text of `latest_warning` for people of this language; no object of the session."""
    with at_once(session) as connection:
        rows = [dict(zip(_ASKED, row, strict=True)) for row in connection.execute(_LATEST_TEXTS, (now, _near(wards)))]
    texts = [BulletinText(**row | {"language": Language(row["language"])}) for row in rows]
    return outgoing(texts).get(language)


def _near(wards: Iterable[str]) -> list[str]:
    return sorted({slug for ward in wards for slug in around(ward)})
