"""A report by USSD: filed as soon as kind, ward and when are told; what follows is optional, and each answer is kept.

The restricted choice leaves this road at once: see `bot.confiding`.
"""

from typing import Any

from bot import words
from bot.confiding import confide, confided
from bot.place_steps import AFTER
from bot.referrals import ALL, ALSO, CALL_FIRST, CHOICES, MORE_CHOICES, MORE_KINDS, RESTRICTED
from bot.restricted import is_restricted
from bot.screens import View
from bot.subscription import YES_NO
from bot.talk import JUST_FILED, Done, Onward, State, Step, Talk
from domain.intake import Report
from domain.languages import Language
from domain.reporters import CallTime
from domain.restricted_reports import RestrictedKind
from domain.sightings import Hurt, Source, When
from domain.taxonomy import Kind

TYPE_IT = (words.ONE_SENTENCE, words.NO_NAMES, words.NUMBER_HIDDEN, words.WHO_SEES)
THANKS = (words.THANK_YOU, words.RECEIVED, words.NOT_POLICE, words.IN_DANGER)
LAST_WORDS = (words.THANK_YOU, words.NOT_POLICE, words.IN_DANGER, words.WHEN_READ)
NO_ANSWER, NO = "unknown", "no"
WHEN = {
    When.NOW: words.NOW,
    When.TODAY: words.TODAY,
    When.THIS_WEEK: words.THIS_WEEK,
    When.EARLIER: words.EARLIER,
}
HURT = {
    Hurt.NOBODY: words.NOBODY,
    Hurt.HURT: words.PEOPLE_HURT,
    Hurt.KILLED: words.PEOPLE_KILLED,
    NO_ANSWER: words.DO_NOT_KNOW,
}
SOURCE = {Source.SEEN: words.I_SAW, Source.HEARD: words.I_HEARD, Source.TOLD: words.I_WAS_TOLD}
CALL = {
    NO: words.NO,
    CallTime.ANY_TIME: words.ANY_TIME,
    CallTime.MORNING: words.IN_THE_MORNING,
    CallTime.AFTERNOON: words.IN_THE_AFTERNOON,
    CallTime.EVENING: words.IN_THE_EVENING,
}
# What may be told of a report that is filed: first what says how urgent it is.
OPTIONAL = ("going_on", "hurt", "source", "sentence", "may_text", "may_call")
OF_GOOD_NEWS = ("source", "sentence", "may_text", "may_call")
CONSENT = ("may_text", "may_call")  # asked of the person who reported, in the call in which they did
LAST = "thanked"
# Every class A sentence of this road: it is spoken in a language once all of them are signed there.
TO_REPORT = (
    words.WHAT_HAPPENED,
    *CHOICES.values(),
    *MORE_CHOICES.values(),
    words.CALL_NOW,
    words.HELP_DAY_AND_NIGHT,
    words.SAY_ONLY_THE_WARD,
    words.NUMBER_NOT_KEPT,
    *(line.label for line in ALL),
    words.WHERE,
    words.WHEN,
    *WHEN.values(),
    words.STILL_GOING_ON,
    words.ANYONE_HURT,
    *HURT.values(),
    words.HOW_DO_YOU_KNOW,
    *SOURCE.values(),
    *TYPE_IT,
    words.MAY_WE_TEXT,
    words.OTHERS_MAY_READ,
    words.MAY_WE_CALL,
    *(sentence for time, sentence in CALL.items() if time != NO),
    *THANKS,
    *LAST_WORDS,
)


def _kinds(talk: Talk) -> View:
    return talk.menu(talk.say(words.WHAT_HAPPENED), CHOICES.items())


def _more_kinds(talk: Talk) -> View:
    return talk.menu(talk.say(words.WHAT_HAPPENED), MORE_CHOICES.items())


def _kind_chosen(talk: Talk, kind: str) -> Onward | Done:
    if kind == RESTRICTED:
        return confide(talk, RestrictedKind.UNSAID)
    if kind == MORE_KINDS:
        return talk.go("more_kinds")
    return talk.go("call_first" if kind in CALL_FIRST else talk.place_step, kind=kind)


def _call_first(talk: Talk) -> View:
    numbers = talk.helplines(CALL_FIRST[talk.state.kind])
    return talk.menu(talk.say(words.CALL_NOW), [("yes", words.CONTINUE)], text=numbers)


def _after_call_first(talk: Talk, _: str) -> Onward:
    return talk.go(talk.place_step)


def _where(talk: Talk) -> View:
    own = tuple((ward, talk.places[ward].display_name) for ward in talk.caller.wards)
    another = ("", talk.say(words.ANOTHER_WARD))
    return View(talk.say(words.WHERE), items=(*own, another), back=talk.say(words.BACK))


