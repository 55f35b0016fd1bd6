"""So many reports of a kind in an area within some days: a peace officer sets it, and is told once at each crossing."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.areas import Gazetteer
from domain.db import Base
from domain.hours import local
from domain.incidents import Incident, Verification
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.taxonomy import Kind

FEWEST, MOST = 2, 1000  # reports
LONGEST = 365  # days


class Threshold(Base):
    """One rule. `kind` None: any. `crossed_at`: it stands crossed since then, and is told again only after a fall."""

    __tablename__ = "thresholds"
    __table_args__ = (
        CheckConstraint("number BETWEEN 2 AND 1000", name="number"),
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
    if not FEWEST <= number <= MOST or not 1 <= days <= LONGEST:
        raise Refusal(
            "So many reports are %(fewest)s to %(most)s, within 1 to %(longest)s days.",
            fewest=FEWEST, most=MOST, longest=LONGEST,
        )  # fmt: skip
    same = (Threshold.area == area, Threshold.kind.is_not_distinct_from(kind), Threshold.days == days)
    if session.scalar(select(Threshold.id).where(*same, Threshold.ended_at.is_(None))):
        raise Refusal("There is such a rule already: end it first.")
    threshold = Threshold(area=area, kind=kind, number=number, days=days, set_by=officer.id, set_at=now)
    session.add(threshold)
    session.flush()
    return threshold


def end(threshold: Threshold, now: datetime) -> None:
    """Ask for it no more."""
    threshold.ended_at = threshold.ended_at or now


def in_force(session: Session, counties: Collection[str] | None = None, *, to_change: bool = False) -> list[Threshold]:
    """The rules of these counties (None: all), by area. `to_change` holds those nobody else holds."""
    query = select(Threshold).where(Threshold.ended_at.is_(None)).order_by(Threshold.area, Threshold.id)
    if counties is not None:
        query = query.where(func.split_part(Threshold.area, ".", 1).in_(list(counties)))
    return list(session.scalars(query.with_for_update(skip_locked=True) if to_change else query))


def counted(session: Session, threshold: Threshold, now: datetime) -> int:
    """How many reports of the last days it counts: not those joined to another, found untrue or made by few."""
    area = threshold.area
    query = select(func.count(Incident.id)).where(
        (Incident.ward == area) | Incident.ward.startswith(f"{area}.", autoescape=True),
        Incident.opened_at > now - timedelta(days=threshold.days),
        Incident.merged_into.is_(None),
        Incident.verification != Verification.FALSE,
        ~Incident.mass,
    )
    if threshold.kind is not None:
        query = query.where(Incident.kind == threshold.kind)
    return session.scalar(query) or 0


def crossed(session: Session, threshold: Threshold, now: datetime) -> bool:
    """Take a look: whether it is crossed now and was not before. Fallen below its number, it can be crossed again."""
    above = counted(session, threshold, now) >= threshold.number
    newly = above and threshold.crossed_at is None
    threshold.crossed_at = (threshold.crossed_at or now) if above else None
    return newly
