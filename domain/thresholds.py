"""So many reports of a kind in an area within some days: a peace officer sets it, and is told once at each crossing."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import incident_counts
from domain.areas import Gazetteer
from domain.db import Base
from domain.hours import local
from domain.incident_counts import Cut
from domain.incidents import Incident
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.taxonomy import Kind

FEWEST, MOST = 3, 1000  # reports; fewer could point at one of them
LONGEST = 365  # days
AGAIN = timedelta(days=1)


class Threshold(Base):
    """One rule. `kind` None: any. `crossed_at`: it stands crossed since then, and is told again only after a fall."""

    __tablename__ = "thresholds"
    __table_args__ = (
        CheckConstraint("number BETWEEN 3 AND 1000", name="number"),
        CheckConstraint("days BETWEEN 1 AND 365", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    area: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    kind: Mapped[Kind | None]
    number: Mapped[int]
    days: Mapped[int]
    set_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    set_at: Mapped[datetime]
    crossed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


def set_threshold(
    session: Session,
    officer: Officer,
    places: Gazetteer,
    *,
    area: str,
    kind: Kind | None,
    number: int,
    days: int,
    now: datetime,
) -> Threshold:
    """Keep a rule. Raises `Refusal` for figures out of bounds, an area of others, and what is kept already."""
    if area not in places:
        raise Refusal("Choose an area.")
    if not officer.may_everywhere(Role.PEACE, local(now).date(), [area]):
        raise Refusal("You do not handle the reports of this county.")
    _check(number, days)
    same = (Threshold.area == area, Threshold.kind.is_not_distinct_from(kind), Threshold.days == days)
    if session.scalar(select(Threshold.id).where(*same, Threshold.ended_at.is_(None))):
        raise Refusal("There is such a rule already: change or end it.")
    threshold = Threshold(area=area, kind=kind, number=number, days=days, set_by=officer.id, set_at=now)
    session.add(threshold)
    session.flush()
    return threshold


def change(threshold: Threshold, officer: Officer, number: int, days: int, now: datetime) -> None:
    """Other figures for the same area and kind; it can be crossed anew. Raises `Refusal`."""
    _check(number, days)
    threshold.number, threshold.days, threshold.crossed_at = number, days, None
    threshold.set_by, threshold.set_at = officer.id, now


def _check(number: int, days: int) -> None:
    if not FEWEST <= number <= MOST or not 1 <= days <= LONGEST:
        raise Refusal(
            "So many reports are %(fewest)s to %(most)s, within 1 to %(longest)s days.",
            fewest=FEWEST, most=MOST, longest=LONGEST,
        )  # fmt: skip


def end(threshold: Threshold, now: datetime) -> None:
    """Ask for it no more."""
    threshold.ended_at = threshold.ended_at or now


def in_force(session: Session, counties: Collection[str] | None = None) -> list[Threshold]:
    """The rules of these counties (None: all), by area."""
    query = select(Threshold).where(Threshold.ended_at.is_(None)).order_by(Threshold.area, Threshold.id)
    if counties is not None:
        query = query.where(func.split_part(Threshold.area, ".", 1).in_(list(counties)))
    return list(session.scalars(query))


def held(session: Session, threshold_id: int) -> Threshold | None:
    """One in force, held; None when it is ended or in other hands."""
    query = select(Threshold).where(Threshold.id == threshold_id, Threshold.ended_at.is_(None))
    return session.scalar(query.with_for_update(skip_locked=True))


def counted(session: Session, threshold: Threshold, places: Gazetteer, now: datetime) -> int:
    """How many reports of the last days it counts: those that maps count (`domain.incident_counts`)."""
    where = incident_counts.counted(places.wards([threshold.area]), Cut(threshold.kind))
    within = Incident.opened_at > now - timedelta(days=threshold.days)
    return session.scalar(select(func.count(Incident.id)).where(*where, within)) or 0


def newly_crossed(session: Session, threshold: Threshold, places: Gazetteer, now: datetime) -> bool:
    """Whether it is crossed now and nobody was told. It can be again once it fell, and not sooner than a day after.

    Or a report found true and untrue in turn would tell of it each time.
    """
    if counted(session, threshold, places, now) >= threshold.number:
        return threshold.crossed_at is None
    if threshold.crossed_at is not None and now - threshold.crossed_at > AGAIN:
        threshold.crossed_at = None
    return False
