"""Villages, markets, schools: names below the ward, loaded by the county. One name may lie in several wards."""

from collections.abc import Collection, Mapping

from sqlalchemy import ForeignKey, Index, delete, func, insert, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import editions
from domain.db import Base
from domain.editions import Held


class Locality(Base):
    """One name in one ward, as people write it and folded (`areas.fold`)."""

    __tablename__ = "localities"
    __table_args__ = (Index("ix_localities_ward", "ward"),)

    folded: Mapped[str] = mapped_column(primary_key=True)
    ward: Mapped[str] = mapped_column(ForeignKey("areas.slug", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]


def replace(session: Session, counties: Collection[str], found: Mapping[tuple[str, str], str]) -> None:
    """Put these names, by folded name and ward, in the place of all that these counties (slugs) had before.

    Whoever else loads places waits until this transaction ends. Every process sees the new ones within seconds.
    """
    session.execute(text("LOCK TABLE localities IN SHARE ROW EXCLUSIVE MODE"))
    session.execute(delete(Locality).where(or_(*(Locality.ward.startswith(f"{county}.") for county in counties))))
    rows = [{"folded": folded, "ward": ward, "name": name} for (folded, ward), name in found.items()]
    session.execute(insert(Locality), rows)
    editions.bump(session, Held.PLACES)


def count(session: Session) -> dict[str, tuple[int, int]]:
    """For each county that has loaded any: how many places, and in how many wards."""
    county = func.split_part(Locality.ward, ".", 1)
    rows = session.execute(
        select(county, func.count(), func.count(Locality.ward.distinct())).group_by(county).order_by(county)
    )
    return {name: (places, wards) for name, places, wards in rows}
