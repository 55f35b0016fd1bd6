"""The questions of the USSD conversation and where their answers lead: `STEPS`, in the order a person meets them.

What a Kamba or Taita speaker meets of class A (consent, reports, numbers for help) is said in their language once all
of that road is signed; until then they are told that it is in Swahili, and it stays Swahili to the end of the dialogue.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot import words
from bot.actions import Join, Leave, Move, Speak
from bot.referrals import ALL
from bot.reporting import REPORTING, TO_REPORT
from bot.screens import View
from bot.talk import Done, Onward, State, Step, Talk
from domain.areas import Area, constituency_of, county_of
from domain.languages import Language
from domain.subscribers import MOST_WARDS
from messages.compose import ascii_screen

NAME = "Mbiu"
CONSENT_STEP = "consent"
# Said before we know anybody's language, so in the two that most people read.
CHOOSE_LANGUAGE = "Mbiu\nChagua lugha / Choose language"
# Kidaw'ida as its speakers call it, and as their neighbours do.
LANGUAGES = {
    Language.SWAHILI: "Kiswahili",
    Language.KAMBA: "Kikamba",
    Language.TAITA: "Kidawida (Kitaita)",
    Language.ENGLISH: "English",
}

CONSENT = (
    words.WHO_SPEAKS,
    words.IT_IS_FREE,
    words.WHAT_IS_KEPT,
    words.WHO_SEES,
    words.HOW_TO_LEAVE,
    words.DO_YOU_AGREE,
)
WELCOME = (words.JOINED, words.YOUR_WARD, words.HOW_TO_LEAVE)
FAREWELL = (words.LEFT, words.NO_MORE_WARNINGS, words.HOW_TO_RETURN)
YES_NO = (("yes", words.YES), ("no", words.NO))

HELPLINES = [line.label for line in ALL]
TO_JOIN = (*CONSENT, words.JOINED, words.NOT_JOINED)
TO_LEAVE = (words.LEAVE_MBIU, words.LEFT, words.NO_MORE_WARNINGS)


def opening(talk: Talk) -> Onward:
    """Where a dial begins: a phone whose language we know goes straight to the menu."""
    if talk.caller.language is None:
        return Onward(State(step="language"))
    return Onward(State(step="menu", language=talk.caller.language))


# Language and menu.


def _language(talk: Talk) -> View:
    back = talk.say(words.BACK) if talk.state.trail else ""
    return View(title=CHOOSE_LANGUAGE, items=tuple(LANGUAGES.items()), back=back)


def _speak(talk: Talk, language: str) -> Onward:
    action = Speak(Language(language)) if talk.caller.wards else None
    return Onward(State(step="menu", language=language), action)


def _main_menu(talk: Talk) -> View:
    strangers = (("join", words.GET_WARNINGS), ("report", words.REPORT), ("numbers", words.EMERGENCY_NUMBERS))
    subscribers = (
        ("warning", words.MY_WARNING),
        ("report", words.REPORT),
        ("move", words.CHANGE_WARD),
        ("language", words.LANGUAGE),
        ("numbers", words.EMERGENCY_NUMBERS),
        ("leave", words.LEAVE),
    )
    items = subscribers if talk.caller.wards else (*strangers, ("language", words.LANGUAGE))
    return talk.menu(NAME, items, back=False)


def _choose_road(talk: Talk, road: str) -> Onward:
    roads: dict[str, Callable[[], Onward]] = {
        "join": lambda: talk.enter("county", talk.speaks(TO_JOIN), road="join"),
        "warning": lambda: talk.enter("warning", _speaks_warning(talk)),
        "report": lambda: talk.enter("kind", talk.speaks(TO_REPORT), road="report"),
        "move": lambda: talk.go("county", road="move"),
        "language": lambda: talk.go("language"),
        "numbers": lambda: talk.enter("numbers", talk.speaks(HELPLINES)),
        "leave": lambda: talk.enter("leave", talk.speaks(TO_LEAVE)),
    }
    return roads[road]()


def _in_swahili(talk: Talk) -> View:
    name = Language(talk.state.language).own_name
    return talk.menu("", [("yes", words.CONTINUE)], text=talk.say(words.IN_SWAHILI, language=name))


def _go_on_in_swahili(talk: Talk, _: str) -> Onward:
    return Onward(replace(talk.state, step=talk.state.ahead, ahead="", floored=True))


# Warnings, numbers, leaving.


def _speaks_warning(talk: Talk) -> bool:
    warning = talk.caller.warning()
    if warning is None:
        return talk.speaks([words.NO_WARNING])
    return talk.state.floored or warning.language is Language(talk.state.language)


def _warning(talk: Talk) -> View:
    warning = talk.caller.warning()
    text = ascii_screen(warning.text) if warning else talk.say(words.NO_WARNING)
    return View(text=text, back=talk.say(words.BACK), ends=True)


def _numbers(talk: Talk) -> View:
    return View(title=talk.say(words.EMERGENCY_NUMBERS), text=talk.helplines(ALL), back=talk.say(words.BACK), ends=True)


def _no_answer(talk: Talk, _: str) -> Onward:
    """A text that is only read has no items to answer with."""
    return Onward(talk.state)


def _leave(talk: Talk) -> View:
    return talk.menu("", YES_NO, text=talk.say(words.LEAVE_MBIU, words.NO_MORE_WARNINGS))


def _left(talk: Talk, choice: str) -> Onward | Done:
    if choice == "no":
        return Onward(replace(talk.state, step="menu", trail=()))
    return Done(talk.say(*FAREWELL), Leave())


def stopped(talk: Talk) -> Done:
    """STOP was typed in place of a key: nothing more is asked. Who never joined is told so, and gets no warnings."""
    said = FAREWELL if talk.caller.wards or talk.caller.former else (words.NOT_JOINED,)
    floored = talk.state.floored or not talk.speaks(said)
    return Done(replace(talk, state=replace(talk.state, floored=floored)).say(*said), Leave())


# A ward, in three lists, for whichever road asked.


def _areas(talk: Talk, title: str, areas: Iterable[Area]) -> View:
    return View(talk.say(title), items=tuple((area.slug, area.name) for area in areas), back=talk.say(words.BACK))


def _counties(talk: Talk) -> View:
    return _areas(talk, words.CHOOSE_COUNTY, talk.places.counties)


def _constituencies(talk: Talk) -> View:
    return _areas(talk, words.CHOOSE_CONSTITUENCY, talk.places.children(county_of(talk.state.area)))


def _wards(talk: Talk) -> View:
    return _areas(talk, words.CHOOSE_WARD, talk.places.children(constituency_of(talk.state.area)))


def _ward_chosen(talk: Talk, ward: str) -> Onward | Done:
    if talk.state.road == "join":
        return talk.go(CONSENT_STEP, area=ward)
    if talk.state.road == "report":
        return talk.go("when", area=ward)
    if ward not in talk.caller.wards and len(talk.caller.wards) < MOST_WARDS:
        return talk.go("keep", area=ward)
    return _moved(talk, (ward,))


def _keep(talk: Talk) -> View:
    title = talk.places[talk.state.area].display_name
    return talk.menu(title, (("only", words.ONLY_THIS_WARD), ("too", words.THIS_WARD_TOO)))


def _kept(talk: Talk, choice: str) -> Done:
    before = talk.caller.wards if choice == "too" else ()
    return _moved(talk, (*before, talk.state.area))


def _moved(talk: Talk, wards: tuple[str, ...]) -> Done:
    return Done(talk.say(words.YOUR_WARD, ward=talk.places[wards[-1]].display_name), Move(wards))


def _consent(talk: Talk) -> View:
    return talk.menu("", YES_NO, text=talk.say(*CONSENT))


def _consented(talk: Talk, choice: str) -> Done:
    if choice == "no":
        return Done(talk.say(words.NOT_JOINED))
    ward = talk.places[talk.state.area]
    return Done(talk.say(*WELCOME, ward=ward.display_name), Join((ward.slug,), Language(talk.state.language)))


STEPS: dict[str, Step] = {
    "language": Step(_language, _speak),
    "menu": Step(_main_menu, _choose_road),
    "in_swahili": Step(_in_swahili, _go_on_in_swahili),
    "warning": Step(_warning, _no_answer),
    "numbers": Step(_numbers, _no_answer),
    "leave": Step(_leave, _left),
    "county": Step(_counties, lambda talk, slug: talk.go("constituency", area=slug)),
    "constituency": Step(_constituencies, lambda talk, slug: talk.go("ward", area=slug)),
    "ward": Step(_wards, _ward_chosen),
    "keep": Step(_keep, _kept),
    CONSENT_STEP: Step(_consent, _consented),
    **REPORTING,
}
