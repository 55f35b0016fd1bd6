"""What the console calls the parts of a bulletin, and what it says happens next."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from bot.console.words import N_, _, area_name, hour, language_name, moment
from domain import subscribers
from domain.bulletins import Bulletin, Kind
from domain.hours import is_quiet, next_open
from domain.languages import FLOOR
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


def leaves_at(bulletin: Bulletin, now: datetime) -> datetime:
    """The first moment it may leave, quiet hours waited for."""
    at = max(bulletin.send_at, now)
    return at if bulletin.night_approver_id else next_open(at)


def onward(bulletin: Bulletin, now: datetime) -> str:
    """When one that was paused goes on."""
    at = leaves_at(bulletin, now)
    if at <= now:
        return _("It goes on now.")
    return _("It goes on at %(moment)s: until then it is quiet (19:00 to 07:00).", moment=moment(at))


def departure(bulletin: Bulletin, now: datetime) -> str:
    """When it leaves, and why then."""
    at = leaves_at(bulletin, now)
    if bulletin.training:
        return _(
            "Training: nothing is sent. It would have left on %(moment)s, to about %(count)s people.",
            moment=moment(bulletin.send_at if bulletin.night_approver_id else next_open(bulletin.send_at)),
            count=size(bulletin.planned_people or 0),
        )
    if at >= bulletin.expires_at:
        return _("It will not leave: it would still be waiting for the morning when it expires.")
    if is_quiet(bulletin.send_at) and bulletin.night_approver_id is None:
        return _(
            "It leaves on %(moment)s: its own hour, %(hour)s, lies in the quiet hours (19:00 to 07:00).",
            moment=moment(at),
            hour=hour(bulletin.send_at),
        )
    if at > bulletin.send_at:
        return _("Its hour has come: it leaves within a minute.")
    return _("It leaves on %(moment)s.", moment=moment(at))
