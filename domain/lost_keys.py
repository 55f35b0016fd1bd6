"""Subscribers whose numbers lie under a key that we lack: how many they are, and that they are given up."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.moments import day
from domain.subscribers import Subscriber
from domain.vault import Vault

_TAG = func.substring(Subscriber.phone_sealed, 1, 4)  # tells under which key: `Vault.key_of`


def by_key(session: Session) -> dict[bytes, int]:
    """How many active subscribers' numbers begin with which tag."""
    counted = select(_TAG, func.count()).where(Subscriber.left_at.is_(None)).group_by(_TAG)
    return dict(session.execute(counted).all())


def unreadable(session: Session, vault: Vault) -> tuple[int, int]:
    """Of how many active subscribers our keys do not open the number, and how many there are in all."""
    found = by_key(session)
    return sum(people for tag, people in found.items() if not vault.key_of(tag)), sum(found.values())


def give_up(session: Session, tags: Collection[bytes], now: datetime) -> int:
    """Whoever's number begins so leaves, until they join again; how many that were."""
    lost = update(Subscriber).where(Subscriber.left_at.is_(None), _TAG.in_(tags)).values(left_at=day(now))
    return len(session.scalars(lost.returning(Subscriber.id), execution_options={"synchronize_session": False}).all())
