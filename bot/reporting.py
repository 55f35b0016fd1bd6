"""A report by USSD: kind, ward, when, a sentence. The restricted kind ends at once, with numbers and nothing kept."""

from bot import words
from bot.referrals import ALL, ALSO, CALL_FIRST, CHOICES, RESTRICTED, RESTRICTED_HELP
from bot.restricted import is_restricted
from bot.screens import View
from bot.subscription import YES_NO
from bot.talk import Done, Onward, Step, Talk
from domain.intake import Report
from domain.languages import Language
from domain.sightings import When
from domain.taxonomy import Kind

TYPE_IT = (words.ONE_SENTENCE, words.NO_NAMES, words.NUMBER_HIDDEN, words.WHO_SEES)
THANKS = (words.THANK_YOU, words.RECEIVED, words.NOT_POLICE, words.IN_DANGER)
WHEN = {
    When.NOW: words.NOW,
    When.TODAY: words.TODAY,
    When.THIS_WEEK: words.THIS_WEEK,
    When.EARLIER: words.EARLIER,
}
# Every class A sentence of this road: it is spoken in a language once all of them are signed there.
TO_REPORT = (
    words.WHAT_HAPPENED,
    *CHOICES.values(),
    words.CALL_NOW,
    words.HELP_DAY_AND_NIGHT,
    *(line.label for line in ALL),
    words.WHERE,
    words.WHEN,
    *WHEN.values(),
    *TYPE_IT,
    words.MAY_WE_TEXT,
    words.OTHERS_MAY_READ,
    *THANKS,
)


def _kinds(talk: Talk) -> View:
    return talk.menu(talk.say(words.WHAT_HAPPENED), CHOICES.items())


def helplines_only(talk: Talk) -> Done:
    """What is answered to sexual violence and harm to a child, and nothing else: no action, nothing kept."""
    return Done(f"{talk.say(words.HELP_DAY_AND_NIGHT)}\n{talk.helplines(RESTRICTED_HELP)}")


def _kind_chosen(talk: Talk, kind: str) -> Onward | Done:
    if kind == RESTRICTED:
        return helplines_only(talk)
    return talk.go("call_first" if kind in CALL_FIRST else _place_step(talk), kind=kind)


def _place_step(talk: Talk) -> str:
    return "where" if talk.caller.wards else "county"


def _call_first(talk: Talk) -> View:
    numbers = talk.helplines(CALL_FIRST[talk.state.kind])
    return talk.menu(talk.say(words.CALL_NOW), [("yes", words.CONTINUE)], text=numbers)


def _after_call_first(talk: Talk, _: str) -> Onward:
    return talk.go(_place_step(talk))


def _where(talk: Talk) -> View:
    own = tuple((ward, talk.places[ward].display_name) for ward in talk.caller.wards)
    another = ("", talk.say(words.ANOTHER_WARD))
    return View(talk.say(words.WHERE), items=(*own, another), back=talk.say(words.BACK))


def _where_chosen(talk: Talk, ward: str) -> Onward:
    return talk.go("when", area=ward) if ward else talk.go("county")


def _when(talk: Talk) -> View:
    return talk.menu(talk.say(words.WHEN), WHEN.items())


def _sentence(talk: Talk) -> View:
    return View(text=talk.say(*TYPE_IT), back=talk.say(words.SKIP), free=True)


def _typed(talk: Talk, sentence: str) -> Onward | Done:
    """Whatever kind was chosen, a sentence of sexual violence is never taken down."""
    return helplines_only(talk) if is_restricted(sentence) else talk.go("may_text", words=sentence)


def _may_text(talk: Talk) -> View:
    text = talk.say(words.MAY_WE_TEXT, words.OTHERS_MAY_READ)
    return talk.menu("", YES_NO, text=text)


def _reported(talk: Talk, choice: str) -> Done:
    state = talk.state
    also = talk.helplines(ALSO.get(state.kind, ()))
    thanks = "\n".join(filter(None, (talk.say(*THANKS), also)))
    told = (Kind(state.kind), state.area, When(state.when), state.words, Language(state.language))
    return Done(thanks, Report(*told, may_text=choice == "yes", continues=state.sighting or None))


REPORTING: dict[str, Step] = {
    "kind": Step(_kinds, _kind_chosen),
    "call_first": Step(_call_first, _after_call_first),
    "where": Step(_where, _where_chosen),
    # Who asked a question that sounded like a report has typed the sentence already.
    "when": Step(_when, lambda talk, when: talk.go("may_text" if talk.state.words else "sentence", when=when)),
    "sentence": Step(_sentence, _typed),
    "may_text": Step(_may_text, _reported),
}
