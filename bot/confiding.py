"""Sexual violence and harm to a child, by USSD or SMS: numbers to call come first, and no word or number is kept.

By USSD the ward may be told below the numbers, and nothing else is asked. Nothing of it can be gone on with.
"""

from bot import words
from bot.actions import Confide, Locate, TakeBack
from bot.named_places import ward_of_report
from bot.referrals import RESTRICTED, RESTRICTED_HELP
from bot.restricted import told_of
from bot.screens import View
from bot.talk import Done, Onward, State, Step, Talk
from bot.vocabulary import plain_words
from domain.areas import Gazetteer
from domain.restricted_reports import RestrictedKind


def told_by(text: str, places: Gazetteer) -> Confide:
    """What is kept of such a text: which it is, and the ward if it names exactly one."""
    said = plain_words(text)
    ward = ward_of_report(said, places) or ward_of_report(said[1:], places)  # as behind REPORT
    return Confide(told_of(text) or RestrictedKind.UNSAID, ward.slug if ward else None)


def confide(talk: Talk, kind: RestrictedKind) -> Onward | Done:
    """To the numbers. It is kept at once, without a ward; all that was answered before is forgotten."""
    state = talk.state
    if state.sighting:
        return _taken_back(talk, Confide(kind))
    numbers = State("restricted", state.language, state.floored, road=RESTRICTED, kind=kind)
    return Onward(numbers, None if state.road == RESTRICTED else Confide(kind))


def confided(talk: Talk, text: str) -> Onward | Done:
    """To the numbers for who typed such a sentence, wherever it was."""
    told = told_by(text, talk.places)
    if talk.state.sighting:
        return _taken_back(talk, told)
    if told.ward is None or talk.state.road == RESTRICTED:
        return confide(talk, told.kind)
    return Done(_help(talk), told)


def _taken_back(talk: Talk, told: Confide) -> Done:
    """The numbers, where a report was filed in this call: it is withdrawn, and its ward is known."""
    return Done(_help(talk), TakeBack(talk.state.sighting, told))


def _help(talk: Talk) -> str:
    return f"{talk.say(words.HELP_DAY_AND_NIGHT)}\n{talk.helplines(RESTRICTED_HELP)}"


def located(talk: Talk, ward: str) -> Done:
    """The ward was told."""
    thanks = talk.say(words.THANK_YOU, words.NUMBER_NOT_KEPT)
    return Done(f"{thanks}\n{talk.helplines(RESTRICTED_HELP)}", Locate(RestrictedKind(talk.state.kind), ward))


def _numbers(talk: Talk) -> View:
    title, numbers = talk.say(words.HELP_DAY_AND_NIGHT), talk.helplines(RESTRICTED_HELP)
    items = (("ward", talk.say(words.SAY_ONLY_THE_WARD)),)
    return View(title, numbers, items, back=talk.say(words.BACK), optional=True)


def _to_the_ward(talk: Talk, choice: str) -> Onward:
    return talk.go(talk.place_step) if choice else talk.home()


CONFIDING: dict[str, Step] = {"restricted": Step(_numbers, _to_the_ward)}
