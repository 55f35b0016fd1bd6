"""The conversation by SMS, pure: what we know of this phone, its text and the open question → an answer."""

from dataclasses import replace

from bot import words
from bot.actions import Join, Leave, Speak, TakeBack, Tell, TellMore
from bot.answers import FAREWELL, HOW_TO_JOIN, LONGEST, Answer, say_in_one
from bot.confiding import told_by
from bot.conflict_words import sounds_like_conflict
from bot.kept_of_me import facts, kept_of
from bot.keywords import understand, unprefixed
from bot.named_places import ward_of_report
from bot.questions import again, answered, fits, is_a_word_for, number_in
from bot.referrals import ALL
from bot.report_questions import ORDER, RECEIPT, filed, is_another, replied
from bot.talk import Caller
from bot.text_places import change_ward, enrol, join
from bot.text_turns import OFFERS, Text
from bot.vocabulary import Wish, plain_words
from domain.areas import Gazetteer, county_of
from domain.conversations import Ask, Question
from domain.intake import Report
from domain.replies import Topic
from domain.sightings import When
from messages.catalog import Catalog

HELP = (words.HELP_JOIN, words.HELP_STOP, words.HELP_REPORT, words.IN_DANGER)
# To these a text may tell more of what was filed.
_TAKE_MORE = (*ORDER[1:], Ask.SOURCE)


def respond(
    caller: Caller, text: str, catalog: Catalog, places: Gazetteer, question: Question | None = None, prefix: str = ""
) -> Answer:
    """The answer to one text. STOP and sexual violence come before an open question, and that before all else."""
    county = county_of(caller.wards[0]) if caller.wards else ""
    intent = understand(text, places, prefix, county)
    turn = Text(caller, intent, places, catalog)
    if intent.wish is Wish.STOP:
        return Answer(turn.say(*FAREWELL), Leave(), closes=True, urgent=True)
    if intent.wish is Wish.RESTRICTED:
        # What waited is dropped with it: together they may tell of one thing, and of this one no word is kept.
        numbers = turn.say(words.CALL_A_HELPLINE, words.IN_DANGER)
        told = told_by(text, places)
        of_a_report = question is not None and question.ask in ORDER and question.sighting
        action = TakeBack(question.sighting, told) if question and of_a_report else told
        return Answer(numbers, action, closes=True, settles=True, urgent=True)
    bare_text = unprefixed(text, prefix)
    tells = intent.wish is Wish.MESSAGE and not bare_text.rstrip().endswith("?")
    if question is not None and question.ask in _TAKE_MORE and tells and is_another(question, bare_text, places):
        return filed(_report(turn), places, catalog)
    if question is not None and question.ask is Ask.SOURCE:
        return _told_more(turn, int(question.about))
    if question is not None and question.ask in ORDER:
        if answer := replied(question, bare_text, intent, places, catalog):
            return answer
    elif question is not None:
        choice = fits(question, bare_text, places)
        if choice is not None:
            return replace(answered(question, choice, bool(caller.wards), places, catalog), settles=True)
        if number_in(bare_text) is not None or is_a_word_for(question, bare_text):
            return again(question, places, catalog)
    elif bare_text.strip(" .()#*").isdecimal() and number_in(bare_text) is not None:
        return Answer(turn.say(words.NO_QUESTION, *HELP))
    return _fresh(turn) if question else _with_offer(_fresh(turn), turn)


def _with_offer(answer: Answer, turn: Text) -> Answer:
    """To a keyword in another language: the offer to go on in it, where there is room and nothing else is asked."""
    language, chosen = turn.intent.language, turn.caller.language
    if turn.intent.wish not in OFFERS or not language or not chosen or language is chosen or turn.intent.chosen:
        return answer
    text = f"{answer.text} {say_in_one(turn.catalog, language, words.SWITCH_LANGUAGE, language=language.own_name)}"
    subscribed = turn.caller.wards or isinstance(answer.action, Join)
    if answer.asks or not subscribed or len(text) > LONGEST:
        return answer
    return replace(answer, text=text, asks=Question(Ask.LANGUAGE, language=language))


