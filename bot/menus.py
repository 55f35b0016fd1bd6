"""The menu of the USSD conversation and where it leads: `STEPS` holds every question of every road.

What a Kamba or Taita speaker meets of class A (consent, reports, numbers for help) is said in their language once all
of that road is signed; until then they are told that it is in Swahili, and it stays Swahili to the end of the dialogue.
"""

from collections.abc import Callable
from dataclasses import replace

from bot import words
from bot.about_me import ABOUT_ME
from bot.actions import Leave, Speak
from bot.answers import FAREWELL
from bot.asking import ABOUT, ASKING, TO_ASK, no_answer
from bot.confiding import CONFIDING
from bot.place_steps import PLACES
from bot.referrals import ALL, NEEDS
from bot.reporting import REPORTING, TO_REPORT
from bot.resuming import RESUMING, resume
from bot.screens import View
from bot.subscription import SUBSCRIPTION, TO_JOIN, to_erase
from bot.talk import Done, Onward, State, Step, Talk
from domain.languages import Language
from messages.compose import ascii_screen

NAME = "Mbiu"
# Said before we know anybody's language, so in the two that most people read.
CHOOSE_LANGUAGE = "Mbiu\nChagua lugha / Choose language"
# Kidaw'ida as its speakers call it, and as their neighbours do.
LANGUAGES = {
    Language.SWAHILI: "Kiswahili",
    Language.KAMBA: "Kikamba",
    Language.TAITA: "Kidawida (Kitaita)",
    Language.ENGLISH: "English",
}
TO_CALL = (words.WHAT_HELP, *NEEDS, *(line.label for line in ALL))
FOR_ALL = (
    ("numbers", words.EMERGENCY_NUMBERS),
    ("ask", words.ASK_A_QUESTION),
    ("about", words.ABOUT),
)
FOR_STRANGERS = (
    ("join", words.GET_WARNINGS),
    ("report", words.REPORT),
    *FOR_ALL,
    ("language", words.LANGUAGE),
    ("erase", words.DELETE_MINE),  # they may have written, reported, or left
)
FOR_SUBSCRIBERS = (
    ("warning", words.MY_WARNING),
    ("report", words.REPORT),
    ("subscription", words.MY_SUBSCRIPTION),
    *FOR_ALL,
)


def opening(talk: Talk) -> Onward:
    """Where a dial begins: one that was cut off may go on; a phone whose language we know goes to the menu."""
    if talk.caller.dropped:
        return resume(talk)
    if talk.caller.language is None:
        return Onward(State(step="language"))
    return Onward(State(step="menu", language=talk.caller.language))


def _language(talk: Talk) -> View:
    back = talk.say(words.BACK) if talk.state.trail else ""
    return View(title=CHOOSE_LANGUAGE, items=tuple(LANGUAGES.items()), back=back)


def _speak(talk: Talk, language: str) -> Onward:
    action = Speak(Language(language)) if talk.caller.wards else None
    return Onward(State(step="menu", language=language), action)


def _main_menu(talk: Talk) -> View:
    return talk.menu(NAME, FOR_SUBSCRIBERS if talk.caller.wards else FOR_STRANGERS, back=False)


def _choose_road(talk: Talk, road: str) -> Onward:
    return ROADS[road](talk)


ROADS: dict[str, Callable[[Talk], Onward]] = {
    "join": lambda talk: talk.enter("county", talk.speaks(TO_JOIN), road="join"),
    "warning": lambda talk: talk.enter("warning", _speaks_warning(talk)),
    "report": lambda talk: talk.enter("kind", talk.speaks(TO_REPORT), road="report"),
    "subscription": lambda talk: talk.go("subscription"),
    "numbers": lambda talk: talk.enter("needs", talk.speaks(TO_CALL)),
    "ask": lambda talk: talk.enter("ask", talk.speaks(TO_ASK)),
    "about": lambda talk: talk.enter("about", talk.speaks(ABOUT)),
    "language": lambda talk: talk.go("language"),
    "erase": to_erase,
}


def _in_swahili(talk: Talk) -> View:
    name = Language(talk.state.language).own_name
    return talk.menu("", [("yes", words.CONTINUE)], text=talk.say(words.IN_SWAHILI, language=name))


def _go_on_in_swahili(talk: Talk, _: str) -> Onward:
    return Onward(replace(talk.state, step=talk.state.ahead, ahead="", floored=True))


def _speaks_warning(talk: Talk) -> bool:
    warning = talk.caller.warning()
    if warning is None:
        return talk.speaks([words.NO_WARNING])
    return talk.state.floored or warning.language is Language(talk.state.language)


def _warning(talk: Talk) -> View:
    warning = talk.caller.warning()
    text = ascii_screen(warning.text) if warning else talk.say(words.NO_WARNING)
    return View(text=text, back=talk.say(words.BACK), ends=True)


def stopped(talk: Talk) -> Done:
    """STOP was typed in place of a key: nothing more is asked. Who never joined is told so, and gets no warnings."""
    said = FAREWELL if talk.caller.wards or talk.caller.former else (words.NOT_JOINED,)
    floored = talk.state.floored or not talk.speaks(said)
    return Done(replace(talk, state=replace(talk.state, floored=floored)).say(*said), Leave())


STEPS: dict[str, Step] = {
    "language": Step(_language, _speak),
    "menu": Step(_main_menu, _choose_road),
    "in_swahili": Step(_in_swahili, _go_on_in_swahili),
    "warning": Step(_warning, no_answer),
    **PLACES,
    **SUBSCRIPTION,
    **ABOUT_ME,
    **ASKING,
    **REPORTING,
    **CONFIDING,
    **RESUMING,
}
