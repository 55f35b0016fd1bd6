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
    found = [(piece, language) for piece in pieces if piece.part is part and (language := spoken_in(studio, piece))]
    return [_segment(studio, piece, language) for piece, language in found[: MOST.get(part)]]


def spoken_in(studio: Studio, piece: RadioPiece) -> Language | None:
    """The language a piece is read in; None: it is written in neither this one nor Swahili."""
    return next((spoken for spoken in (studio.language, FLOOR) if _wording(piece, spoken)), None)


def _wording(piece: RadioPiece, language: Language) -> Wording | None:
    wording = piece.wording(language)
    return wording if wording and wording.words.strip() else None


def _segment(studio: Studio, piece: RadioPiece, language: Language) -> Segment:
    return Segment(
        piece.part,
        tuple(_spoken(studio, piece, language)),
        priority=PRIORITY.get(piece.part, Priority.MIDDLE),
        piece=piece.id,
    )


def _spoken(studio: Studio, piece: RadioPiece, language: Language) -> Iterator[Speech]:
    wording = _wording(piece, language)
    assert wording is not None  # noqa: S101  `spoken_in` found it
    many = piece.part is Part.ANSWER and piece.asked >= FEWEST
    yield studio.line(say.fill(say.ASKED_BY_MANY, count=piece.asked) if many else say.PIECES[piece.part])
    if wording.question.strip():
        yield Speech(PRESENTER, wording.question, language=language)
    yield Speech(READER, wording.words, language=language, source=_source(studio, piece))


def _source(studio: Studio, piece: RadioPiece) -> str:
    writers = ", ".join(studio.names[hand] for hand in piece.hands if hand in studio.names)
    facts = [f"Makala {piece.id}", piece.source, f"imeandikwa na {writers}" if writers else ""]
    return "; ".join(filter(None, facts))
