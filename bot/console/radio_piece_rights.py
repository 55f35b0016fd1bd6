"""Which pieces for the radio an officer sees, and whether they may change one."""

from flask import abort

from bot.console.access import counties, current_officer, held_counties, passes, today
from bot.services import services, session
from domain import audit
from domain.areas import Area
from domain.officers import Role
from domain.radio_piece_drafting import READ_BY, WRITTEN_BY, check_writer, writers
from domain.radio_pieces import PARTS, RadioPiece, locked
from domain.segments import Part

WRITERS = (*WRITTEN_BY, Role.PEACE)


def visible(piece: RadioPiece | None) -> RadioPiece:
    """The piece, for an officer of its county; 404 for anybody else."""
    seen = counties(*READ_BY)
    if piece is None or not (seen is None or piece.county in seen):
        abort(404)
    return piece


def found(piece_id: int) -> RadioPiece:
    """The piece to be read."""
    return visible(session().get(RadioPiece, piece_id))


def held(piece_id: int) -> RadioPiece:
    """The piece to be changed: nobody else changes it until this request is over."""
    return visible(locked(session(), piece_id))


def may_change(piece: RadioPiece) -> bool:
    return passes(lambda officer, on: check_writer(officer, piece.county, piece.part, on))


def parts_written() -> list[Part]:
    """The parts this officer writes in some county."""
    mine = current_officer().roles(today())
    return [part for part in PARTS if mine & set(writers(part))]


def counties_written() -> list[Area]:
    """The counties this officer writes anything for."""
    return held_counties(*WRITERS) if parts_written() else []


def subject(piece: RadioPiece) -> str:
    """Its name in the audit."""
    return f"piece {piece.id}"


def record(piece: RadioPiece, what: str, **detail: object) -> None:
    """Write down what this officer did to it; never its words."""
    audit.record(session(), current_officer().id, what, subject(piece), now=services().now(), **detail)
