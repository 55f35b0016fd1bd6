"""That sexual violence or harm to a child was spoken of: kind and ward of a day, no number, no word, no hour.

Seen by the protection focal point alone, and in no count, map, hot spot or export. It has no moment and no link to
whoever told, so any two of one day are alike.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, words
from domain.subscribers import Channel


class RestrictedKind(StrEnum):
    SEXUAL_VIOLENCE = "sexual_violence"
    CHILD = "child"
    UNSAID = "unsaid"  # the phone offers both in one line


class RestrictedReport(Base):
    """One telling. `done_by`: the protection focal point has seen to it."""

    __tablename__ = "restricted_reports"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[RestrictedKind] = mapped_column(words(RestrictedKind, "kind"))
    ward: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    day: Mapped[date]
    channel: Mapped[Channel]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)


def keep(session: Session, kind: RestrictedKind, ward: str | None, on: date, channel: Channel) -> RestrictedReport:
    """Keep that it was told."""
    report = RestrictedReport(kind=kind, ward=ward, day=on, channel=channel)
    session.add(report)
    return report
