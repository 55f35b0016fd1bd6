"""Which texts of the inbox ask what a piece answers on air: an officer marks each, and whoever asks counts once.

Of a phone that writes three times, or a station that hands three in, the first counts; the last that is unmarked counts
no more. What is deleted was counted and stays so: all texts of a phone go at once (`erasure`).
"""

from datetime import date

from sqlalchemy import ColumnElement, exists, select
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
        held[piece_id].asked += not _asks_otherwise(session, reply, piece_id)
    if reply.piece_id is not None:
        held[reply.piece_id].asked -= not _asks_otherwise(session, reply, reply.piece_id)
    reply.piece_id = piece_id
    return True


def check_answers(piece: RadioPiece | None, reply: Reply, on: date) -> None:
    """Refuse a piece that does not answer this reply on air."""
    if piece is None or piece.part is not Part.ANSWER or piece.state(on) not in (State.RUNNING, State.COMING):
        raise Refusal("Choose an answer that is read on air now or will be.")
    if reply.county not in (None, piece.county):
        raise Refusal("This message is from another county than the answer.")
    if reply.by_report:
        raise Refusal("This message came by a report. Nothing from reports goes on air.")


def of_piece(session: Session, piece_id: int) -> list[Reply]:
    """The texts that are marked as asking it."""
    return list(session.scalars(select(Reply).where(Reply.piece_id == piece_id).order_by(Reply.id)))


def _asks_otherwise(session: Session, reply: Reply, piece_id: int) -> bool:
    """Whether another text of the same phone or station is marked as asking this piece."""
    return bool(session.scalar(select(exists().where(Reply.piece_id == piece_id, Reply.id != reply.id, _whose(reply)))))


def _whose(reply: Reply) -> ColumnElement[bool]:
    if reply.phone_lookup is not None:
        return Reply.phone_lookup == reply.phone_lookup
    return Reply.station_id == reply.station_id
