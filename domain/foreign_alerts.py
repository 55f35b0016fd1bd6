"""Alerts of others that an officer uploaded: kept as they came, shown as drafts, never sent by themselves."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class ForeignAlert(Base):
    """One CAP document. Sender, identifier and sent are its name in the world, as CAP's references use them."""

    __tablename__ = "foreign_alerts"
    __table_args__ = (UniqueConstraint("sender", "identifier", "sent"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sender: Mapped[str]
    identifier: Mapped[str]
    sent: Mapped[datetime]
    document: Mapped[bytes]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    uploaded_at: Mapped[datetime]
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), default=None)  # the draft made of it
