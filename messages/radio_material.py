"""What a week's script is made of, gathered in one look: never reports of incidents, of which nothing here can know."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain import drought_records, heard, radio_pieces
from domain.bulletins import Bulletin, Kind
from domain.drought_records import FRESH
from domain.heard import Heard
from domain.hours import local
from domain.indicators import DroughtRecord
from domain.library import LibraryVersion
from domain.radio_pieces import RadioPiece
from domain.script_bulletins import readable
from domain.signed_words import Form
from domain.subscribers import Kind as Audience
from messages import radio_peace
from messages.radio_bulletins import announced_as, words_of
from messages.radio_studio import Studio


@dataclass(frozen=True, kw_only=True)
class Material:
    """`bulletins`: droughts and notices that may be read in this week, the droughts first. `peace`: the one message.

    `records`: the last month of the county, then of each of its zones, as far as they are fresh. `pieces`: what
    officers wrote for these days, what most people asked first.
    """

    bulletins: Sequence[Bulletin] = ()
    peace: Bulletin | LibraryVersion | None = None
    records: Sequence[DroughtRecord] = ()
    pieces: Sequence[RadioPiece] = ()
    heard: Heard | None = None


def gather(session: Session, studio: Studio) -> Material:
    """What there is at this moment for the studio's week."""
    found = [each for each in readable(session, studio.county, studio.week, studio.now) if _for_listeners(each)]
    droughts_first = sorted(found, key=lambda bulletin: announced_as(bulletin) is not Kind.DROUGHT)
    return Material(
        bulletins=[bulletin for bulletin in droughts_first if bulletin.kind is not Kind.PEACE],
        peace=_peace(found, studio) or radio_peace.choose(session, studio),
        records=_fresh(session, studio),
        pieces=radio_pieces.of_week(session, studio.county, studio.week, studio.sunday),
        heard=heard.lately(session, studio.county, studio.now),
    )


def _for_listeners(bulletin: Bulletin) -> bool:
    """What is for those who pass it on alone is read to everybody only where somebody wrote it for the radio."""
    to_all = not bulletin.audience_kinds or Audience.PERSON in bulletin.audience_kinds
    return to_all or any(text.form is Form.RADIO for text in bulletin.texts)


def _peace(found: Sequence[Bulletin], studio: Studio) -> Bulletin | None:
    """The newest peace bulletin of these days that somebody signed."""
    signed = (each for each in found if each.kind is Kind.PEACE and words_of(each, studio.peace_language))
    return next(signed, None)


def _fresh(session: Session, studio: Studio) -> list[DroughtRecord]:
    oldest = local(studio.now).date() - FRESH
    return [each for each in drought_records.newest_of_each(session, [studio.county]) if each.month >= oldest]
