"""What the console calls the state and the class of a sentence, and the roads of the conversation it stands on."""

from collections.abc import Iterable
from enum import StrEnum

from bot import words
from bot.answers import FAREWELL, WELCOME
from bot.asking import ABOUT, TO_ASK
from bot.console.words import N_
from bot.menus import TO_CALL
from bot.reporting import TO_REPORT
from bot.subscription import TO_ERASE, TO_JOIN, TO_LEAVE
from bot.texting import HELP
from domain.languages import Language
from messages.catalog import Catalog, Entry, Risk


class State(StrEnum):
    """How far a sentence has come in a language."""

    EMPTY = "empty"
    DRAFT = "draft"
    SIGNED = "signed"
    TAKEN_OUT = "out"
    OUTDATED = "outdated"


STATES = {
    State.EMPTY: (N_("No words yet"), "warning"),
    State.DRAFT: (N_("Draft"), "neutral"),
    State.SIGNED: (N_("Signed"), "good"),
    State.TAKEN_OUT: (N_("Taken out"), "bad"),
    State.OUTDATED: (N_("Changed since it was signed"), "warning"),
}
CLASSES = {
    Risk.A: N_("Class A: it warns, asks for consent, or speaks of conflict, health or safety. Until it is signed, "
               "people hear it in Swahili. Two speakers should sign it."),
    Risk.B: N_("Class B: it tells people what to do. Its draft is heard until somebody corrects it."),
    Risk.C: N_("Class C: a label. Its draft is heard until somebody corrects it."),
}  # fmt: skip
SPEAKERS = {Risk.A: 2, Risk.B: 1, Risk.C: 1}  # how many should stand for a sentence
# A road is spoken in a language when all of these may be said in it; else it is in Swahili from its first screen on.
ROADS = (
    (N_("Joining by USSD"), TO_JOIN),
    (N_("Reporting by USSD"), TO_REPORT),
    (N_("Emergency numbers"), TO_CALL),
    (N_("Asking a question by USSD"), TO_ASK),
    (N_("About and privacy"), ABOUT),
    (N_("Leaving by USSD"), TO_LEAVE),
    (N_("Deleting by USSD"), TO_ERASE),
    (N_("No new warning"), (words.NO_WARNING,)),
    (N_("The SMS to who joined"), WELCOME),
    (N_("The SMS to who left"), FAREWELL),
    (N_("Help by SMS"), HELP),
)


def state_of(entry: Entry) -> State:
    if entry.signed:
        return State.SIGNED
    if entry.outdated:
        return State.OUTDATED
    if entry.withdrawn:
        return State.TAKEN_OUT
    return State.DRAFT if entry.text else State.EMPTY


def wants_a_speaker(entry: Entry) -> bool:
    """Whether fewer have signed than should."""
    return len(entry.signers) < SPEAKERS[entry.risk]


def silent(catalog: Catalog, language: Language, road: Iterable[str]) -> list[str]:
    """The sentences that keep a road in Swahili."""
    return [msgid for msgid in dict.fromkeys(road) if not catalog.may_say(language, msgid)]
