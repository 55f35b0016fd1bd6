"""Links by which a station without an account takes one script: they end, and can be withdrawn. Who took which file.

The link carries a signature that is not kept here, so a dump opens nothing, and an officer can copy it again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.hours import local
from domain.officers import Officer
from domain.programmes import on_air
from domain.refusals import Refusal
from domain.scripts import Script
from domain.stations import Station

LONGEST = 14  # days
MOST_OPEN = 20  # of one script: a list an officer can look through
MOST_FILES = 200  # taken by one link: whoever wants more passes it on


class ScriptLink(Base):
    """One script for one station, until a moment."""

    __tablename__ = "script_links"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="expiry"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    script_id: Mapped[int] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"), index=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)

    @property
    def identity(self) -> list[int]:
        """What its signature stands under. The number alone would open another script once it is given again, after a
        backup was restored."""
        return [self.id, self.script_id, self.station_id, int(self.made_at.timestamp())]

    def opens(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.withdrawn_at is None and now < self.expires_at

    def withdraw(self, officer: Officer, now: datetime) -> None:
        """Let it open nothing from now on. Raises `Refusal` when it opens nothing already."""
        if not self.opens(now):
            raise Refusal("This link does not open anything any more.")
        self.withdrawn_at, self.withdrawn_by = now, officer.id


class ScriptDownload(Base):
    """Somebody took a file: an officer, or whoever holds a link."""

    __tablename__ = "script_downloads"
    __table_args__ = (Index("ix_script_downloads_link_id", "link_id", postgresql_where="link_id IS NOT NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    script_id: Mapped[int] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    file: Mapped[str]  # "docx", "pdf", "txt"
    at: Mapped[datetime]
    minutes: Mapped[int | None] = mapped_column(default=None)  # of the slot it was cut to; none: whole
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("script_links.id"), default=None)


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a script for a station and speaks for it: an officer, or whoever holds a link."""

    officer_id: int | None = None
    link_id: int | None = None


def usual_days(script: Script, now: datetime) -> int:
    """How long a link lives unless an officer says otherwise: to the end of the script's week."""
    return min(max(ceil((on_air(script.week)[1] - now) / timedelta(days=1)), 1), LONGEST)


def make(session: Session, script: Script, station: Station, officer: Officer, days: int, now: datetime) -> ScriptLink:
    """A link to an approved script for one of its stations. The caller holds the script. Raises `Refusal`."""
    if not script.may_be_corrected_by(officer, local(now).date()):
        raise Refusal("You make no links to scripts of this county.")
    if script.approved is None:
        raise Refusal("No version of this script is approved.")
    if not station.reads(script.county, script.language):
        raise Refusal("This script is not for that station.")
    if not 1 <= days <= LONGEST:
        raise Refusal("A link lives from 1 to %(most)s days.", most=LONGEST)
    if sum(link.opens(now) for link in of_script(session, script.id)) >= MOST_OPEN:
        raise Refusal("So many links to this script are open: withdraw one first.")
    link = ScriptLink(
        script_id=script.id,
        station_id=station.id,
        made_by=officer.id,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    return link


def of_script(session: Session, script_id: int) -> list[ScriptLink]:
    """The links made for a script, the latest first."""
    return list(session.scalars(select(ScriptLink).filter_by(script_id=script_id).order_by(ScriptLink.id.desc())))


def locked(session: Session, link_id: int) -> ScriptLink | None:
    """The link for a change of it: two people changing it at once take turns."""
    return session.get(ScriptLink, link_id, with_for_update=True, populate_existing=True)


def take(
    session: Session, script: Script, version: int, file: str, minutes: int | None, taker: Taker, now: datetime
) -> None:
    """Keep who took which file. Raises `Refusal` when a link has given as much as it gives."""
    if taker.link_id is not None and _taken_by_link(session, taker.link_id) >= MOST_FILES:
        raise Refusal("So many files were taken by this link: ask for another one.")
    session.add(
        ScriptDownload(
            script_id=script.id,
            version=version,
            file=file,
            at=now,
            minutes=minutes,
            officer_id=taker.officer_id,
            link_id=taker.link_id,
        )
    )


def _taken_by_link(session: Session, link_id: int) -> int:
    return session.scalar(select(func.count()).where(ScriptDownload.link_id == link_id)) or 0


def last_taken(session: Session, taker: Taker, scripts: Collection[int]) -> dict[int, ScriptDownload]:
    """The last file this one took of each of these scripts, by script."""
    mine = select(ScriptDownload).filter_by(officer_id=taker.officer_id, link_id=taker.link_id)
    found = session.scalars(mine.where(ScriptDownload.script_id.in_(scripts)).order_by(ScriptDownload.id))
    return {download.script_id: download for download in found}


def taken_by_links(session: Session, script_id: int) -> dict[int, list[ScriptDownload]]:
    """The files taken of a script by each link, the latest first."""
    found: dict[int, list[ScriptDownload]] = {}
    query = select(ScriptDownload).where(ScriptDownload.script_id == script_id, ScriptDownload.link_id.is_not(None))
    for download in session.scalars(query.order_by(ScriptDownload.id.desc())):
        found.setdefault(download.link_id or 0, []).append(download)
    return found
