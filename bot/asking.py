"""What a phone can ask of us: numbers for a need, who we are and what we keep, a question to an officer."""

from bot import words
from bot.actions import Tell
from bot.confiding import confided
from bot.conflict_words import sounds_like_conflict
from bot.referrals import NEEDS
from bot.reporting import TO_REPORT
from bot.restricted import is_restricted
from bot.screens import View
from bot.talk import Done, Onward, Step, Talk
from domain.languages import Language
from domain.replies import Topic

ABOUT = (
    words.WHO_SPEAKS,
    words.IT_IS_FREE,
    words.WHAT_IS_KEPT,
    words.WORDS_KEPT,
    words.WHO_SEES,
    words.NUMBER_HIDDEN,
    words.NEVER_MONEY,
    words.NOT_POLICE,
    words.HOW_TO_LEAVE,
    words.HOW_TO_DELETE,
)
TYPE_IT = (words.TYPE_YOUR_QUESTION, words.ANSWER_BY_SMS, words.NO_NAMES, words.WHO_SEES)
TAKEN = (words.THANK_YOU, words.RECEIVED, words.ANSWER_BY_SMS)
TO_ASK = (words.NO_NAMES, words.WHO_SEES, words.IS_IT_A_REPORT, words.THANK_YOU, words.RECEIVED)


def no_answer(talk: Talk, _: str) -> Onward:
    """A text that is only read has no items to answer with."""
    return Onward(talk.state)


def _needs(talk: Talk) -> View:
    return talk.menu(talk.say(words.WHAT_HELP), tuple((label, label) for label in NEEDS))


def _numbers(talk: Talk) -> View:
    need = talk.state.need
    return View(talk.say(need), talk.helplines(NEEDS[need]), back=talk.say(words.BACK), ends=True)


def _about(talk: Talk) -> View:
    return View(text=talk.say(*ABOUT), back=talk.say(words.BACK), ends=True)


def _ask(talk: Talk) -> View:
    return View(text=talk.say(*TYPE_IT), back=talk.say(words.BACK), optional=True, free=True)


def _asked(talk: Talk, question: str) -> Onward | Done:
    if not question:
        return talk.home()
    if is_restricted(question):
        return confided(talk, question)
    if sounds_like_conflict(question):
        return talk.go("report_or_tell", words=question)
    return _told(talk, question)


def _report_or_tell(talk: Talk) -> View:
    choices = (("report", words.REPORT_THIS), ("tell", words.JUST_A_MESSAGE))
    return talk.menu("", choices, text=talk.say(words.IS_IT_A_REPORT))


def _reports_or_tells(talk: Talk, choice: str) -> Onward | Done:
    if choice == "tell":
        return _told(talk, talk.state.words)
    return talk.enter("kind", talk.speaks(TO_REPORT), road="report")


def _told(talk: Talk, question: str) -> Done:
    return Done(talk.say(*TAKEN), Tell(question, Topic.QUESTION, Language(talk.state.language)))


ASKING: dict[str, Step] = {
    "needs": Step(_needs, lambda talk, need: talk.go("numbers", need=need)),
    "numbers": Step(_numbers, no_answer),
    "about": Step(_about, no_answer),
    "ask": Step(_ask, _asked),
    "report_or_tell": Step(_report_or_tell, _reports_or_tells),
}
