"""What everybody may read of bulletins: the public ones that have begun to leave, and what became of them."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, or_, select, text
from sqlalchemy.orm import Session

from domain.areas import Gazetteer, county_of
from domain.bulletins import Bulletin, Follow
from domain.chains import STANDS, chains
from domain.follow_ups import ENDS
from domain.hours import NAIROBI, local
from domain.life_cycle import State
from domain.phases import Phase
from domain.vault import Purpose, Vault

# What matters most: warnings by what they declare, then all else.
_GRAVITY = (Phase.EMERGENCY, Phase.ALARM, Phase.ALERT, Phase.RECOVERY, Phase.NORMAL)
# An update that has not wholly left, and does not leave now, replaces nothing.
_REPLACES_NOTHING = (State.CANCELLED, State.PAUSED)
_TAKES_BACK = and_(Bulletin.state == State.APPROVED, Bulletin.follow == Follow.CANCEL)
_NAME = re.compile(r"(20[0-9]{6})-([0-9a-f]{10})")


class Standing(StrEnum):
    """What became of a bulletin, for whoever finds it later."""

    CURRENT = "current"
    UPDATED = "updated"
    TAKEN_BACK = "taken_back"
    BEING_TAKEN_BACK = "being_taken_back"  # that is approved, and leaves within minutes or in the morning
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


def is_stopped(bulletin: Bulletin) -> bool:
    """Whether a published one was stopped while it was being sent. What ends a warning ends it all the same."""
    return bulletin.state is State.CANCELLED and bulletin.follow not in ENDS


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


def current(session: Session, now: datetime) -> list[Bulletin]:
    """What is true now: not expired or held, and nothing has come in its place. The gravest first, then the latest.

    Also one that was stopped while it was being sent, until it would have expired: others have it and must be told.
    """
    ranks = {phase: rank for rank, phase in enumerate(_GRAVITY)}
    gravity = case(ranks, value=Bulletin.phase, else_=len(ranks))
    was_no_end = or_(Bulletin.follow.is_(None), Bulletin.follow == Follow.UPDATE)
    listed = or_(Bulletin.state.in_((State.SENDING, State.SENT)), and_(Bulletin.state == State.CANCELLED, was_no_end))
    query = select(Bulletin).where(*_published(), listed, Bulletin.expires_at > now, text(STANDS))
    return list(session.scalars(query.order_by(gravity, Bulletin.started_at.desc(), Bulletin.id.desc())))


def still_current(session: Session, bulletins: Collection[Bulletin], now: datetime) -> set[int]:
    """Which of these are true now, by their ids."""
    ids = [bulletin.id for bulletin in bulletins]
    leaves = Bulletin.state.in_((State.SENDING, State.SENT))
    query = select(Bulletin.id).where(Bulletin.id.in_(ids), leaves, Bulletin.expires_at > now, text(STANDS))
    return set(session.scalars(query)) if ids else set()


def threads(session: Session, bulletins: Collection[Bulletin]) -> dict[int, list[Bulletin]]:
    """For each of these, by its id, the others of its chain that have begun to leave or are approved to take it back.

    The first of them first.
    """
    members = chains(session, [bulletin.id for bulletin in bulletins])
    ids = {member for chain in members.values() if len(chain) > 1 for member in chain}
    query = select(Bulletin).where(Bulletin.id.in_(ids), or_(Bulletin.started_at.is_not(None), _TAKES_BACK))
    found = sorted(session.scalars(query), key=_began) if ids else []
    return {
        bulletin.id: [other for other in found if other.id in members[bulletin.id] and other.id != bulletin.id]
        for bulletin in bulletins
    }


def before(bulletin: Bulletin, thread: Sequence[Bulletin]) -> list[Bulletin]:
    """What it follows and the public may read, the first of them first. `thread` is of it (`threads`)."""
    if bulletin.follows_id is None:
        return []
    return [other for other in thread if is_published(other) and _began(other) < _began(bulletin)]


def after(bulletin: Bulletin, thread: Sequence[Bulletin]) -> list[Bulletin]:
    """What has begun to leave and comes in its place, the latest last; an update that was stopped or is held replaces
    nothing."""
    if bulletin.follow in ENDS:
        return []
    return [
        other
        for other in thread
        if other.started_at is not None
        and _began(other) > _began(bulletin)
        and (other.follow in ENDS or other.state not in _REPLACES_NOTHING)
    ]


def standing(bulletin: Bulletin, thread: Sequence[Bulletin], now: datetime) -> Standing:
    """What became of it. `thread` is of it (`threads`)."""
    follows = {other.follow for other in after(bulletin, thread)}
    became = {
        Standing.TAKEN_BACK: Follow.CANCEL in follows,
        Standing.OVER: Follow.ALL_CLEAR in follows,
        Standing.BEING_TAKEN_BACK: bulletin.follow not in ENDS and any(not other.started_at for other in thread),
        Standing.UPDATED: Follow.UPDATE in follows,
        Standing.STOPPED: bulletin.state is State.CANCELLED,
        Standing.EXPIRED: bulletin.state is State.EXPIRED or bulletin.expires_at <= now,
        Standing.HELD: bulletin.state is State.PAUSED,
    }
    return next((became_so for became_so, is_so in became.items() if is_so), Standing.CURRENT)


def _began(bulletin: Bulletin) -> tuple[datetime, int]:
    return bulletin.started_at or bulletin.created_at, bulletin.id
