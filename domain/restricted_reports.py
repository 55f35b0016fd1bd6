"""That sexual violence or harm to a child was spoken of: kind and ward of a day, no number, no word, no hour.

Seen by the protection focal point alone, and in no count, map, hot spot or export. It has no moment and no link to
whoever told, so any two of one day are alike.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.areas import county_of
from domain.db import Base, words
from domain.incidents import within
from domain.officers import Officer, Role
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


def place(session: Session, kind: RestrictedKind, ward: str, on: date, channel: Channel) -> None:
    """Give a ward, told a moment after it was kept, to one without of that day or the night before.

    Whose it is nobody can know, nor need: those of a day, kind and channel are all alike.
    """
    alike = (RestrictedReport.kind == kind, RestrictedReport.channel == channel, RestrictedReport.ward.is_(None))
    query = select(RestrictedReport).where(*alike, RestrictedReport.day.in_([on, on - timedelta(days=1)]))
    query = query.order_by(RestrictedReport.day.desc(), RestrictedReport.done_by.is_not(None), RestrictedReport.id)
    unplaced = session.scalar(query.limit(1).with_for_update(skip_locked=True))
    if unplaced is None:
        keep(session, kind, ward, on, channel)
    else:
        unplaced.ward = ward


def listed(
    session: Session, counties: Iterable[str] | None, *, start: int = 0, most: int = 200
) -> list[RestrictedReport]:
    """Those of these counties (None: all), and those of no place: what nobody has seen to first, the newest day first.

    By ward within a day: the order they came in would tell more of the hour than is kept.
    """
    order = (RestrictedReport.done_by.is_not(None), RestrictedReport.day.desc(), RestrictedReport.ward)
    query = (
        select(RestrictedReport).where(*within(counties, RestrictedReport.ward)).order_by(*order, RestrictedReport.id)
    )
    return list(session.scalars(query.offset(start).limit(most)))


def waiting(session: Session, counties: Iterable[str] | None) -> int:
    """How many of them nobody has seen to."""
    query = select(func.count(RestrictedReport.id)).where(
        *within(counties, RestrictedReport.ward), RestrictedReport.done_by.is_(None)
    )
    return session.scalar(query) or 0


def waits_since(session: Session, counties: Iterable[str] | None) -> date | None:
    """The day of the oldest of them; None where all are seen to."""
    unseen = (*within(counties, RestrictedReport.ward), RestrictedReport.done_by.is_(None))
    return session.scalar(select(func.min(RestrictedReport.day)).where(*unseen))


def seen_by(officer: Officer, report: RestrictedReport, on: date) -> bool:
    """Whether this officer is the protection focal point where it was; one without a ward is seen by every one."""
    return officer.may(Role.PROTECTION, on, county=county_of(report.ward) if report.ward else None)


def done(session: Session, report_id: int, officer: Officer) -> RestrictedReport | None:
    """Write down who saw to it, the first who says so; None when it is not there. The caller asks `seen_by`."""
    report = session.get(RestrictedReport, report_id, with_for_update=True, populate_existing=True)
    if report is not None and report.done_by is None:
        report.done_by = officer.id
    return report
