"""What happens next to a bulletin and when, in words: whose turn it is, when it leaves, and what keeps it."""

from datetime import datetime, timedelta

from bot.console.bulletin_words import size
from bot.console.words import N_, _, hour, moment
from bot.health import signs
from bot.services import session
from domain import ends, follow_ups, leaving, senders
from domain.bulletins import Bulletin, Follow
from domain.ends import End
from domain.heartbeats import CLOCK
from domain.languages import FLOOR
from domain.leaving import Timing
from domain.life_cycle import State

# For each end its words in the history, and what is said of it until somebody acts.
ENDS: dict[End, tuple[str, str]] = {
    End.SERVICE_DOWN: (
        N_("missed: its hour passed while the service was down"),
        N_(
            "Its hour passed while the service was down, and then it was too late to leave by itself. "
            "Change its hour and submit it again, or leave it."
        ),
    ),
    End.QUIET: (
        N_("missed: it expired in the quiet hours"),
        N_(
            "It waited for the hours in which it may leave, until its time ran out. "
            "Change its hour and submit it again, or leave it."
        ),
    ),
    End.KEPT_WAITING: (
        N_("missed: it expired while it waited for what it follows"),
        N_(
            "It waited until all of the bulletin it follows had left, and its time ran out. "
            "Change its hour and submit it again, or leave it."
        ),
    ),
    End.RESTORED: (
        N_("missed: the service came out of a backup, and it may have left since"),
        N_(
            "The service was restored from a backup made before its hour, so nobody can say whether it was sent. Ask "
            "somebody who would have got it. If it was not, change its hour and submit it again."
        ),
    ),
    End.RESTORED_UNDER_WAY: (
        N_("paused: the service came out of a backup, and more of it may have left since"),
        N_(
            "The service was restored from a backup made while this was being sent. Whoever was still waiting then may "
            "have it by now. Ask some of them before you let it go on: they would get it twice."
        ),
    ),
    End.SENDING: (
        N_("expired while sending"),
        N_("Its time ran out while it was being sent. Whoever was still waiting did not get it."),
    ),
    End.PAUSED: (
        N_("expired while it was paused"),
        N_("Its time ran out while an officer had paused it. Whoever was still waiting did not get it."),
    ),
    End.NO_MONEY: (
        N_("expired while it waited for money"),
        N_("Its time ran out while it waited for money: a budget was spent. Whoever was still waiting did not get it."),
    ),
    End.NO_PROVIDER: (
        N_("expired while no provider worked"),
        N_("Its time ran out while no provider worked. Whoever was still waiting did not get it."),
    ),
}

HAS_A_REASON = (State.EXPIRED, State.MISSED, State.PAUSED)


def next_step(bulletin: Bulletin, now: datetime) -> str:
    """What happens next, and whose turn it is."""
    if bulletin.state is State.APPROVED:
        return departure(bulletin, now)
    if bulletin.state in (State.DRAFT, State.RETURNED):
        return _before_submission(bulletin)
    if bulletin.state in HAS_A_REASON and (end := ends.of(session(), bulletin)):
        return _(ENDS[end][1])
    return {
        State.SUBMITTED: _("Next: somebody who did not write it approves it or returns it."),
        State.SENDING: _("It is leaving now. It can be paused or stopped; what has left cannot be called back."),
        State.PAUSED: _("It is paused: nothing of it leaves until somebody lets it go on."),
        State.SENT: _("All of it has left. Reports from the handsets may still come in."),
        State.CANCELLED: _("It was cancelled. Nothing more will be sent."),
        State.EXPIRED: _("Its time ran out while it was being sent. Whoever was still waiting did not get it."),
        State.MISSED: _("Its time ran out before it could start. Change its hour and submit it again, or leave it."),
    }[bulletin.state]


def _before_submission(bulletin: Bulletin) -> str:
    text = bulletin.text(FLOOR)
    if text is None:
        return _("Next: write the Swahili text. Everybody without a text of their own gets it.")
    if not text.signed:
        return _("Next: a Swahili reviewer signs the Swahili text.")
    if bulletin.state is State.RETURNED:
        return _("Next: mend it and submit it again.")
    return _("Next: submit it for approval.")


