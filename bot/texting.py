"""The conversation by SMS, pure: what we know of this phone and its text, understood → an answer, perhaps an action."""

from dataclasses import dataclass

from bot import words
from bot.actions import Action, Join, Leave, Speak
from bot.keywords import Intent
from bot.reporting import THANKS
from bot.talk import Caller
from bot.vocabulary import Wish
from domain.areas import Level
from domain.incidents import Report, When
from domain.languages import FLOOR, Language
from messages.catalog import Catalog

# Consent by SMS is the JOIN itself, so its answer holds the whole notice: who speaks, what is kept, how to leave.
WELCOME = (words.JOINED, words.YOUR_WARD, words.WHO_SPEAKS, words.WHAT_IS_KEPT, words.HOW_TO_LEAVE)
FAREWELL = (words.LEFT, words.NO_MORE_WARNINGS, words.HOW_TO_RETURN)
HELP = (words.HELP_JOIN, words.HELP_STOP, words.HELP_REPORT, words.IN_DANGER)
HOW_TO_JOIN = (words.SEND_JOIN, words.SEND_JOIN_EXAMPLE)
MOST_PLACES = 3  # named in a question, so that it stays one part


@dataclass(frozen=True, slots=True)
class Answer:
    """What to text back and do. `kept` are words for an officer to read, if they are not a command."""

    text: str
    action: Action | None = None
    kept: str = ""


def respond(caller: Caller, intent: Intent, catalog: Catalog) -> Answer:
    """The answer to one text. It speaks the language the person chose, else the keyword's, else Swahili."""
    language = caller.language or intent.chosen or intent.language or FLOOR
    match intent.wish:
        case Wish.STOP:
            return Answer(say_in_one(catalog, language, *FAREWELL), Leave())
        case Wish.RESTRICTED:
            return Answer(say_in_one(catalog, language, words.CALL_A_HELPLINE, words.IN_DANGER))
        case Wish.JOIN:
            return _join(caller, intent, intent.chosen or language, catalog)
        case Wish.LANGUAGE:
            return _speak(caller, intent.chosen, language, catalog)
        case Wish.WARNING:
            return Answer(_warning(caller, language, catalog))
        case Wish.REPORT if intent.words:
            # Neutral words: the same as for any message, for the phone may be shared.
            return Answer(say_in_one(catalog, language, *THANKS), _report(intent, language))
        case Wish.REPORT:
            return Answer(say_in_one(catalog, language, words.SEND_REPORT, words.IN_DANGER))
        case Wish.MESSAGE if intent.words:
            return Answer(say_in_one(catalog, language, *THANKS), kept=intent.words)
        case _:
            return Answer(say_in_one(catalog, language, *HELP))


def say_in_one(catalog: Catalog, language: Language, /, *sentences: str, **values: object) -> str:
    """One text in one language: Swahili when any of its sentences may not be said in this one."""
    spoken = language if catalog.speaks(language, sentences) else FLOOR
    return " ".join(catalog.say(sentence, spoken, **values) for sentence in sentences)


def _join(caller: Caller, intent: Intent, language: Language, catalog: Catalog) -> Answer:
    wards = tuple(area for area in intent.areas if area.level is Level.WARD)
    if len(wards) == 1:
        [ward] = wards
        return Answer(say_in_one(catalog, language, *WELCOME, ward=ward.display_name), Join((ward.slug,), language))
    if wards:
        names = ", ".join(ward.display_name for ward in wards[:MOST_PLACES])
        return Answer(say_in_one(catalog, language, words.WHICH_PLACE, words.SEND_JOIN, places=names))
    if not intent.named and caller.former:
        return Answer(say_in_one(catalog, language, words.JOINED, words.HOW_TO_LEAVE), Join(caller.former, language))
    why = [words.NAME_YOUR_WARD] if intent.areas else [words.UNKNOWN_PLACE] if intent.named else []
    return Answer(say_in_one(catalog, language, *why, *HOW_TO_JOIN), kept=intent.words)


def _speak(caller: Caller, chosen: Language | None, language: Language, catalog: Catalog) -> Answer:
    if chosen is None:
        return Answer(say_in_one(catalog, language, words.SEND_LANGUAGE))
    if not caller.wards:  # nothing is kept of a stranger, so there is nothing to set: show the way in, in that language
        return Answer(say_in_one(catalog, chosen, *HELP))
    return Answer(say_in_one(catalog, chosen, words.LANGUAGE_SET, language=chosen.own_name), Speak(chosen))


def _warning(caller: Caller, language: Language, catalog: Catalog) -> str:
    if warning := caller.warning():
        return warning.text
    return say_in_one(catalog, language, *((words.NO_WARNING,) if caller.wards else HOW_TO_JOIN))


def _report(intent: Intent, language: Language) -> Report:
    ward = intent.areas[0].slug if len(intent.areas) == 1 else None
    return Report(intent.kind, ward, When.UNKNOWN, intent.words, language)
