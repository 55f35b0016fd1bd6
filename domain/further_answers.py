"""What officers wrote once more to a person whose messages are all answered.

It hangs on the message that was the person's last, and goes with it; no number is kept here.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class FurtherAnswer(Base):
    """One text that answers no message. `sent_at`: to the minute, later to the hour (`schedules.retention`)."""

    __tablename__ = "further_answers"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), index=True)
    words_sealed: Mapped[bytes]  # as an answer's
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    sent_at: Mapped[datetime]
