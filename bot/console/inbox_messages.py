"""Which messages of the inbox an officer reads, how one is shown, and its mark that it is answered on air."""

from collections.abc import Iterable

from flask import abort

from bot.console.access import counties, current_officer, today
from bot.console.words import _
from bot.services import services, session
from domain import asked_questions, audit
from domain.areas import fold
from domain.officers import Role
from domain.radio_pieces import RadioPiece, Wording
from domain.refusals import Refusal
from domain.replies import Reply, Topic
from domain.stations import Station
from domain.vault import Purpose

SEEN_BY = (Role.OFFICER,)
FIRST_LINE = 90  # letters of it in a list
OWN_WORDS = 4  # from so many words on, a message is known by them


def visible(reply: Reply | None) -> Reply:
    """The message, for an officer of its county or, where it has none, of any; 404 for anybody else."""
    if reply is None or not reply.shown_to(counties(*SEEN_BY)):
        abort(404)
    return reply


def said(reply: Reply) -> str:
    """The person's words."""
    return opened(reply.body_sealed)


def opened(sealed: bytes | None) -> str:
    """What they or we wrote."""
    if sealed is None:
        return _("These words were deleted when their time was over.")
    return services().vault.open(sealed, Purpose.REPLY)


def first_line(reply: Reply) -> str:
    """How a message begins."""
    words = said(reply).strip().partition("\n")[0]
    return words if len(words) <= FIRST_LINE else f"{words[:FIRST_LINE]}…"


def topic_name(topic: Topic) -> str:
    """Why they wrote, as officers say it."""
    return {
        Topic.REPLY: _("A reply"),
        Topic.QUESTION: _("A question"),
        Topic.FEEDBACK: _("Feedback"),
    }[topic]


def sender(reply: Reply) -> str:
    """The person's number, masked; or the radio station that handed it in."""
    if reply.phone_sealed is None:
        station = session().get(Station, reply.station_id) if reply.station_id else None
        return _("handed in by %(station)s", station=station.name) if station else _("somebody without a number")
    return services().vault.reveal(reply.phone_sealed, Purpose.REPLY).masked


def mark(reply: Reply, piece_id: int | None) -> bool:
    """Count a reply that is held as asking this piece, or none; False: it stood so. Raises `Refusal`."""
    before = reply.piece_id
    if not asked_questions.mark(session(), reply, piece_id, today()):
        return False
    if piece_id:
        asked = session().get_one(RadioPiece, piece_id)
        if in_own_words(reply, filter(None, map(asked.wording, asked.languages))):
            raise Refusal("The answer has this person's own words in it: change it first, then mark the message.")
    what, piece = ("marked as asked on the radio", piece_id) if piece_id else ("took the mark of the radio off", before)
    audit.record(session(), current_officer().id, what, f"reply {reply.id}", now=services().now(), piece=piece)
    return True


def in_own_words(reply: Reply, wordings: Iterable[Wording]) -> bool:
    """Whether a person's own words stand in these: somebody may know them by these on air."""
    message = said(reply)
    texts = [text for wording in wordings for text in (wording.question, wording.words)]
    return len(message.split()) >= OWN_WORDS and any(fold(message) in fold(text) for text in texts)
