"""A month's drought figures as NDMA declared them, with the normal range printed beside each that month."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.db import Base
from domain.phases import Phase, Trend
from domain.spans import Span


class Indicator(StrEnum):
    """What the county bulletins measure. The unit is part of the meaning: it never changes."""

    RAIN = "rain_pct"  # % of the normal rain of the month
    VCI = "vci3m"  # vegetation condition index over three months, 0-100
    FORAGE = "forage"  # in words
    WATER_PANS = "water_pans"  # in words, or the level NDMA prints
    CROPS = "crops"  # in words
    BODY_CONDITION = "body_condition"  # of livestock, in words
    MILK_PRODUCTION = "milk_l"  # litres a household and day
    TERMS_OF_TRADE = "tot_kg"  # kg of maize for a goat
    MILK_CONSUMPTION = "milk_consumption_l"  # litres a household and day
    WATER_DISTANCE = "water_km"  # km there and back, household
    GRAZING_DISTANCE = "grazing_km"  # km from grazing to water
    WATER_COST = "water_cost_ksh"  # KES for 20 litres
    MALNUTRITION = "muac_pct"  # % of children under five with an arm below 135 mm
    COPING = "rcsi"  # reduced coping strategy index


class Said(StrEnum):
    """What the bulletin's own text calls a figure, beside the normal range."""

    ABOVE = "above"
    NORMAL = "normal"
    BELOW = "below"


class DroughtRecord(Base):
    """One month of one county, or of one of its livelihood zones. `month` is its first day."""

    __tablename__ = "drought_records"
    __table_args__ = (
        UniqueConstraint("county", "zone", "month", postgresql_nulls_not_distinct=True),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"))
    month: Mapped[date]
    source: Mapped[str]
    published_on: Mapped[date]
    entered_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    entered_at: Mapped[datetime]
    zone: Mapped[str | None] = mapped_column(default=None)  # a slug of `zones`; none: the whole county
    phase: Mapped[Phase | None] = mapped_column(default=None)
    trend: Mapped[Trend | None] = mapped_column(default=None)
    modifier: Mapped[str] = mapped_column(default="", server_default="")  # "early", "late": as printed, never a phase
    remarks: Mapped[str] = mapped_column(default="", server_default="")
    figures: Mapped[list["Figure"]] = relationship(
        default_factory=list, lazy="selectin", cascade="all, delete-orphan", order_by="Figure.id"
    )

    def figure(self, indicator: Indicator) -> "Figure | None":
        """This indicator, where the bulletin gave it."""
        return next((figure for figure in self.figures if figure.indicator is indicator), None)


class Figure(Base):
    """One indicator of one record: a number, a range of numbers (`low` to `high`), or words.

    Normal ranges are those of that county in that month: only rain (80-120) and VCI (35-50) are constant. An open end
    is none.
    """

    __tablename__ = "drought_figures"
    __table_args__ = (UniqueConstraint("record_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    record_id: Mapped[int] = mapped_column(ForeignKey("drought_records.id", ondelete="CASCADE"), init=False)
    indicator: Mapped[Indicator]
    low: Mapped[Decimal | None] = mapped_column(Numeric(10, 2), default=None)
    high: Mapped[Decimal | None] = mapped_column(Numeric(10, 2), default=None)
    words: Mapped[str] = mapped_column(default="", server_default="")
    normal_low: Mapped[Decimal | None] = mapped_column(Numeric(10, 2), default=None)
    normal_high: Mapped[Decimal | None] = mapped_column(Numeric(10, 2), default=None)
    normal_words: Mapped[str] = mapped_column(default="", server_default="")
    said: Mapped[Said | None] = mapped_column(default=None)

    @property
    def value(self) -> Span:
        return Span(self.low, self.high, self.words)

    @property
    def normal(self) -> Span:
        return Span(self.normal_low, self.normal_high, self.normal_words)
