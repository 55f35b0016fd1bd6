"""How many people were subscribed at the end of each day: what is erased later is still in these counts."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.languages import Language
from domain.subscribers import Kind


class SubscriberDay(Base):
    """One group of people on one day in Nairobi, by the county of their first ward.

    `gender` and `age_band` are empty where nobody told. `joined` and `left` are those of that day.
    """

    __tablename__ = "subscriber_days"

    on: Mapped[date] = mapped_column(primary_key=True)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), primary_key=True)
    language: Mapped[Language] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(primary_key=True)
    gender: Mapped[str] = mapped_column(primary_key=True)
    age_band: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
    joined: Mapped[int]
    left: Mapped[int]
