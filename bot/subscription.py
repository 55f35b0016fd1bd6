"""Joining, and what a subscriber may change: wards, language, passing warnings on, a pause, leaving, being deleted."""

from datetime import timedelta

from bot import words
from bot.about_me import about_me
from bot.actions import Become, Erase, Join, Leave, Move, Pause
from bot.answers import FAREWELL
from bot.kept_of_me import facts, kept_of
from bot.screens import View
from bot.talk import Done, Onward, Step, Talk
from domain.languages import Language
from domain.subscribers import MOST_WARDS, Kind

CONSENT_STEP, ERASE_STEP = "consent", "erase"
CONSENT = (
    words.WHO_SPEAKS,
    words.IT_IS_FREE,
    words.WHAT_IS_KEPT,
    words.WHO_SEES,
    words.HOW_TO_LEAVE,
    words.DO_YOU_AGREE,
)
# The screens before have said the rest of the notice.
JOINED = (words.JOINED, words.YOUR_WARD, words.HOW_TO_LEAVE)
YES_NO = (("yes", words.YES), ("no", words.NO))
TO_JOIN = (*CONSENT, words.JOINED, words.NOT_JOINED)
TO_LEAVE = (words.LEAVE_MBIU, words.LEFT, words.NO_MORE_WARNINGS)
TO_ERASE = (words.DELETE_DATA, words.NO_MORE_WARNINGS, words.DELETED)
PAUSES = (30, 90)  # days: a journey, a season


def _consent(talk: Talk) -> View:
    return talk.menu("", YES_NO, text=talk.say(*CONSENT))


def _consented(talk: Talk, choice: str) -> Done:
    if choice == "no":
        return Done(talk.say(words.NOT_JOINED))
    ward = talk.places[talk.state.area]
    return Done(talk.say(*JOINED, ward=ward.display_name), Join((ward.slug,), Language(talk.state.language)))


def _mine(talk: Talk) -> View:
    pause = ("resume", words.RESUME) if talk.caller.paused else ("pause", words.PAUSE)
    items = (
        ("wards", words.MY_WARDS),
        ("language", words.LANGUAGE),
        ("pass_on", words.PASS_ON),
        pause,
        ("leave", words.LEAVE),
        ("about_me", words.ABOUT_ME),
        ("kept", words.KEPT_OF_ME),
        ("erase", words.DELETE_MINE),
    )
    return talk.menu(talk.say(words.MY_SUBSCRIPTION), items)


def _choose(talk: Talk, road: str) -> Onward | Done:
    if road == "resume":
        return Done(talk.say(words.WARNINGS_AGAIN), Pause(0))
    if road == "leave":
        return talk.enter("leave", talk.speaks(TO_LEAVE))
    if road == "pause":
        return talk.enter("pause", talk.speaks([words.PAUSED_UNTIL]))
    if road == "about_me":
        return about_me(talk)
    if road == "erase":
        return to_erase(talk)
    if road == "kept":
        return talk.enter("kept", talk.speaks(kept_of(talk.caller)))
    return talk.go(road)


# Wards.


def _wards(talk: Talk) -> View:
    own = tuple((ward, talk.places[ward].display_name) for ward in talk.caller.wards)
    more = (("", talk.say(words.ADD_A_WARD)),) if len(own) < MOST_WARDS else ()
    return View(talk.say(words.MY_WARDS), items=(*own, *more), back=talk.say(words.BACK))


def _ward_of_mine(talk: Talk) -> View:
    other = (("replace", words.REPLACE_THIS_WARD),)
    items = (*other, ("remove", words.REMOVE_THIS_WARD)) if len(talk.caller.wards) > 1 else other
    return talk.menu(talk.places[talk.state.ward].display_name, items)


def _change(talk: Talk, what: str) -> Onward | Done:
    if what == "replace":
        return talk.go("county", road="replace")
    rest = tuple(ward for ward in talk.caller.wards if ward != talk.state.ward)
    return Done(talk.say(words.SAVED), Move(rest))


def added(talk: Talk, ward: str) -> Done:
    """Hear about this ward too."""
    return _moved(talk, ward, (*talk.caller.wards, ward))


def replaced(talk: Talk, ward: str) -> Done:
    """Hear about this ward in place of one of theirs."""
    return _moved(talk, ward, tuple(ward if mine == talk.state.ward else mine for mine in talk.caller.wards))


def _moved(talk: Talk, ward: str, wards: tuple[str, ...]) -> Done:
    return Done(talk.say(words.YOUR_WARD, ward=talk.places[ward].display_name), Move(tuple(dict.fromkeys(wards))))


# Passing on, pausing, leaving.


def _pass_on(talk: Talk) -> View:
    return talk.menu("", YES_NO, text=talk.say(words.DO_YOU_TELL_OTHERS))


def _kept(talk: Talk) -> View:
    text = talk.say(*kept_of(talk.caller), **facts(talk.caller, talk.places))
    return View(text=text, back=talk.say(words.BACK), ends=True)


def _passes_on(talk: Talk, choice: str) -> Done:
    return Done(talk.say(words.SAVED), Become(Kind.INTERMEDIARY if choice == "yes" else Kind.PERSON))


def _pause(talk: Talk) -> View:
    items = tuple((str(days), talk.say(words.DAYS, days=days)) for days in PAUSES)
    return View(talk.say(words.HOW_LONG), items=items, back=talk.say(words.BACK))


def _paused(talk: Talk, days: str) -> Done:
    ends = talk.caller.today + timedelta(days=int(days))
    return Done(talk.say(words.PAUSED_UNTIL, date=f"{ends:%d/%m/%Y}"), Pause(int(days)))


def _leave(talk: Talk) -> View:
    return talk.menu("", YES_NO, text=talk.say(words.LEAVE_MBIU, words.NO_MORE_WARNINGS))


def _left(talk: Talk, choice: str) -> Onward | Done:
    return talk.home() if choice == "no" else Done(talk.say(*FAREWELL), Leave())


def to_erase(talk: Talk) -> Onward:
    """To the one question before all is deleted: for who joined, and for whoever only wrote or told something."""
    return talk.enter(ERASE_STEP, talk.speaks(TO_ERASE))


def _erase(talk: Talk) -> View:
    ends = (words.NO_MORE_WARNINGS,) if talk.caller.wards else ()
    return talk.menu("", YES_NO, text=talk.say(words.DELETE_DATA, *ends))


def _erased(talk: Talk, choice: str) -> Onward | Done:
    return talk.home() if choice == "no" else Done(talk.say(words.DELETED), Erase())


SUBSCRIPTION: dict[str, Step] = {
    CONSENT_STEP: Step(_consent, _consented),
    "subscription": Step(_mine, _choose),
    "wards": Step(_wards, lambda talk, ward: talk.go("my_ward", ward=ward) if ward else talk.go("county", road="add")),
    "my_ward": Step(_ward_of_mine, _change),
    "pass_on": Step(_pass_on, _passes_on),
    "kept": Step(_kept, lambda talk, _: Onward(talk.state)),
    "pause": Step(_pause, _paused),
    "leave": Step(_leave, _left),
    ERASE_STEP: Step(_erase, _erased),
}
