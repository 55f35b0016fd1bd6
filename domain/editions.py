"""Which edition of what processes hold in memory is the newest: a change counts up, and each process looks again."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base


class Held(StrEnum):
    """What is held in memory."""

    PLACES = "places"  # areas, aliases and localities
    WORDS = "words"  # what speakers signed


class Edition(Base):
    """How often one of these changed."""

    __tablename__ = "editions"

    held: Mapped[Held] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1)


def bump(session: Session, held: Held) -> None:
    """Tell every process to look again, once this transaction is committed."""
    row = insert(Edition).values(held=held, number=1)
    session.execute(row.on_conflict_do_update(index_elements=[Edition.held], set_={"number": Edition.number + 1}))


def newest(session: Session) -> dict[Held, int]:
    """The number of each that ever changed."""
    return {row.held: row.number for row in session.scalars(select(Edition))}
