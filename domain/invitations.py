"""Numbers that volunteers put forward at a baraza. Nobody is subscribed by it: each is asked on the phone itself."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class Invitation(Base):
    """One number asked by one volunteer; both only as lookups, for a few months, so that nobody is asked again."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_volunteer", "volunteer_lookup", "invited_on"),)

    phone_lookup: Mapped[bytes] = mapped_column(primary_key=True)
    volunteer_lookup: Mapped[bytes]
    invited_on: Mapped[datetime]  # a day


class Leaver(Base):
    """A number that asked us never to write again, or to forget it: known only well enough not to invite it."""

    __tablename__ = "leavers"

    phone_lookup: Mapped[bytes] = mapped_column(primary_key=True)
