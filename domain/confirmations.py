"""What a person has looked at and puts a name to before the service goes live, or again from time to time."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class Confirmation(Base):
    """Somebody said so on a day: "helpline 1195 answers", "the code is free on Airtel". The newest of `what` counts.

    `what` is a word of ours ("helpline 1195", "registration"); `value` what was found, such as a registration number.
    """

    __tablename__ = "confirmations"
    __table_args__ = (Index("ix_confirmations_what", "what", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    what: Mapped[str]
    value: Mapped[str]
    note: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime]
