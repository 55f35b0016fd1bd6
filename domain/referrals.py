"""An incident handed to a responder, by a peace officer's own decision, under a case number that is used once."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base, words


class Answer(StrEnum):
    """Where a referral stands: what the responder answered, or that nothing came."""

    WAITING = "waiting"
    ON_IT = "on_it"  # 1
    CANNOT = "cannot"  # 2
    FOUND = "found"  # 3, with words
    SILENT = "silent"  # the level's time ran out
    WITHDRAWN = "withdrawn"


class Need(StrEnum):
    """What is asked of them."""

    SAFETY = "safety"
    MEDICAL = "medical"
    WILDLIFE = "wildlife"
    MEDIATION = "mediation"
    WATER_FOOD = "water_food"
    SHELTER = "shelter"
    CHECK = "check"  # only to find out


class Referral(Base):
    """One text to one responder. `chain`: who is next, in order, if they cannot or do not answer.

    The officer who sent it approved the words for all of the chain; after its last the county lead is told.
    """

    __tablename__ = "referrals"
    __table_args__ = (Index("ix_referrals_due", "due_at", postgresql_where="answer = 'waiting'"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    responder_id: Mapped[int] = mapped_column(ForeignKey("responders.id"), index=True)
    case_number: Mapped[str] = mapped_column(unique=True)
    need: Mapped[Need]
    words_sealed: Mapped[bytes]  # as they were sent, without the case number
    sent_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    chain: Mapped[list[int]] = mapped_column(default_factory=list, server_default="{}")
    answer: Mapped[Answer] = mapped_column(words(Answer, "answer"), default=Answer.WAITING)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answer_sealed: Mapped[bytes | None] = mapped_column(default=None)  # their words
