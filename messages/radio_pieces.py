"""What officers wrote for the radio, as it is read out: two voices, and the names of who wrote it."""

from collections.abc import Iterable, Iterator

from domain.languages import FLOOR, Language
from domain.radio_pieces import RadioPiece, Wording
from domain.segments import Part, Priority, Segment, Speech
from domain.veils import FEWEST
from messages import radio_sentences as say
from messages.radio_sentences import PRESENTER, READER
from messages.radio_studio import Studio

MOST = {Part.ANSWER: 3, Part.GOOD_NEWS: 2}  # of one programme; of the others all
PRIORITY = {Part.GOOD_NEWS: Priority.LOW}


def of_part(studio: Studio, pieces: Iterable[RadioPiece], part: Part) -> list[Segment]:
    """The pieces of this part that can be read in this language, or in Swahili, as many as a programme takes."""
    readable = (_segment(studio, piece) for piece in pieces if piece.part is part)
    return [segment for segment in readable if segment is not None][: MOST.get(part)]


def spoken_in(studio: Studio, piece: RadioPiece) -> Language | None:
    """The language a piece is read in; None: it is written in neither this one nor Swahili."""
    return next((language for language, _ in _wordings(studio, piece)), None)


def _wordings(studio: Studio, piece: RadioPiece) -> Iterator[tuple[Language, Wording]]:
    for language in (studio.language, FLOOR):
        if (wording := piece.wording(language)) and wording.words.strip():
            yield language, wording


def _segment(studio: Studio, piece: RadioPiece) -> Segment | None:
    for language, wording in _wordings(studio, piece):
        return Segment(
            piece.part,
            _spoken(studio, piece, language, wording),
            priority=PRIORITY.get(piece.part, Priority.MIDDLE),
            piece=piece.id,
            piece_print=piece.fingerprint(),
            peace=piece.peace,
        )
    return None


def _spoken(studio: Studio, piece: RadioPiece, language: Language, wording: Wording) -> tuple[Speech, ...]:
    many = piece.part is Part.ANSWER and piece.asked >= FEWEST
    intro = studio.line(say.fill(say.ASKED_BY_MANY, count=piece.asked) if many else say.PIECES[piece.part])
    asks = [Speech(PRESENTER, wording.question, language=language)] if wording.question.strip() else []
    return intro, *asks, Speech(READER, wording.words, language=language, source=_source(studio, piece))


def _source(studio: Studio, piece: RadioPiece) -> str:
    writers = ", ".join(studio.names[hand] for hand in piece.hands if hand in studio.names)
    facts = [f"Makala {piece.id}", piece.source, f"imeandikwa na {writers}" if writers else ""]
    return "; ".join(filter(None, facts))
