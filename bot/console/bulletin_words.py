"""What the console calls the parts of a bulletin, and what it says happens next."""

import unicodedata
from collections.abc import Sequence

from bot.console.words import N_, _, area_name, language_name
from domain import subscribers
from domain.bulletins import Bulletin, Kind
from domain.life_cycle import State
from domain.phases import Phase, Trend
from domain.series import Series
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


def whom(message: Bulletin | Series) -> list[str]:
    """The part of the areas it is for, in words; none for everybody there."""
    said = [zones()[zone].name for zone in message.zones if zone in zones()]
    said += [_(READERS[subscribers.Kind(kind)]) for kind in message.audience_kinds]
    return said + [language_name(language) for language in message.audience_languages]


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
