"""A message that leaves the inbox: nothing of it stays there, and what stays is as it was."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import asked_questions, moved_messages
from domain.further_answers import FurtherAnswer
from domain.hours import local
from domain.replies import Reply
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.segments import Part
from domain.subscribers import Channel
from domain.vault import Vault
from tests.make import ENDAU, make_officer, make_piece, make_reply, next_phone


def test_the_restricted_kind_leaves_kind_ward_and_day(session: Session, vault: Vault, now: datetime) -> None:
    reply, on = make_reply(session, vault, now, "Amebakwa"), local(now).date()

    moved_messages.to_restricted(session, [reply], RestrictedKind.SEXUAL_VIOLENCE, ENDAU, on)

    kept = session.scalars(select(RestrictedReport)).one()
    assert (kept.kind, kept.ward, kept.day, kept.channel) == (
        RestrictedKind.SEXUAL_VIOLENCE, ENDAU, on, Channel.SMS,
    )  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Reply)) == 0


def test_a_mark_for_the_radio_goes_and_what_we_wrote_stays_with_what_is_left(
    session: Session, vault: Vault, now: datetime
) -> None:
    phone, on = next_phone(), local(now).date()
    first, last = (make_reply(session, vault, now, words, phone=phone) for words in ("Maji?", "Wanapigana"))
    piece = make_piece(session, now, "kitui", Part.ANSWER, "Ijumaa.", question="Lini?")
    asked_questions.mark(session, last, piece.id, on)
    officer = make_officer(session, "mwende")
    session.add(FurtherAnswer(reply_id=last.id, words_sealed=b"x", officer_id=officer.id, sent_at=now))

    moved_messages.remove(session, [last], on)
    session.expire_all()

    assert piece.asked == 0
    assert session.scalars(select(Reply)).all() == [first]
    assert session.scalars(select(FurtherAnswer.reply_id)).all() == [first.id]


def test_what_came_without_a_number_leaves_nothing_to_anybody_else(
    session: Session, vault: Vault, now: datetime
) -> None:
    moved, other = (make_reply(session, vault, now, words) for words in ("Wanapigana", "Maji?"))
    for reply in (moved, other):
        reply.phone_lookup = reply.phone_sealed = None
    officer = make_officer(session, "mwende")
    session.add(FurtherAnswer(reply_id=moved.id, words_sealed=b"x", officer_id=officer.id, sent_at=now))

    moved_messages.remove(session, [moved], local(now).date())

    assert session.scalars(select(FurtherAnswer)).all() == []


def test_two_messages_are_one_telling(session: Session, vault: Vault, now: datetime) -> None:
    phone = next_phone()
    told = [make_reply(session, vault, now, words, phone=phone) for words in ("Wanapigana", "Njooni", "Njooni")]

    assert moved_messages.words_of(vault, told) == "Wanapigana\nNjooni"
    assert moved_messages.phone_of(vault, told) == phone
