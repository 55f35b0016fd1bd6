"""What may take the place of a segment: other approved words for the same part of the programme, read out alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain import library_shelves, radio_pieces, script_bulletins
from domain.bulletins import Kind
from domain.hours import local
from domain.segments import Part, Segment
from messages import radio_bulletins, radio_peace
from messages import radio_pieces as read_pieces
from messages.radio import as_wanted, finished
from messages.radio_studio import Studio

REPLACED = (Part.BULLETIN, Part.PEACE, *radio_pieces.PARTS)  # the parts of which there may be another
Found = tuple[str, str, Segment | None, list[int]]


@dataclass(frozen=True, slots=True)
class Replacement:
    """One segment to take in. `key` names what it is of ("bulletin 12", "text 3", "piece 5"), `about` says it to an
    officer; `hands` wrote in it; `foreign`: its words are not in the language they were looked for in."""

    key: str
    about: str
    segment: Segment
    foreign: bool
    hands: tuple[int, ...] = ()


def offers(session: Session, studio: Studio) -> dict[str, Replacement]:
    """Everything that may be taken into the studio's script at this moment, by key."""
    found = (*_bulletins(session, studio), *_peace_texts(session, studio), *_pieces(session, studio))
    return {
        key: Replacement(key, about, finished(studio, segment), not as_wanted(studio, segment), tuple(hands))
        for key, about, segment, hands in found
        if segment is not None
    }


def _bulletins(session: Session, studio: Studio) -> Iterator[Found]:
    for bulletin in script_bulletins.readable(session, studio.county, studio.week, studio.now):
        yield f"bulletin {bulletin.id}", bulletin.title, radio_bulletins.read_out(studio, bulletin), []


def _peace_texts(session: Session, studio: Studio) -> Iterator[Found]:
    today = local(studio.now).date()
    for offer in library_shelves.offers(session, Kind.PEACE, [studio.county], today):
        if offer.usable:
            version = offer.version
            yield f"text {version.id}", offer.entry.title, radio_peace.read_out(studio, version), []


def _pieces(session: Session, studio: Studio) -> Iterator[Found]:
    for piece in radio_pieces.of_week(session, studio.county, studio.week, studio.sunday):
        for segment in read_pieces.of_part(studio, [piece], piece.part):
            about = segment.speeches[1].words  # what is asked, or said, after our own sentence before it
            yield f"piece {piece.id}", " ".join(about.split()[:8]), segment, piece.hands
