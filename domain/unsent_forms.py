"""What an officer typed and could not send, for the session had ended: kept a day, to be sent after signing in."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class UnsentForm(Base):
    """One form, sealed. It is shown to the officer who typed it alone, and is not sent by itself."""

    __tablename__ = "unsent_forms"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), index=True)
    path: Mapped[str]  # where it was sent to
    fields_sealed: Mapped[bytes]
    kept_at: Mapped[datetime]
