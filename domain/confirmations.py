"""What a person has looked at and puts a name to before the service goes live, or again from time to time."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from domain.db import Base
from domain.officers import Officer
from domain.redaction import without_numbers
from domain.refusals import Refusal

SO, NOT_SO = "yes", ""  # what `value` says where nothing else was found
LONGEST = 300  # letters of a note
# Two who confirm at once take turns; it happens a few times a year.
ONE_AT_A_TIME = func.pg_advisory_xact_lock(func.hashtext("mbiu confirmations"))


class Confirmation(Base):
    """Somebody said so on a day: "helpline 1195 answers", "the code is free on Airtel". The newest of `what` counts.

    `what` is a word of ours ("helpline 1195", "registration"); `value` what was found, such as a registration number,
    and `NOT_SO` where it was taken back.
    """

    __tablename__ = "confirmations"
    __table_args__ = (Index("ix_confirmations_what", "what", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    what: Mapped[str]
    value: Mapped[str]
    note: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime]
    officer: Mapped[Officer] = relationship(init=False, lazy="joined", innerjoin=True)


def histories(session: Session) -> dict[str, list[Confirmation]]:
    """All that was ever confirmed, by what it was; the newest first."""
    found: dict[str, list[Confirmation]] = defaultdict(list)
    for one in session.scalars(select(Confirmation).order_by(Confirmation.id.desc())):
        found[one.what].append(one)
    return dict(found)


def say(
    session: Session, officer: Officer, what: str, value: str, note: str, *, seen: int, now: datetime
) -> Confirmation:
    """Confirm it, or take that back. `seen` is the number of the newest the officer looked at, 0 for none.

    Raises `Refusal` where somebody said something since, a double click among them. A number in a note is not kept.
    """
    note = " ".join(note.split())
    if len(note) > LONGEST:
        raise Refusal("A note has at most %(most)s letters.", most=LONGEST)
    session.execute(select(ONE_AT_A_TIME))
    newest = session.scalar(select(func.max(Confirmation.id)).where(Confirmation.what == what)) or 0
    if newest != seen:
        raise Refusal("This was confirmed or taken back while you read. Look again, then decide.")
    said = Confirmation(what=what, value=value, note=without_numbers(note), officer_id=officer.id, at=now)
    session.add(said)
    session.flush()
    return said
