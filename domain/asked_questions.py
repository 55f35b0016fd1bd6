"""Which texts of the inbox ask what a piece answers on air: an officer marks each, and it counts once."""

from datetime import date

from sqlalchemy.orm import Session

from domain.radio_pieces import RadioPiece, State, both_locked
from domain.refusals import Refusal
from domain.replies import Reply
from domain.segments import Part


def mark(session: Session, reply: Reply, piece_id: int | None, on: date) -> bool:
    """Count a reply that is held as asking this piece, no longer another one; None: as asking none. False: it stood so.

    Raises `Refusal` for a piece that answers nothing, is no longer read, or is of another county than the reply.
    """
    if reply.piece_id == piece_id:
        return False
    held = both_locked(session, reply.piece_id, piece_id)
    if piece_id is not None:
        check_answers(held.get(piece_id), reply, on)
        held[piece_id].asked += 1
    if reply.piece_id is not None:
        held[reply.piece_id].asked -= 1
    reply.piece_id = piece_id
    return True


def check_answers(piece: RadioPiece | None, reply: Reply, on: date) -> None:
    """Refuse a piece that does not answer this reply on air."""
    if piece is None or piece.part is not Part.ANSWER or piece.state(on) not in (State.RUNNING, State.COMING):
        raise Refusal("Choose an answer that is read on air now or will be.")
    if reply.county not in (None, piece.county):
        raise Refusal("This message is from another county than the answer.")
