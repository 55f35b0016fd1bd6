"""Every table, imported once, so that the metadata is whole wherever it is compared or created."""

from domain import (  # noqa: F401  imported for the tables they declare
    areas,
    audit,
    batches,
    budgets,
    bulletin_texts,
    bulletins,
    conversations,
    deliveries,
    dialogues,
    editions,
    heartbeats,
    inbox,
    incidents,
    invitations,
    localities,
    officers,
    providers,
    receipts,
    replies,
    scripts,
    senders,
    subscribers,
    texts,
    wordings,
)
from domain.db import Base

metadata = Base.metadata