def _fresh(turn: Text) -> Answer:
    """The answer to a text that answers no question."""
    intent = turn.intent
    match intent.wish:
        case Wish.JOIN:
            return join(turn)
        case Wish.WARD:
            return change_ward(turn)
        case Wish.LANGUAGE:
            return _speak(turn)
        case Wish.WARNING:
            return Answer(_warning(turn))
        case Wish.NUMBERS:
            numbers = ", ".join(f"{turn.say(line.label)} {line.number}" for line in ALL)
            return Answer(numbers, urgent=True)
        case Wish.REPORT if intent.words:
            return filed(_report(turn), turn.places, turn.catalog)
        case Wish.REPORT:
            return Answer(turn.say(words.SEND_REPORT, words.IN_DANGER), urgent=True)
        case Wish.DELETE:
            return turn.ask(Question(Ask.ERASE, language=turn.language))
        case Wish.DATA:
            return Answer(
                say_in_one(turn.catalog, turn.language, *kept_of(turn.caller), **facts(turn.caller, turn.places))
            )
        case Wish.ENROL:
            return enrol(turn)
        case Wish.FEEDBACK if not intent.words:
            return Answer(turn.say(words.SEND_FEEDBACK))
        case Wish.QUESTION | Wish.FEEDBACK | Wish.MESSAGE if _says_something(intent.words):
            return _message(turn)
        case _:
            return Answer(turn.say(*HELP))


def _says_something(text: str) -> bool:
    """Whether there is a word or a picture in it: dots and blanks alone are answered with help."""
    return any(sign.isalnum() or ord(sign) > 0x2000 for sign in text)


def _told_more(turn: Text, sighting: int) -> Answer:
    """To an officer's text a source may write anything, also a digit or a yes; a keyword is what it always is."""
    intent = turn.intent
    if intent.wish is not Wish.MESSAGE or not _says_something(intent.words):
        return _fresh(turn)
    return Answer(
        turn.say(words.THANK_YOU, words.RECEIVED, words.NOT_POLICE, words.IN_DANGER),
        TellMore(sighting, intent.words),
    )


def _message(turn: Text) -> Answer:
    """Words of their own: for an officer, unless they may tell of an incident. Then we ask, and they wait sealed."""
    intent = turn.intent
    if sounds_like_conflict(intent.words):
        ward = _report(turn).ward or ""
        about = Question(Ask.REPORT, words=intent.words, kind=intent.kind, ward=ward, language=turn.language)
        return replace(turn.ask(about), urgent=True)
    topic = Topic.FEEDBACK if intent.wish is Wish.FEEDBACK else Topic.REPLY
    if intent.wish is Wish.QUESTION or (topic is Topic.REPLY and intent.words.rstrip().endswith("?")):
        topic = Topic.QUESTION
    told = Tell(intent.words, topic, turn.language)
    return Answer(turn.say(*RECEIPT), told, acknowledges=intent.wish is Wish.MESSAGE)


def _report(turn: Text) -> Report:
    """Where it happened is what they say, and never their own ward because that is the one we know."""
    intent = turn.intent
    ward = ward_of_report(plain_words(intent.words), turn.places)
    return Report(intent.kind, ward.slug if ward else None, When.UNKNOWN, intent.words, turn.kept)


def _speak(turn: Text) -> Answer:
    chosen, catalog = turn.intent.chosen, turn.catalog
    if chosen is None:
        return Answer(turn.say(words.SEND_LANGUAGE))
    if (
        not turn.caller.wards
    ):  # nothing is kept of a stranger, so there is nothing to set: show the way in, in that language
        return Answer(say_in_one(catalog, chosen, *HELP))
    return Answer(say_in_one(catalog, chosen, words.LANGUAGE_SET, language=chosen.own_name), Speak(chosen))


def _warning(turn: Text) -> str:
    if warning := turn.caller.warning():
        return warning.text
    return turn.say(*((words.NO_WARNING,) if turn.caller.wards else HOW_TO_JOIN))