def _where_chosen(talk: Talk, ward: str) -> Onward | Done:
    return AFTER[talk.state.road](talk, ward) if ward else talk.go("county")


def _when(talk: Talk) -> View:
    return talk.menu(talk.say(words.WHEN), WHEN.items())


# From here on it is filed.


def _filed(talk: Talk, when: str) -> Onward:
    """All that a report needs is told: it is filed, whatever becomes of this call."""
    state = talk.state
    told = (Kind(state.kind), state.area, When(when), state.words, Language(state.language))
    then = talk.at(_optional(state)[0], when=when, sighting=state.sighting or JUST_FILED, trail=())
    return Onward(then, Report(*told, continues=state.sighting or None))


def _optional(state: State) -> list[str]:
    """What may still be told; who asked a question that sounded like a report has typed the sentence already.

    In another call it may be somebody else who answers, and nobody consents for the one who reported.
    """
    steps = OF_GOOD_NEWS if state.kind == Kind.PEACE_POSITIVE else OPTIONAL
    left_out = (*(CONSENT if state.resumed else ()), *(["sentence"] if state.words else ()))
    return [step for step in steps if step not in left_out]


def _on(talk: Talk, sentence: str = "", **told: Any) -> Onward:
    """To the next of these questions; what was told, if anything, is added to the report."""
    state, steps = talk.state, [*_optional(talk.state), LAST]
    then = talk.at(steps[steps.index(state.step) + 1])
    if not (sentence or told):
        return Onward(then)
    known = (Kind(state.kind), state.area, When(state.when), sentence, Language(state.language))
    return Onward(then, Report(*known, **told, continues=state.sighting))


def _asked(talk: Talk, *sentences: str) -> str:
    """A question; the first of them says that the report has arrived."""
    first = talk.state.step == _optional(talk.state)[0]
    return talk.say(*((words.RECEIVED,) if first else ()), *sentences)


def _going_on(talk: Talk) -> View:
    return talk.may_choose(_asked(talk, words.STILL_GOING_ON), YES_NO)


def _goes_on(talk: Talk, choice: str) -> Onward:
    return _on(talk, ongoing=choice == "yes") if choice else _on(talk)


def _hurt(talk: Talk) -> View:
    return talk.may_choose(_asked(talk, words.ANYONE_HURT), HURT.items())


def _is_hurt(talk: Talk, hurt: str) -> Onward:
    return _on(talk, hurt=Hurt(hurt)) if hurt in HURT and hurt != NO_ANSWER else _on(talk)


def _source(talk: Talk) -> View:
    return talk.may_choose(_asked(talk, words.HOW_DO_YOU_KNOW), SOURCE.items())


def _knows(talk: Talk, source: str) -> Onward:
    return _on(talk, source=Source(source)) if source else _on(talk)


def _sentence(talk: Talk) -> View:
    return View(text=talk.say(*TYPE_IT), back=talk.say(words.SKIP), optional=True, free=True)


def _typed(talk: Talk, sentence: str) -> Onward | Done:
    """Whatever kind was chosen, a sentence of sexual violence is never taken down; the report is withdrawn."""
    return confided(talk, sentence) if is_restricted(sentence) else _on(talk, sentence)


def _may_text(talk: Talk) -> View:
    return talk.may_choose(talk.say(words.MAY_WE_TEXT, words.OTHERS_MAY_READ), YES_NO)


def _text_allowed(talk: Talk, choice: str) -> Onward:
    return _on(talk, may_text=True) if choice == "yes" else _on(talk)


def _may_call(talk: Talk) -> View:
    return talk.may_choose(talk.say(words.MAY_WE_CALL), CALL.items())


def _call_allowed(talk: Talk, time: str) -> Onward:
    return _on(talk, may_call=CallTime(time)) if time not in ("", NO) else _on(talk)


def _thanked(talk: Talk) -> View:
    also = "" if talk.state.resumed else talk.helplines(ALSO.get(talk.state.kind, ()))
    return View(text="\n".join(filter(None, (talk.say(*LAST_WORDS), also))), ends=True)


REPORTING: dict[str, Step] = {
    "kind": Step(_kinds, _kind_chosen),
    "more_kinds": Step(_more_kinds, _kind_chosen),
    "call_first": Step(_call_first, _after_call_first),
    "where": Step(_where, _where_chosen),
    "when": Step(_when, _filed),
    "going_on": Step(_going_on, _goes_on),
    "hurt": Step(_hurt, _is_hurt),
    "source": Step(_source, _knows),
    "sentence": Step(_sentence, _typed),
    "may_text": Step(_may_text, _text_allowed),
    "may_call": Step(_may_call, _call_allowed),
    LAST: Step(_thanked, lambda talk, _: Onward(talk.state)),
}
