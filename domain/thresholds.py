"""So many reports of a kind in an area within some days: a peace officer sets it, and is told once at each crossing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.taxonomy import Kind


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