def timing(bulletin: Bulletin, *, by_night: bool = False) -> Timing:
    """When it may leave, by the name it goes out as."""
    return leaving.timing(bulletin, senders.of(session(), bulletin.kind.sender_use), by_night=by_night)


def leaves_at(bulletin: Bulletin, now: datetime) -> datetime:
    """The first moment it may leave, quiet hours waited for."""
    return timing(bulletin).leaves_at(now)


def onward(bulletin: Bulletin, now: datetime) -> str:
    """When one that was paused goes on."""
    at = leaves_at(bulletin, now)
    if at <= now:
        return _("It goes on now.")
    return _("It goes on at %(moment)s, after %(hours)s.", moment=moment(at), hours=quiet_hours(bulletin))


def quiet_hours(bulletin: Bulletin) -> str:
    """Which hours it waits through: ours, or those in which the operator keeps back what goes out as this name."""
    keeps = timing(bulletin).window
    hours = {"closes": f"{keeps.closes:02}:00", "opens": f"{keeps.opens:02}:00"}
    if keeps == leaving.HOURS[bulletin.kind]:
        return _("the quiet hours (%(closes)s to %(opens)s)", **hours)
    return _("the hours closed to this name by the operator (%(closes)s to %(opens)s)", **hours)


def waits_until(bulletin: Bulletin, now: datetime) -> str:
    """That its own hour lies in quiet hours, for who is to approve it; "" where it does not."""
    hours = timing(bulletin)
    if not hours.waits_for_hours:
        return ""
    said = {"hours": quiet_hours(bulletin), "moment": moment(hours.leaves_at(now))}
    if not night_helps(bulletin, now):
        return _("Its hour lies in %(hours)s: it waits until %(moment)s.", **said)
    return _("Its hour lies in %(hours)s: it waits until %(moment)s, unless a second approver gives a reason.", **said)


def night_helps(bulletin: Bulletin, now: datetime) -> bool:
    """Whether it would leave earlier if a second approver let it out: that opens our hours, never the operator's."""
    return timing(bulletin, by_night=True).leaves_at(now) < timing(bulletin).leaves_at(now)


def departure(bulletin: Bulletin, now: datetime) -> str:
    """When it leaves, and why then."""
    hours = timing(bulletin)
    if bulletin.training:
        return _(
            "Training: nothing is sent. It would have left on %(moment)s, to about %(count)s people.",
            moment=moment(hours.leaves_at(bulletin.send_at)),
            count=size(bulletin.planned_people or 0),
        )
    at = hours.leaves_at(now)
    if at >= bulletin.expires_at:
        return _("It will not leave: it would still be waiting for the morning when it expires.")
    if at <= now:
        return _due(bulletin, now)
    if hours.waits_for_hours:
        return _(
            "It leaves on %(moment)s: its own hour, %(hour)s, lies in %(hours)s.",
            moment=moment(at),
            hour=hour(bulletin.send_at),
            hours=quiet_hours(bulletin),
        )
    return _("It leaves on %(moment)s.", moment=moment(at))


def _due(bulletin: Bulletin, now: datetime) -> str:
    """What keeps the one whose hour has come, if anything does."""
    alive = all(sign.alive for sign in signs(session(), now) if sign.process == CLOCK)
    if not alive and bulletin.follow is Follow.CANCEL:
        return _("Its hour has come, but the clock is silent. It leaves when it runs again.")
    if not alive:
        return _(
            "Its hour has come, but the clock is silent. It leaves when it runs again, at most %(hours)s hours late.",
            hours=leaving.GRACE[bulletin.kind] // timedelta(hours=1),
        )
    if follow_ups.must_wait(session(), bulletin):
        return _("Its hour has come: it leaves as soon as nothing of the bulletin it follows is on its way any more.")
    return _("Its hour has come: it leaves within a minute.")
