"""Knocks that were wrong: tokens and links nobody gave out, counted over all processes and machines."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class WrongKnock(Base):
    """How often one address knocked wrongly at one kind of door, within a window that began at a moment."""

    __tablename__ = "wrong_knocks"

    door: Mapped[str] = mapped_column(primary_key=True)
    address_lookup: Mapped[bytes] = mapped_column(primary_key=True)
    window_at: Mapped[datetime] = mapped_column(primary_key=True)
    times: Mapped[int]
