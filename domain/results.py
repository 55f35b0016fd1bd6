"""What came of a bulletin, counted once in a while and kept: a count over its people is too dear for every look."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class BulletinResults(Base):
    """The counts of one bulletin as of `counted_at`; never a number or a name of a person."""

    __tablename__ = "bulletin_results"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True)
    counted_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
