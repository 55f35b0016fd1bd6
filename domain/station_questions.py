"""What a station's listeners asked on air, handed in for officers to answer: no name, no number, a few at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import moments, replies, stations
from domain.redaction import without_numbers
from domain.refusals import Refusal
from domain.replies import Reply, Topic
from domain.scripts import Script
from domain.stations import Station
from domain.vault import Purpose, Vault

MOST_AT_ONCE, MOST_A_DAY = 10, 50
MOST_LETTERS = 300  # of one


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How many were kept, and whether a number was taken out of any."""

    kept: int
    taken_out: bool


def hand_in(
    session: Session, vault: Vault, station: Station, script: Script, asked: Sequence[str], now: datetime
) -> HandedIn:
    """Put questions into the officers' inbox; what the station asked today already is not put there twice.

    Raises `Refusal`, and then keeps none of them.
    """
    typed = [words for each in asked if (words := each.strip())]
    _check(typed)
    clean = list(dict.fromkeys(without_numbers(words) for words in typed))
    stations.take_turn(session, station)
    today = _today(session, station, now)
    before = {vault.open(reply.body_sealed or b"", Purpose.REPLY) for reply in today}
    fresh = [words for words in clean if words not in before]
    if len(today) + len(fresh) > MOST_A_DAY:
        raise Refusal("A station hands in at most %(most)s questions a day: go on tomorrow.", most=MOST_A_DAY)
    for words in fresh:
        replies.keep(
            session, vault, None, words, subscriber=None, language=script.language, county=script.county,
            bulletin_id=None, now=now, topic=Topic.QUESTION, station_id=station.id,
        )  # fmt: skip
    session.flush()
    return HandedIn(len(fresh), any(without_numbers(words) != words for words in typed))


def _check(typed: Sequence[str]) -> None:
    if not typed:
        raise Refusal("Write at least one question.")
    if len(typed) > MOST_AT_ONCE:
        raise Refusal("Hand in at most %(most)s questions at a time.", most=MOST_AT_ONCE)
    if any(len(words) > MOST_LETTERS for words in typed):
        raise Refusal("Make each question shorter: at most %(most)s letters.", most=MOST_LETTERS)


def _today(session: Session, station: Station, now: datetime) -> list[Reply]:
    query = select(Reply).where(Reply.station_id == station.id, Reply.received_at >= moments.day(now))
    return list(session.scalars(query))


def answered(session: Session, stations: Collection[int], since: datetime, *, most: int = 50) -> list[Reply]:
    """What officers answered to these stations since then, the latest answer first."""
    query = select(Reply).where(Reply.station_id.in_(stations), Reply.answered_at >= since)
    return list(session.scalars(query.order_by(Reply.answered_at.desc(), Reply.id.desc()).limit(most)))
