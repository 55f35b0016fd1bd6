"""What lies on whose desk: bulletins by how far they have come, and texts that wait for a speaker's name."""

from collections.abc import Collection, Iterable

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from domain.areas import Gazetteer, county_of
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Kind
from domain.drafting import OPEN_TO_SIGN
from domain.languages import Language
from domain.life_cycle import State

# What somebody still has to do something about, the most urgent first.
UNDER_WAY = (State.SUBMITTED, State.RETURNED, State.DRAFT, State.MISSED, State.PAUSED, State.SENDING, State.APPROVED)


def bulletins(
    session: Session,
    places: Gazetteer,
    counties: Collection[str] | None,
    *,
    states: Iterable[State] = State,
    kind: Kind | None = None,
    most: int = 100,
    skip: int = 0,
) -> list[Bulletin]:
    """Those that touch any of these counties (None: all): what is under way first, then the latest to send."""
    rank = case({state: place for place, state in enumerate(UNDER_WAY)}, value=Bulletin.state, else_=len(UNDER_WAY))
    query = select(Bulletin).where(Bulletin.state.in_(list(states)))
    if kind is not None:
        query = query.where(Bulletin.kind == kind)
    if counties is not None:
        inside = [slug for slug in places.areas if county_of(slug) in counties]
        query = query.where(Bulletin.areas.overlap(inside))
    order = (rank, Bulletin.send_at.desc(), Bulletin.id.desc())
    return list(session.scalars(query.order_by(*order).limit(most).offset(skip)))


def unsigned(session: Session, languages: Collection[Language]) -> list[tuple[Bulletin, BulletinText]]:
    """The texts in these languages that nobody has signed and that can still be signed, the first to leave first."""
    rows = session.execute(
        select(Bulletin, BulletinText)
        .join(BulletinText, BulletinText.bulletin_id == Bulletin.id)
        .where(
            Bulletin.state.in_(OPEN_TO_SIGN),
            BulletinText.language.in_(languages),
            BulletinText.signed_hash.is_(None),
        )
        .order_by(Bulletin.send_at, BulletinText.id)
    )
    return [(bulletin, text) for bulletin, text in rows]
