"""What the pages of subscribers call what they show."""

from bot.console.words import N_, _
from domain.deliveries import State
from domain.subscriber_imports import Evidence
from domain.subscriber_search import Standing
from domain.subscribers import Channel, Kind, Subscriber

KINDS = {Kind.PERSON: N_("Gets warnings"), Kind.INTERMEDIARY: N_("Passes warnings on")}
STANDINGS = {
    Standing.HEARS: (N_("Gets bulletins"), "good"),
    Standing.PAUSES: (N_("Pauses"), "warning"),
    Standing.LEFT: (N_("Has left"), "neutral"),
}
OUTCOMES = {
    State.UNKNOWN: (N_("Unknown"), "warning"),
    State.ACCEPTED: (N_("Sent, no word yet"), "info"),
    State.ON_NETWORK: (N_("Sent, no word yet"), "info"),
    State.DELIVERED: (N_("Delivered"), "good"),
    State.FAILED: (N_("Not reached"), "bad"),
    State.REFUSED: (N_("Not reached"), "bad"),
    State.NOT_SENT: (N_("Not sent"), "bad"),
}
CHANNELS = {
    Channel.USSD: N_("by dialling the code"),
    Channel.SMS: N_("by SMS"),
    Channel.CONSOLE: N_("in the console"),
}
EVIDENCE = {
    Evidence.SIGNED_LIST: N_("signed on paper"),
    Evidence.RECORDED: N_("spoken and recorded"),
    Evidence.OWN_MESSAGE: N_("by their own message to another service"),
}


def kind_name(person: Subscriber) -> str:
    return _(KINDS[person.kind])


def standing_options() -> list[tuple[str, str]]:
    """The choices of a form; the first is all who have not left."""
    return [("", _("All who have not left")), *((each.value, _(words)) for each, (words, _tone) in STANDINGS.items())]


def kind_options() -> list[tuple[str, str]]:
    return [("", _("All")), *((kind.value, _(words)) for kind, words in KINDS.items())]
