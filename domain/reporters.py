"""The number a report came from, kept apart under its own key: nothing joins it to a subscriber; deleted on time."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base, driver
from domain.hours import local
from domain.phones import Phone
from domain.sealed_columns import REPORTER_PHONE
from domain.vault import Purpose, Vault

_FILED = """
    SELECT count(*) FROM reporters JOIN sightings ON sightings.id = sighting_id
    WHERE hour_lookup = %s AND typed_by IS NULL
"""


class CallTime(StrEnum):
    """When a person may be called, if at all; local time."""

    ANY_TIME = "any_time"
    MORNING = "morning"  # 08-12
    AFTERNOON = "afternoon"  # 12-17
    EVENING = "evening"  # 17-20


class Reporter(Base):
    """Whoever told one sighting. What they allowed: a text about it, a call and when (None: no call).

    `hour_lookup` is another one every hour, so that reports of one person on different days do not join.
    """

    __tablename__ = "reporters"

    sighting_id: Mapped[int] = mapped_column(ForeignKey("sightings.id", ondelete="CASCADE"), primary_key=True)
    phone_sealed: Mapped[bytes]
    hour_lookup: Mapped[bytes] = mapped_column(index=True)
    may_text: Mapped[bool] = mapped_column(default=False, server_default="false")
    may_call: Mapped[CallTime | None] = mapped_column(default=None)


def new_reporter(vault: Vault, sighting_id: int, phone: Phone, now: datetime) -> Reporter:
    """The row that keeps a number apart from what it told."""
    sealed = vault.seal(phone.e164, *REPORTER_PHONE.at(sighting_id))
    return Reporter(sighting_id=sighting_id, phone_sealed=sealed, hour_lookup=_hour_lookup(vault, phone, now))


def filed_this_hour(session: Session, vault: Vault, phone: Phone, now: datetime) -> int:
    """How many reports came from this number since the clock struck; none that an officer typed in."""
    session.flush()
    [count] = driver(session).execute(_FILED, (_hour_lookup(vault, phone, now),)).fetchone() or (0,)
    return int(count)


def _hour_lookup(vault: Vault, phone: Phone, now: datetime) -> bytes:
    return vault.lookup(f"{phone.e164} {local(now):%Y-%m-%d %H}", Purpose.REPORTER)
