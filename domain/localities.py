"""Villages, markets, schools: names below the ward, loaded by the county. One name may lie in several wards."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class Locality(Base):
    """One name in one ward, as people write it and folded (`areas.fold`)."""

    __tablename__ = "localities"
    __table_args__ = (Index("ix_localities_ward", "ward"),)

    folded: Mapped[str] = mapped_column(primary_key=True)
    ward: Mapped[str] = mapped_column(ForeignKey("areas.slug", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
