"""Who can act on an incident: police, chiefs, KWS, peace committees, the Red Cross, and the desks of other counties."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.languages import Language


class ResponderKind(StrEnum):
    POLICE = "police"
    CHIEF = "chief"  # and assistant chiefs
    ADMINISTRATION = "administration"  # ward, sub-county, county commissioner
    PEACE_COMMITTEE = "peace_committee"
    KWS = "kws"
    RED_CROSS = "red_cross"
    HEALTH = "health"
    WATER_COMMITTEE = "water_committee"
    NDMA = "ndma"
    NEIGHBOUR = "neighbour"  # the desk of a county that is not ours: `beyond` names it
    OTHER = "other"


class Responder(Base):
    """One of them. `areas`: the slugs they serve, empty for the whole county.

    `party_kinds`: kinds of incident in which they may be a party, so that none of those is sent to them. `stopped_at`:
    they sent STOP and get nothing more.
    """

    __tablename__ = "responders"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county: Mapped[str] = mapped_column(ForeignKey("areas.slug"), index=True)
    kind: Mapped[ResponderKind]
    name: Mapped[str]
    phone_sealed: Mapped[bytes]
    phone_lookup: Mapped[bytes] = mapped_column(index=True)
    language: Mapped[Language] = mapped_column(default=Language.SWAHILI)
    areas: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    party_kinds: Mapped[list[str]] = mapped_column(default_factory=list, server_default="{}")
    beyond: Mapped[str | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    checked_on: Mapped[date | None] = mapped_column(default=None)  # when somebody last tried the number
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)


class PartyMark(Base):
    """A responder who may be a party to one incident: they are never told of it."""

    __tablename__ = "party_marks"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    responder_id: Mapped[int] = mapped_column(ForeignKey("responders.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime]
