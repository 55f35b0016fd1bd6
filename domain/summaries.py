"""The summaries of what is not urgent, which officers on duty get each morning and each week: that each leaves once."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base, words
from domain.triage import Told


class Summary(Base):
    """One that was sent, of the reports before its day."""

    __tablename__ = "summaries"

    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    told: Mapped[Told] = mapped_column(words(Told, "told"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
