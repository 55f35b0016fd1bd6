"""Links by which a station without an account takes one script: they end, and can be withdrawn.

The link carries a signature and only its number is kept, so a dump opens nothing, and an officer can copy it again.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base


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

    def opens(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.withdrawn_at is None and now < self.expires_at


class ScriptDownload(Base):
    """Somebody took a file: an officer, or whoever holds a link."""

    __tablename__ = "script_downloads"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    script_id: Mapped[int] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    file: Mapped[str]  # "docx", "pdf", "txt"
    at: Mapped[datetime]
    minutes: Mapped[int | None] = mapped_column(default=None)  # of the slot it was cut to; none: whole
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("script_links.id"), default=None)


def of_script(session: Session, script_id: int) -> list[ScriptLink]:
    """The links made for a script, the latest first."""
    return list(session.scalars(select(ScriptLink).filter_by(script_id=script_id).order_by(ScriptLink.id.desc())))
