"""What one source told of an incident, sealed. One phone that tells it again is the same source.

`number` counts the sources of an incident: staff speak of "source 2 of mbuyu-kijani-12", and cannot tell whether it
is a source of another incident, too.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import incidents
from domain.areas import fold
from domain.db import Base, words
from domain.incidents import Incident
from domain.languages import Language
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.vault import Purpose, Vault

WITHIN = timedelta(hours=48)  # in which tellings of one kind in one ward may be of one thing
SHORTEST = 12  # letters that are known again: what is shorter, honest people write alike


class When(StrEnum):
    NOW = "now"
    TODAY = "today"
    THIS_WEEK = "this_week"
    EARLIER = "earlier"
    UNKNOWN = "unknown"  # a report by SMS may not say


class Hurt(StrEnum):
    """Whether anybody is hurt. Never who."""

    NOBODY = "nobody"
    HURT = "hurt"
    KILLED = "killed"


class Source(StrEnum):
    """How the person knows."""

    SEEN = "seen"
    HEARD = "heard"
    TOLD = "told"


class Sighting(Base):
    """One telling. Words and the exact place are sealed; `kind` and `ward` are as told, whatever staff made of it.

    A column that is None was not told. `words_lookup` finds the same words again for some days, and is then cut.
    """

    __tablename__ = "sightings"
    __table_args__ = (
        Index("ix_sightings_incident_id", "incident_id"),
        Index("ix_sightings_words_lookup", "words_lookup", postgresql_where="words_lookup IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    number: Mapped[int]  # of its source within the incident, from 1
    kind: Mapped[Kind]
    ward: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"))
    happened: Mapped[When]
    language: Mapped[Language]
    channel: Mapped[Channel]
    told_at: Mapped[datetime]  # a whole minute
    words_sealed: Mapped[bytes | None] = mapped_column(default=None)
    place_sealed: Mapped[bytes | None] = mapped_column(default=None)  # nearer than the ward
    words_lookup: Mapped[bytes | None] = mapped_column(default=None)
    ongoing: Mapped[bool | None] = mapped_column(default=None)
    hurt: Mapped[Hurt | None] = mapped_column(default=None)
    weapons: Mapped[bool | None] = mapped_column(default=None)
    source: Mapped[Source | None] = mapped_column(words(Source, "source"), default=None)
    typed_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)  # for a caller
    # The person was cut off, or never said yes.
    partial: Mapped[bool] = mapped_column(default=False, server_default="false")


class ToldApart(Base):
    """Two incidents that a person looked at and found to be two; `first` is the smaller id."""

    __tablename__ = "told_apart"

    first: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    second: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime]


def print_of(vault: Vault, words: str) -> bytes | None:
    """`words_lookup`: the same for the same words, however they are spaced, marked and capitalised; None for few."""
    letters = fold(words)
    return vault.lookup(letters, Purpose.INCIDENT) if len(letters) >= SHORTEST else None


def of(session: Session, incident: Incident) -> list[Sighting]:
    """What was told of it, in the order it came."""
    return list(session.scalars(select(Sighting).where(Sighting.incident_id == incident.id).order_by(Sighting.id)))


def held(session: Session, sighting_id: int) -> tuple[Incident, Sighting] | None:
    """A sighting for whoever adds to it. Its incident is held first, as by whoever joins two: it may move meanwhile."""
    sighting = session.get(Sighting, sighting_id)
    while sighting is not None:
        incident = incidents.locked(session, sighting.incident_id)
        session.refresh(sighting)
        if incident is not None and incident.id == sighting.incident_id:
            return incident, sighting
    return None
