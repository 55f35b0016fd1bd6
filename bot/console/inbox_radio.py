"""Messages of the inbox that are answered on air: an officer marks them, and the answer counts how many asked."""

from flask import flash, request

from bot.console.access import held_counties, today
from bot.console.inbox_messages import SEEN_BY, mark
from bot.console.words import _
from bot.services import session
from domain import radio_pieces
from domain.areas import Area
from domain.radio_pieces import RadioPiece
from domain.refusals import Refusal
from domain.replies import Reply


def put(reply: Reply) -> None:
    """Mark a message that is held as the form asks: as asking an answer, another one, or none. Raises `Refusal`."""
    chosen = request.form.get("piece", "")
    if chosen and chosen not in {str(piece.id) for piece in answers(reply)}:
        raise Refusal("Choose an answer that is read on air now or will be.")
    if not mark(reply, int(chosen) if chosen else None):
        flash(_("Nothing was changed."))
    elif chosen:
        flash(_("Marked. The answer on air counts one more who asked."), "good")
    else:
        flash(_("The mark is taken off."), "good")


def answers(reply: Reply) -> list[RadioPiece]:
    """The answers this message may be marked as asking."""
    return radio_pieces.answers(session(), [county.slug for county in counties_of(reply)], today())


def counties_of(reply: Reply) -> list[Area]:
    """The counties on whose air it may be answered by the officer of this request."""
    return [county for county in held_counties(*SEEN_BY) if reply.county in (None, county.slug)]


def panel(reply: Reply) -> dict[str, object]:
    """What the page of a message shows of the radio."""
    return {
        "piece": session().get(RadioPiece, reply.piece_id) if reply.piece_id else None,
        "answers": answers(reply),
        "on_air_in": counties_of(reply),
    }
