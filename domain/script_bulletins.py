"""What a script draws on, looked at again: bulletins that may be read, and what was taken back, held or over since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, text
from sqlalchemy.orm import Session

from domain.bulletins import Bulletin
from domain.chains import STANDS, WAS_TRUE
from domain.hours import local
from domain.library import LibraryVersion, usable
from domain.life_cycle import State
from domain.programmes import on_air
from domain.radio_pieces import RadioPiece
from domain.refusals import Refusal
from domain.script_versions import ScriptVersion

READ_WHILE = (State.APPROVED, State.SENDING, State.SENT)
HELD = (State.PAUSED,)  # an officer stopped it on its way and may let it go on
OVER = (State.EXPIRED, State.MISSED)  # its time ran out, on the way or before it could start: nobody took it back


def readable(session: Session, county: str, week: date, now: datetime) -> list[Bulletin]:
    """Bulletins that may be read on air in this county in this week, the newest first.

    Approved, not cancelled, in force on some day of the week that is still to come, for areas in the county, and not
    taken back, over or updated by one that has begun to leave.
    """
    monday, end = on_air(week)
    found = session.scalars(
        select(Bulletin)
        .where(
            Bulletin.state.in_(READ_WHILE),
            Bulletin.training.is_(False),
            Bulletin.send_at < end,
            Bulletin.expires_at > max(monday, now),
            text(STANDS),
        )
        .order_by(Bulletin.send_at.desc(), Bulletin.id.desc())
    )
    return [bulletin for bulletin in found if county in bulletin.counties]


def taken_back(session: Session, version: ScriptVersion, now: datetime) -> list[int]:
    """The bulletins in it that were cancelled, reopened, taken back, ended or updated since: it must not be read.

    One that was reopened and approved again says other words than those that were taken. What is over and was never
    taken back is only `expired`, also where another ended or updated it.
    """
    ids = version.bulletins
    stands = or_(text(STANDS), and_(_over(now), text(WAS_TRUE)))
    query = select(Bulletin.id, Bulletin.approved_hash).where(
        Bulletin.id.in_(ids), Bulletin.state.in_((*READ_WHILE, *HELD, *OVER)), stands
    )
    stand = {of: approval or "" for of, approval in session.execute(query)} if ids else {}
    other = {of for of, approval in version.approvals if stand.get(of, approval) != approval}
    return sorted(ids - set(stand) | other)


def held(session: Session, version: ScriptVersion, now: datetime) -> list[int]:
    """The bulletins in it that an officer holds now: nobody takes its files until they go on, or are taken back."""
    ids = version.bulletins
    query = select(Bulletin.id).where(Bulletin.id.in_(ids), Bulletin.state.in_(HELD), Bulletin.expires_at > now)
    return sorted(session.scalars(query)) if ids else []


def expired(session: Session, version: ScriptVersion, now: datetime) -> set[int]:
    """The bulletins in it whose time is over: their lines are in no file from then on, the others stay."""
    ids = version.bulletins
    return set(session.scalars(select(Bulletin.id).where(Bulletin.id.in_(ids), _over(now)))) if ids else set()


def _over(now: datetime) -> ColumnElement[bool]:
    return (Bulletin.expires_at <= now) | Bulletin.state.in_(OVER)


def texts_withdrawn(session: Session, version: ScriptVersion, on: date) -> list[int]:
    """The library's texts in it that may not be used any more."""
    if not version.texts:
        return []
    found = session.scalars(select(LibraryVersion).where(LibraryVersion.id.in_(version.texts)))
    return sorted(of.id for of in found if not usable(of, on))


def pieces_gone(session: Session, version: ScriptVersion) -> list[int]:
    """The officers' pieces in it that were withdrawn, or corrected since their words were taken."""
    taken = version.pieces
    found = session.scalars(select(RadioPiece).where(RadioPiece.id.in_(taken))) if taken else ()
    return sorted(
        piece.id
        for piece in found
        if piece.withdrawn_at is not None or not taken[piece.id] <= {piece.fingerprint(), ""}
    )


@dataclass(frozen=True, slots=True)
class Doubts:
    """What stands in a version and may not be read now, by number."""

    taken_back: Sequence[int] = ()
    expired: Sequence[int] = ()
    held: Sequence[int] = ()
    texts: Sequence[int] = ()
    pieces: Sequence[int] = ()

    @property
    def to_take_out(self) -> bool:
        """Whether only another version mends it; what is held may go on by itself."""
        return bool(self.taken_back or self.expired or self.texts or self.pieces)


def doubts(session: Session, version: ScriptVersion, now: datetime) -> Doubts:
    """What of it may not be read now."""
    back = taken_back(session, version, now)
    return Doubts(
        taken_back=back,
        expired=sorted(expired(session, version, now) - set(back)),
        held=sorted(set(held(session, version, now)) - set(back)),
        texts=texts_withdrawn(session, version, local(now).date()),
        pieces=pieces_gone(session, version),
    )


def check_may_be_read(session: Session, version: ScriptVersion, now: datetime) -> None:
    """Refuse to stand for what may not be read: its lines are taken out first, or what is held goes on."""
    found = doubts(session, version, now)
    if found.to_take_out:
        raise Refusal("Something in it was taken back or is over: take its lines out first.")
    if found.held:
        raise Refusal("Bulletin %(number)s in it is held: wait until it goes on.", number=found.held[0])
