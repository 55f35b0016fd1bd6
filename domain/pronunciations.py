"""How names and terms are said, for presenters who never heard them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class Pronunciation(Base):
    """One name or term as somebody who knows says it: "Mwingi: mwi-NGI"."""

    __tablename__ = "pronunciations"
    __table_args__ = (UniqueConstraint("term"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    term: Mapped[str]
    said: Mapped[str]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
