"""What became of a bulletin for one person: written once with its result, then only moved forward by receipts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base


class State(StrEnum):
    UNKNOWN = "unknown"  # sent or not: nobody can say until a receipt does
    ACCEPTED = "accepted"  # taken by the provider, not yet by the network
    ON_NETWORK = "on_network"
    DELIVERED = "delivered"  # the handset said so
    FAILED = "failed"
    REFUSED = "refused"
    NOT_SENT = "not_sent"  # every attempt was certainly not taken


# Who has it, as far as anybody can say: what updates it or takes it back goes to these.
REACHED = (State.UNKNOWN, State.ACCEPTED, State.ON_NETWORK, State.DELIVERED)

# The rule that states only move forward, as SQL over what it `was` and what it `becomes`; final states never change,
# and a late "sent" never overwrites "delivered". Single texts go by the same rule.
MOVES_FORWARD = "(h.was IN ('unknown', 'accepted') OR (h.was = 'on_network' AND h.becomes <> 'on_network'))"


class Delivery(Base):
    """One person and one bulletin, once.

    The primary key leads with the subscriber, so a receipt finds its delivery by number and then compares the
    provider's id: an index on that random id was measured to cost 2.5-3.8 times the whole write.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        PrimaryKeyConstraint("subscriber_id", "bulletin_id"),
        {"postgresql_with": {"fillfactor": "90"}},  # room for the receipt's update beside the row
    )

    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    # No foreign keys: neither is ever deleted, and the two checks of every row cost a third of the whole write.
    bulletin_id: Mapped[int]
    batch_id: Mapped[int]
    state: Mapped[State]
    provider: Mapped[str]
    provider_id: Mapped[str | None]
    at: Mapped[datetime]  # of the last move
    reason: Mapped[str] = mapped_column(default="", server_default="")
    network: Mapped[str] = mapped_column(default="", server_default="")  # the operator's code, where a report named it
