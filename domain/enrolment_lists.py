"""A list written at a baraza. Nobody is subscribed by it: each is asked on the phone itself."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.languages import Language


class EnrolmentList(Base):
    """One list, in numbers: who stands on it is known only to the invitations that point at it, and not for long.

    `asked` were texted, `silent` were known, had left or were asked lately, `joined` answered from their own phone.
    """

    __tablename__ = "enrolment_lists"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    made_at: Mapped[datetime]
    ward: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    place: Mapped[str]
    held_on: Mapped[date]
    language: Mapped[Language]
    asked: Mapped[int] = mapped_column(default=0)
    silent: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)
