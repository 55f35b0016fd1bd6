"""What everybody may read of bulletins: the public ones that have begun to leave, and what became of them."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from domain.areas import Gazetteer, county_of
from domain.bulletins import Bulletin, Follow
from domain.chains import STANDS, chain
from domain.follow_ups import ENDS
from domain.hours import NAIROBI, local
from domain.life_cycle import State
from domain.vault import Purpose, Vault

_NAME = re.compile(r"(\d{8})-([0-9a-f]{10})")


class Standing(StrEnum):
    """What became of a bulletin, for whoever finds it later."""

    CURRENT = "current"
    UPDATED = "updated"
    TAKEN_BACK = "taken_back"
    OVER = "over"
    EXPIRED = "expired"
    STOPPED = "stopped"  # while it was being sent; nothing follows it
    HELD = "held"


def name_of(bulletin: Bulletin, vault: Vault) -> str:
    """Its name in public addresses, for ever: the day it began, and letters that nobody else can make.

    Our own numbers count drafts and peace messages too: from gaps a stranger would learn that there is something.
    """
    if bulletin.started_at is None:
        raise ValueError("a bulletin that has not left has no public name")
    secret = vault.lookup(f"bulletin {bulletin.id}", Purpose.ALERT).hex()[:10]
    return f"{local(bulletin.started_at):%Y%m%d}-{secret}"


def named(session: Session, vault: Vault, name: str) -> Bulletin | None:
    """The published bulletin of this name."""
    parts = _NAME.fullmatch(name)
    try:
        day = datetime.strptime(parts[1], "%Y%m%d").replace(tzinfo=NAIROBI) if parts else None
    except ValueError:
        day = None
    if day is None:
        return None
    began = Bulletin.started_at.between(day, day + timedelta(days=1))
    found = session.scalars(select(Bulletin).where(*_published(), began))
    return next((bulletin for bulletin in found if name_of(bulletin, vault) == name), None)


def is_published(bulletin: Bulletin) -> bool:
    """Whether everybody may read it."""
    return bulletin.public and not bulletin.training and bulletin.started_at is not None


def _published() -> tuple[ColumnElement[bool], ...]:
    return Bulletin.public.is_(True), Bulletin.training.is_(False), Bulletin.started_at.is_not(None)


def newest(
    session: Session, places: Gazetteer, county: str | None = None, *, most: int = 20, skip: int = 0
) -> list[Bulletin]:
    """All that was ever published, the latest first; of one county only what is for it, too."""
    query = select(Bulletin).where(*_published())
    if county is not None:
        query = query.where(Bulletin.areas.overlap([slug for slug in places.areas if county_of(slug) == county]))
    return list(
        session.scalars(query.order_by(Bulletin.started_at.desc(), Bulletin.id.desc()).limit(most).offset(skip))
    )


def current(session: Session, now: datetime, *, most: int = 50) -> list[Bulletin]:
    """What is true now, the latest first: not expired, not held or stopped, and nothing has come in its place."""
    leaves = Bulletin.state.in_((State.SENDING, State.SENT))
    query = select(Bulletin).where(*_published(), leaves, Bulletin.expires_at > now, text(STANDS))
    return list(session.scalars(query.order_by(Bulletin.started_at.desc(), Bulletin.id.desc()).limit(most)))


def still_current(session: Session, bulletins: Collection[Bulletin], now: datetime) -> set[int]:
    """Which of these are true now, by their ids."""
    ids = [bulletin.id for bulletin in bulletins]
    leaves = Bulletin.state.in_((State.SENDING, State.SENT))
    query = select(Bulletin.id).where(Bulletin.id.in_(ids), leaves, Bulletin.expires_at > now, text(STANDS))
    return set(session.scalars(query)) if ids else set()


def before(session: Session, bulletin: Bulletin) -> list[Bulletin]:
    """What it follows and the public may read, the first of them first."""
    if bulletin.follows_id is None:
        return []
    return [other for other in _thread(session, bulletin) if is_published(other) and _began(other) < _began(bulletin)]


def after(session: Session, bulletin: Bulletin) -> list[Bulletin]:
    """What has begun to leave and comes in its place, the latest last; an update that was stopped replaces nothing."""
    if bulletin.follow in ENDS:
        return []
    return [
        other
        for other in _thread(session, bulletin)
        if _began(other) > _began(bulletin) and (other.follow in ENDS or other.state is not State.CANCELLED)
    ]


def standing(bulletin: Bulletin, later: Sequence[Bulletin], now: datetime) -> Standing:
    """What became of it. `later` is what came in its place (`after`)."""
    follows = {other.follow for other in later}
    became = {
        Standing.TAKEN_BACK: Follow.CANCEL in follows,
        Standing.OVER: Follow.ALL_CLEAR in follows,
        Standing.UPDATED: Follow.UPDATE in follows,
        Standing.STOPPED: bulletin.state is State.CANCELLED,
        Standing.EXPIRED: bulletin.state is State.EXPIRED or bulletin.expires_at <= now,
        Standing.HELD: bulletin.state is State.PAUSED,
    }
    return next((became_so for became_so, is_so in became.items() if is_so), Standing.CURRENT)


def _thread(session: Session, bulletin: Bulletin) -> list[Bulletin]:
    """The others of its chain that have begun to leave, the first of them first."""
    ids = [found for found in chain(session, bulletin.id) if found != bulletin.id]
    query = select(Bulletin).where(Bulletin.id.in_(ids), Bulletin.started_at.is_not(None))
    return sorted(session.scalars(query), key=_began) if ids else []


def _began(bulletin: Bulletin) -> tuple[datetime, int]:
    return bulletin.started_at or bulletin.created_at, bulletin.id
