"""When a bulletin may leave: its own hour, those of its kind and of the sender's name, and what is too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.bulletins import Bulletin, Follow, Kind
from domain.hours import ALL_DAY, DAY, Window, next_open, open_between
from domain.senders import Sender, SenderClass

# Our own hours, by kind.
HOURS: dict[Kind, Window] = {Kind.DROUGHT: DAY, Kind.PEACE: DAY, Kind.NOTICE: DAY}
# The operator's, by how it registered the name; nobody of ours opens them. Outside them it would only queue the message
# and deliver it stale (Safaricom's rule for promotional names).
OPERATOR_HOURS: dict[SenderClass, Window] = {SenderClass.PROMOTIONAL: Window(8, 18)}

# How late it still leaves by itself when the service was down at its hour. A drought warning is about weeks, and half a
# day later it is as true; a peace message is often about today ("the market is open"), and so may be a notice.
GRACE: dict[Kind, timedelta] = {
    Kind.DROUGHT: timedelta(hours=6),
    Kind.PEACE: timedelta(hours=2),
    Kind.NOTICE: timedelta(hours=2),
}


def window(kind: Kind, sender_class: SenderClass | None, *, by_night: bool) -> Window:
    """The hours in which it may go out. `by_night`: a second approver opened our own hours, and only those.

    `sender_class` None: nothing is registered, and only our own hours are known.
    """
    ours = ALL_DAY if by_night else HOURS[kind]
    return ours.within(OPERATOR_HOURS[sender_class]) if sender_class in OPERATOR_HOURS else ours


@dataclass(frozen=True, slots=True)
class Timing:
    """All that decides when a bulletin may leave, or one of its lists."""

    send_at: datetime
    expires_at: datetime
    window: Window

    def may_leave(self, now: datetime) -> bool:
        """Whether a message of it may leave at this moment: the hour came, not expired, not quiet."""
        return self.send_at <= now < self.expires_at and self.window.holds(now)

    def leaves_at(self, now: datetime) -> datetime:
        """The first moment from now on in which it may leave, if it has not expired by then."""
        return next_open(max(self.send_at, now), self.window)

    @property
    def waits_for_hours(self) -> bool:
        """Whether its own hour lies in the quiet hours."""
        return not self.window.holds(self.send_at)

    @property
    def can_leave(self) -> bool:
        """Whether there is any moment at all in which it may leave."""
        return next_open(self.send_at, self.window) < self.expires_at


def timing(bulletin: Bulletin, sender: Sender | None, *, by_night: bool = False) -> Timing:
    """Of a bulletin; `sender` is the one registered for its kind's use now, and counts until it has started.

    `by_night`: as if a second approver had let it out at night.
    """
    sender_class = bulletin.sent_class or (sender.sender_class if sender else None)
    opened = by_night or bulletin.night_approver_id is not None
    return Timing(bulletin.send_at, bulletin.expires_at, window(bulletin.kind, sender_class, by_night=opened))


def is_too_late(bulletin: Bulletin, sender: Sender | None, now: datetime, *, waited_until: datetime) -> bool:
    """Whether nobody started it for longer than the grace of its kind, in hours in which it might have left.

    Nights are nobody's fault and do not count, nor the time before it was let out at night, nor that before
    `waited_until`, when what it follows was through. What takes a warning back is never too late: the warning stands.
    """
    if bulletin.follow is Follow.CANCEL:
        return False
    since = max(bulletin.send_at, bulletin.night_allowed_at or bulletin.send_at, waited_until)
    return open_between(since, now, timing(bulletin, sender).window) > GRACE[bulletin.kind]
