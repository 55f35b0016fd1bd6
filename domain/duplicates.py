"""Whether almost the same is about to be said twice to the same people: a question to the officer, never a refusal."""

from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from rapidfuzz import fuzz
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain import audiences, hours
from domain.areas import Gazetteer
from domain.audiences import Audience
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.life_cycle import State
from domain.signed_words import Form
from domain.subscribers import Kind

ALIKE = 90  # of 100: the same words with another date or another number in them
DECIDED = (State.SUBMITTED, State.APPROVED, State.SENDING, State.SENT, State.PAUSED)

Choice = TypeVar("Choice", Kind, Language)


# Two that are alike may be decided about at one instant, each before the other is seen.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('mbiu twins'))")


def take_turns(session: Session) -> None:
    """Until the end of this transaction nobody else decides about a bulletin that may have a twin."""
    session.execute(_ONE_AT_A_TIME)


class Twin(NamedTuple):
    """Another bulletin that says almost the same on the same day, and how many people would hear both: one at least."""

    bulletin: Bulletin
    people: int


def twin(session: Session, bulletin: Bulletin, places: Gazetteer, now: datetime) -> Twin | None:
    """The newest of them; None for one that follows another, or is only training."""
    if bulletin.follows_id is not None or bulletin.training:
        return None
    midnight = hours.local(bulletin.send_at).replace(hour=0, minute=0, second=0, microsecond=0)
    that_day = select(Bulletin).where(
        Bulletin.kind == bulletin.kind,
        Bulletin.state.in_(DECIDED),
        Bulletin.training.is_(False),
        Bulletin.send_at >= midnight,
        Bulletin.send_at < midnight + timedelta(days=1),
    )
    with session.no_autoflush:
        others = session.scalars(that_day.order_by(Bulletin.id.desc())).all()
    for other in others:
        both = None if other is bulletin else _both(bulletin.audience, other.audience, places)
        if both and _alike(bulletin, other) and (people := _count(session, both, places, now)):
            return Twin(other, people)
    return None


def _alike(one: Bulletin, other: Bulletin) -> bool:
    theirs = {text.language: text.body.casefold() for text in other.texts if text.form is Form.SMS}
    return any(
        fuzz.ratio(text.body.casefold(), theirs[text.language]) >= ALIKE
        for text in one.texts
        if text.form is Form.SMS and text.language in theirs
    )


def _both(one: Audience, other: Audience, places: Gazetteer) -> Audience | None:
    """Who is in both; None where nobody can be."""
    wards = set(one.wards(places)) & set(other.wards(places))
    kinds, languages = _common(one.kinds, other.kinds), _common(one.languages, other.languages)
    if not wards or kinds is None or languages is None:
        return None
    return Audience(areas=tuple(sorted(wards)), kinds=kinds, languages=languages)


def _common(one: tuple[Choice, ...], other: tuple[Choice, ...]) -> tuple[Choice, ...] | None:
    """What both chose, where none chosen is every one; None for nothing."""
    if not one or not other:
        return one or other
    return tuple(choice for choice in one if choice in other) or None


def _count(session: Session, both: Audience, places: Gazetteer, now: datetime) -> int:
    with session.no_autoflush:
        return sum(audiences.count(session, both, places, now).values())
