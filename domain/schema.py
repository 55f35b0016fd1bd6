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
    foreign_alerts,
    heartbeats,
    inbox,
    incidents,
    indicators,
    invitations,
    library,
    library_texts,
    localities,
    officers,
    providers,
    receipts,
    replies,
    results,
    scripts,
    senders,
    series,
    series_runs,
    subscribers,
    texts,
    wordings,
)
from domain.db import Base

metadata = Base.metadata
