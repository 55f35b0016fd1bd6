"""Who is on duty when: hours of officers, per county and level, in the order they are paged."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class Shift(Base):
    """One officer's hours; `ends` at or before `begins` is of the next morning.

    `levels`, `weekdays` (Monday is 1): empty for all. Days are inclusive, `ends_on` None is until further notice.
    `turn`: who is paged first, 1 before 2.
    """

    __tablename__ = "shifts"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"))
    begins: Mapped[time]
    ends: Mapped[time]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    levels: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    weekdays: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    turn: Mapped[int] = mapped_column(default=1, server_default="1")
