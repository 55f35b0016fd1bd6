"""What the console calls the parts of a bulletin, and what it says happens next."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.console.words import N_, _, area_name, hour, language_name, moment
from bot.health import signs
from bot.services import session
from domain import ends, follow_ups, leaving, senders, subscribers
from domain.bulletins import Bulletin, Follow, Kind
from domain.ends import End
from domain.heartbeats import CLOCK
from domain.languages import FLOOR
from domain.leaving import Timing
from domain.life_cycle import State
from domain.phases import Phase, Trend
from domain.signed_words import Form
from domain.zones import zones
from messages.compose import corrections

KINDS = {Kind.DROUGHT: N_("Drought"), Kind.PEACE: N_("Peace"), Kind.NOTICE: N_("Notice")}
PHASES = {
    Phase.NORMAL: N_("Normal"),
    Phase.ALERT: N_("Alert"),
    Phase.ALARM: N_("Alarm"),
    Phase.EMERGENCY: N_("Emergency"),
    Phase.RECOVERY: N_("Recovery"),
}
TRENDS = {Trend.IMPROVING: N_("Improving"), Trend.STABLE: N_("Stable"), Trend.WORSENING: N_("Worsening")}
FORMS = {
    Form.SMS: N_("SMS"),
    Form.INTERMEDIARY: N_("Longer, for those who pass it on"),
    Form.RADIO: N_("Radio"),
    Form.CANCEL: N_("SMS that takes it back"),
    Form.ALL_CLEAR: N_("SMS that says it is over"),
}
READERS = {
    subscribers.Kind.PERSON: N_("Only those who do not pass it on"),
    subscribers.Kind.INTERMEDIARY: N_("Only those who pass it on"),
}
STATES = {
    State.DRAFT: (N_("Draft"), "neutral"),
    State.SUBMITTED: (N_("Waiting for approval"), "warning"),
    State.RETURNED: (N_("Returned"), "warning"),
    State.APPROVED: (N_("Approved"), "info"),
    State.SENDING: (N_("Being sent"), "info"),
    State.PAUSED: (N_("Paused"), "warning"),
    State.SENT: (N_("Sent"), "good"),
    State.CANCELLED: (N_("Cancelled"), "neutral"),
    State.EXPIRED: (N_("Expired on the way"), "bad"),
    State.MISSED: (N_("Missed"), "bad"),
}
# What the domain calls a state inside a refusal.
STATES_IN_REFUSALS = (
    N_("draft"), N_("submitted"), N_("returned"), N_("approved"), N_("sending"), N_("sent"),
    N_("cancelled"), N_("expired"), N_("missed"), N_("paused"),
)  # fmt: skip
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
NAMED_AREAS = 3


def names(kind: dict[Kind, str] | dict[Phase, str] | dict[Trend, str]) -> list[tuple[str, str]]:
    """Value and word of each choice, for a form."""
    return [(value.value, _(word)) for value, word in kind.items()]


def kind_of(bulletin: Bulletin) -> str:
    """Drought: Alert, Worsening"""
    kind = _(KINDS[bulletin.kind])
    if bulletin.phase is None or bulletin.trend is None:
        return kind
    return f"{kind}: {_(PHASES[bulletin.phase])}, {_(TRENDS[bulletin.trend])}"


def size(people: int) -> str:
    """So many people as one says it: 740, 1.2 thousand, 12 thousand, 1.3 million."""
    if people < 1000:
        return str(people)
    if people < 999_500:
        return _("%(number)s thousand", number=_rounded(people / 1000))
    return _("%(number)s million", number=_rounded(people / 1_000_000))


def _rounded(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0") if number < 9.95 else f"{number:.0f}"


def whom(bulletin: Bulletin) -> list[str]:
    """The part of the areas it is for, in words; none for everybody there."""
    said = [zones()[zone].name for zone in bulletin.zones if zone in zones()]
    said += [_(READERS[subscribers.Kind(kind)]) for kind in bulletin.audience_kinds]
    return said + [language_name(language) for language in bulletin.audience_languages]


def where(areas: Sequence[str]) -> str:
    """Kitui East, Mutito, Makueni and 4 more"""
    shown = ", ".join(area_name(area) for area in areas[:NAMED_AREAS])
    if len(areas) <= NAMED_AREAS:
        return shown
    return _("%(areas)s and %(count)s more", areas=shown, count=len(areas) - NAMED_AREAS)


def changes(typed: str) -> str:
    """What putting the typing right changes, in words; "" for nothing."""
    said = [f"{sign} → {right}" if right else _("an unseen sign taken out") for sign, right in corrections(typed)]
    if unicodedata.normalize("NFC", typed) != typed:
        said.append(_("letters typed in two pieces joined"))
    return ", ".join(dict.fromkeys(said))


def next_step(bulletin: Bulletin, now: datetime) -> str:
    """What happens next, and whose turn it is."""
    if bulletin.state is State.APPROVED:
        return departure(bulletin, now)
    if bulletin.state in (State.DRAFT, State.RETURNED):
        return _before_submission(bulletin)
    if bulletin.state in (State.EXPIRED, State.MISSED) and (end := ends.of(session(), bulletin)):
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
