"""How many texts a county may answer people with in a day: answers cost money, and nobody else counts them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class AnswerQuota(Base):
    """Answers a day in Nairobi; a county without a row has the usual quota."""

    __tablename__ = "answer_quotas"

    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    a_day: Mapped[int]
