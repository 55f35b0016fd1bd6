"""Radio stations: where they are heard, in which languages, when Mbiu is on air there, and for how long."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.languages import Language
from domain.officers import Officer, Role

SLOTS = (5, 10, 15, 30)  # minutes a station gives us
USUAL_SLOT = 30  # until it says how many
SPOKEN = (Language.SWAHILI, Language.KAMBA, Language.TAITA)  # what scripts are written in


class Station(Base):
    """One station. `counties` and `languages` say which scripts are for it; the slot is in Nairobi's time.

    `speeds` are its own presenters', by language: words a minute for Swahili and English, syllables for Kamba and
    Taita; what is not there is as `messages.radio_timing` says. `phone_sealed` is the newsroom's, told when a script
    is withdrawn. `confirmed_on`: the day somebody asked the station itself.
    """

    __tablename__ = "stations"
    __table_args__ = (
        CheckConstraint("minutes IN (5, 10, 15, 30)", name="minutes"),
        CheckConstraint("airs_on BETWEEN 0 AND 6", name="airs_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(unique=True)
    counties: Mapped[list[str]]
    languages: Mapped[list[str]]
    minutes: Mapped[int] = mapped_column(default=USUAL_SLOT)
    airs_on: Mapped[int | None] = mapped_column(default=None)  # Monday is 0
    airs_at: Mapped[time | None] = mapped_column(default=None)
    frequency: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")  # where it is heard, in its own words
    speeds: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    phone_sealed: Mapped[bytes | None] = mapped_column(default=None)
    remarks: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    confirmed_on: Mapped[date | None] = mapped_column(default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    def reads(self, county: str, language: Language) -> bool:
        """Whether scripts of this county and language are for it."""
        return self.retired_at is None and county in self.counties and language in self.languages


def everyone(session: Session, counties: Collection[str] | None = None) -> list[Station]:
    """The stations heard in these counties (None: all), those in use first, by name."""
    query = select(Station).order_by(Station.retired_at.is_not(None), Station.name)
    if counties is not None:
        query = query.where(Station.counties.overlap(list(counties)))
    return list(session.scalars(query))


def in_use(session: Session) -> list[Station]:
    """The stations that are not retired, by name."""
    return [station for station in everyone(session) if station.retired_at is None]


def called(session: Session, name: str) -> Station | None:
    """The station of this name, in any case."""
    query = select(Station).where(func.lower(Station.name) == " ".join(name.split()).lower())
    return session.scalars(query.order_by(Station.id)).first()


def locked(session: Session, station_id: int) -> Station | None:
    """The station for a change of it: two people changing it at once take turns."""
    query = select(Station).where(Station.id == station_id)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def reading(session: Session, county: str, language: Language) -> list[Station]:
    """The stations in use that scripts of this county and language are for."""
    return [station for station in everyone(session, [county]) if station.reads(county, language)]


def of_producer(session: Session, officer: Officer, on: date) -> list[Station]:
    """The stations in use that this officer produces for today."""
    ids = {grant.station_id for grant in officer.grants if grant.role is Role.PRODUCER and grant.holds(on)}
    wanted = select(Station).where(Station.id.in_(ids), Station.retired_at.is_(None)).order_by(Station.name)
    return list(session.scalars(wanted)) if officer.active else []


def take_turn(session: Session, station: Station) -> None:
    """Let who notes something for this station at the same time wait until this is over."""
    session.execute(select(Station.id).where(Station.id == station.id).with_for_update(key_share=True))
