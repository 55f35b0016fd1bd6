"""Alerts of others that an officer uploaded: kept as they came, shown as drafts, never sent by themselves."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.bulletins import Bulletin
from domain.db import Base
from domain.officers import Officer
from domain.refusals import Refusal

Name = tuple[str, str, datetime]  # sender, identifier, sent: an alert's name in the world, as CAP's references use it


class ForeignAlert(Base):
    """One CAP document. `speaks_of` are the alerts it updates or cancels, as `key` writes their names."""

    __tablename__ = "foreign_alerts"
    __table_args__ = (UniqueConstraint("sender", "identifier", "sent"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sender: Mapped[str]
    identifier: Mapped[str]
    sent: Mapped[datetime]
    document: Mapped[bytes]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    uploaded_at: Mapped[datetime]
    speaks_of: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id"), default=None)  # the draft made of it

    @property
    def key(self) -> str:
        return key((self.sender, self.identifier, self.sent))


def key(name: Name) -> str:
    """A name as one string, the same for the same moment on any clock."""
    sender, identifier, sent = name
    return f"{sender},{identifier},{sent.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def keep(
    session: Session, officer: Officer, name: Name, document: bytes, speaks_of: Iterable[Name], now: datetime
) -> ForeignAlert:
    """Keep an alert that was read. Raises `Refusal` for one that is here already."""
    sender, identifier, sent = name
    alert = ForeignAlert(
        sender=sender,
        identifier=identifier,
        sent=sent,
        document=document,
        uploaded_by=officer.id,
        uploaded_at=now,
        speaks_of=sorted({key(other) for other in speaks_of}),
    )
    try:
        with session.begin_nested():
            session.add(alert)
    except IntegrityError:
        raise Refusal("This alert is here already: it was uploaded before.") from None
    return alert


def named(session: Session, name: Name) -> ForeignAlert | None:
    """The alert of this name, where it was uploaded."""
    sender, identifier, sent = name
    return session.scalar(select(ForeignAlert).filter_by(sender=sender, identifier=identifier, sent=sent))


def all_named(session: Session, names: Sequence[Name]) -> list[ForeignAlert | None]:
    """For each of these names the alert, where it was uploaded."""
    columns = tuple_(ForeignAlert.sender, ForeignAlert.identifier, ForeignAlert.sent)
    found = session.scalars(select(ForeignAlert).where(columns.in_([tuple(name) for name in names])))
    known = {alert.key: alert for alert in found}
    return [known.get(key(name)) for name in names]


def newest(session: Session, *, most: int, skip: int) -> list[ForeignAlert]:
    """All of them, the latest sent first."""
    order = (ForeignAlert.sent.desc(), ForeignAlert.id.desc())
    return list(session.scalars(select(ForeignAlert).order_by(*order).limit(most).offset(skip)))


def later(session: Session, alert: ForeignAlert) -> list[ForeignAlert]:
    """Those uploaded that update or cancel it, the oldest first."""
    about = ForeignAlert.speaks_of.contains([alert.key])
    return list(session.scalars(select(ForeignAlert).where(about).order_by(ForeignAlert.sent, ForeignAlert.id)))


def locked(session: Session, alert_id: int) -> ForeignAlert | None:
    """The alert for a draft: two officers who make one of it at once take turns."""
    query = select(ForeignAlert).where(ForeignAlert.id == alert_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def draft(session: Session, alert: ForeignAlert, bulletin: Bulletin) -> None:
    """Remember the draft that was made of it. Raises `Refusal` where there is one."""
    if alert.bulletin_id is not None:
        raise Refusal("Bulletin %(number)s was made of this alert already.", number=alert.bulletin_id)
    session.add(bulletin)
    session.flush()
    alert.bulletin_id = bulletin.id
