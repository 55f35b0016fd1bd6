"""Why a bulletin ended, or stands still, before all of it had left, as its history says it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text, cast, func, literal, select
from sqlalchemy.orm import Session

from domain import holds
from domain.audit import Audit
from domain.bulletins import Bulletin
from domain.life_cycle import State


class End(StrEnum):
    """Missed before its first message, or expired or held on the way: each for another reason, and another thing to
    mend."""

    SERVICE_DOWN = "missed: its hour passed while the service was down"
    QUIET = "missed: it expired in the quiet hours"
    KEPT_WAITING = "missed: it expired while it waited for what it follows"
    RESTORED = "missed: the service came out of a backup, and it may have left since"
    RESTORED_UNDER_WAY = "paused: the service came out of a backup, and more of it may have left since"
    SENDING = "expired while sending"
    PAUSED = "expired while it was paused"
    NO_MONEY = "expired while it waited for money"
    NO_PROVIDER = "expired while no provider worked"


def on_the_way(session: Session, bulletin: Bulletin) -> End:
    """What held up the one that expires now."""
    if bulletin.state is State.PAUSED:
        return End.PAUSED
    held = holds.holds(session, bulletin.id)
    if held.by_budget:
        return End.NO_MONEY
    return End.NO_PROVIDER if held.no_provider else End.SENDING


def left_by_a_restore(session: Session, since: datetime) -> int:
    """How many bulletins still stand as a restore left them: nobody has decided about them yet."""
    told = select(Audit.subject).where(Audit.at >= since, Audit.what.in_((End.RESTORED, End.RESTORED_UNDER_WAY)))
    waits = select(func.count(Bulletin.id)).where(Bulletin.state.in_((State.MISSED, State.PAUSED)))
    return session.scalar(waits.where((literal("bulletin ") + cast(Bulletin.id, Text)).in_(told))) or 0


def of(session: Session, bulletin: Bulletin) -> End | None:
    """Why this one ended; None where its history does not say."""
    ends = select(Audit.what).where(Audit.subject == f"bulletin {bulletin.id}", Audit.what.in_(list(End)))
    what = session.scalar(ends.order_by(Audit.id.desc()).limit(1))
    return End(what) if what else None
