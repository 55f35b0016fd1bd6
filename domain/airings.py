"""When a script was on air, as its station says: for how long, and how many called."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import stations
from domain.db import Base
from domain.programmes import on_air
from domain.refusals import Refusal
from domain.script_links import Taker
from domain.scripts import Script
from domain.stations import Station

LONGEST, MOST_CALLS, MOST_LETTERS = 240, 10_000, 500  # minutes, calls, of the remarks
NOTED_WITHIN = timedelta(days=30)
CORRECTED_WITHIN = timedelta(days=7)
MOST = 20  # of one script at one station: it is repeated, not endlessly
MOST_CORRECTIONS = 10  # of one note


class Airing(Base):
    """A script was on air. `minutes` it took, `calls` that came in (None: nobody counted)."""

    __tablename__ = "airings"
    __table_args__ = (CheckConstraint("minutes > 0 AND calls >= 0", name="counts"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    script_id: Mapped[int] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    aired_at: Mapped[datetime]
    minutes: Mapped[int]
    noted_at: Mapped[datetime]
    calls: Mapped[int | None] = mapped_column(default=None)
    remarks: Mapped[str] = mapped_column(default="")
    corrections: Mapped[int] = mapped_column(default=0)  # how often it was corrected
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)  # none: by a link
    link_id: Mapped[int | None] = mapped_column(ForeignKey("script_links.id"), default=None)

    def may_be_corrected_by(self, taker: Taker, now: datetime) -> bool:
        """By who noted it, for a week."""
        return taker == Taker(self.noted_by, self.link_id) and now - self.noted_at < CORRECTED_WITHIN


@dataclass(frozen=True, slots=True)
class Told:
    """What a station says of one broadcast; the fields of `Airing`."""

    version: int
    aired_at: datetime
    minutes: int
    calls: int | None = None
    remarks: str = ""


def note(
    session: Session, script: Script, station: Station, taker: Taker, told: Told, now: datetime, of: int | None = None
) -> Airing | None:
    """Keep what a station says; `of` is the note it corrects. None: it is noted like that already. Raises `Refusal`."""
    _check(script, told, now)
    stations.take_turn(session, station)
    noted = {each.id: each for each in of_script(session, [script.id], [station.id])}
    twin = next((each for each in noted.values() if each.aired_at == told.aired_at), None)
    airing = noted.get(of) if of else twin
    if of and (airing is None or (twin is not None and twin is not airing)):
        raise Refusal("This broadcast is noted already.")
    if airing and not airing.may_be_corrected_by(taker, now):
        raise Refusal("Only who noted a broadcast corrects it, within a week.")
    if airing is None:
        if len(noted) >= MOST:
            raise Refusal("This script was noted as on air often enough.")
        airing = _new(script, station, taker, told, now)
        session.add(airing)
    elif not _correct(airing, told):
        return None
    session.flush()
    return airing


def _correct(airing: Airing, told: Told) -> bool:
    """Put down what is said now; False: it says nothing else."""
    kept = asdict(told)
    if all(getattr(airing, name) == value for name, value in kept.items()):
        return False
    if airing.corrections >= MOST_CORRECTIONS:
        raise Refusal("This note was corrected often enough.")
    for name, value in kept.items():
        setattr(airing, name, value)
    airing.corrections += 1
    return True


def _new(script: Script, station: Station, taker: Taker, told: Told, now: datetime) -> Airing:
    return Airing(
        script_id=script.id,
        station_id=station.id,
        noted_at=now,
        noted_by=taker.officer_id,
        link_id=taker.link_id,
        **asdict(told),
    )


def _check(script: Script, told: Told, now: datetime) -> None:
    version = script.numbered(told.version)
    if version is None or version.approved_at is None:
        raise Refusal("Only a version that was approved can have been on air.")
    if told.aired_at > now:
        raise Refusal("That moment is still to come: note it once it was on air.")
    if told.aired_at < on_air(script.week)[0] - timedelta(days=1):
        raise Refusal("The week of this script had not begun: look at the day again.")
    if now - told.aired_at > NOTED_WITHIN:
        raise Refusal("That is too long ago: a broadcast is noted within %(days)s days.", days=NOTED_WITHIN.days)
    if not 1 <= told.minutes <= LONGEST:
        raise Refusal("Give the minutes it took, from 1 to %(most)s.", most=LONGEST)
    if told.calls is not None and not 0 <= told.calls <= MOST_CALLS:
        raise Refusal("Give how many called, from 0 to %(most)s, or leave it empty.", most=MOST_CALLS)
    if len(told.remarks) > MOST_LETTERS:
        raise Refusal("Make the remarks shorter: at most %(most)s letters.", most=MOST_LETTERS)


def of_script(session: Session, scripts: Collection[int], at: Collection[int] | None = None) -> list[Airing]:
    """When these scripts were on air, at these stations (None: all), the latest first."""
    query = select(Airing).where(Airing.script_id.in_(scripts)).order_by(Airing.aired_at.desc(), Airing.id.desc())
    return list(session.scalars(query if at is None else query.where(Airing.station_id.in_(at))))
