"""The conversation by SMS, pure: what we know of this phone, its text and the open question → an answer."""

from dataclasses import dataclass, replace

from bot import words
from bot.actions import Join, Leave, Speak, TakeBack, Tell, TellMore
from bot.answers import FAREWELL, LONGEST, Answer, Enrol, say_in_one
from bot.confiding import told_by
from bot.conflict_words import sounds_like_conflict
from bot.kept_of_me import facts, kept_of
from bot.keywords import Intent, understand, unprefixed
from bot.named_places import ward_of_report
from bot.questions import (
    JOIN,
    WARD,
    about_area,
    about_place,
    again,
    answered,
    asking,
    fits,
    is_a_word_for,
    joined,
    moved,
    number_in,
)
from bot.referrals import ALL
from bot.report_questions import ORDER, RECEIPT, filed, is_another, replied
from bot.talk import Caller
from bot.vocabulary import Wish, plain_words
from domain.areas import Gazetteer, Level, county_of
from domain.conversations import Ask, Question
from domain.intake import Report
from domain.languages import FLOOR, Language
from domain.replies import Topic
from domain.sightings import When
from domain.subscribers import Kind
from messages.catalog import Catalog

HELP = (words.HELP_JOIN, words.HELP_STOP, words.HELP_REPORT, words.IN_DANGER)
HOW_TO_JOIN = (words.SEND_JOIN, words.SEND_JOIN_EXAMPLE)
# Asked for in the language of the keyword, whose sender is then offered to go on in it.
_OFFERS = (Wish.JOIN, Wish.HELP, Wish.WARNING, Wish.NUMBERS, Wish.WARD)
# To these a text may tell more of what was filed.
_TAKE_MORE = (*ORDER[1:], Ask.SOURCE)


@dataclass(frozen=True, slots=True)
class Text:
    """One text, and all that its answer may look at."""

    caller: Caller
    intent: Intent
    places: Gazetteer
    catalog: Catalog

    @property
    def kept(self) -> Language:
        """What the person is written to in from now on: a keyword in another language changes nothing by itself."""
        return self.intent.chosen or self.caller.language or self.intent.language or FLOOR

    @property
    def language(self) -> Language:
        """What the person chose; a keyword of exactly one other language is answered in that. Else Swahili."""
        asked = self.intent.language if self.intent.wish in _OFFERS else None
        return self.intent.chosen or asked or self.kept

    def say(self, *sentences: str, **values: object) -> str:
        return say_in_one(self.catalog, self.language, *sentences, **values)

    def ask(self, question: Question, *before: str) -> Answer:
        return asking(question, self.places, self.catalog, *before)


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
    if turn.intent.wish not in _OFFERS or not language or not chosen or language is chosen or turn.intent.chosen:
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
            return _join(turn)
        case Wish.WARD:
            return _ward(turn)
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
            return _enrol(turn)
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


def _join(turn: Text) -> Answer:
    intent, former = turn.intent, turn.caller.former
    if not intent.named and former:
        action = Join(former, turn.kept)
        return Answer(turn.say(words.JOINED, words.HOW_TO_LEAVE), action, closes=True)
    if not intent.named and turn.caller.wards:
        return Answer(turn.say(words.JOINED, words.YOUR_WARD, words.HOW_TO_LEAVE, ward=_names(turn)))
    answer = _place(turn, JOIN)
    if intent.words:  # it may be no place at all
        return replace(answer, action=Tell(intent.words, Topic.REPLY, turn.language))
    return answer


def _names(turn: Text) -> str:
    return ", ".join(turn.places[ward].display_name for ward in turn.caller.wards)


def _ward(turn: Text) -> Answer:
    if not turn.caller.wards:  # consent is given with JOIN only
        return Answer(turn.say(*HOW_TO_JOIN))
    if not turn.intent.named:
        return Answer(turn.say(words.YOUR_WARD, words.SEND_WARD, ward=_names(turn)))
    return _place(turn, WARD)


def _place(turn: Text, about: str) -> Answer:
    """One sure ward acts; several, or one that is only near, are asked about; a larger area leads into its list."""
    intent, places = turn.intent, turn.places
    wards = [area for area in intent.areas if area.level is Level.WARD]
    if len(wards) == 1 and not intent.near:
        if intent.wide:
            sisters = (area for area in places.children(wards[0].slug.rpartition(".")[0]) if area is not wards[0])
            return turn.ask(about_place([wards[0], *sisters], about, turn.kept))
        if about == JOIN:
            return joined(wards[0], turn.language, turn.catalog, turn.kept)
        return moved(wards[0], turn.language, turn.catalog)
    if wards:
        return turn.ask(about_place(wards, about, turn.kept))
    larger = sorted(intent.areas, key=lambda area: area.level is not Level.COUNTY)
    if larger:
        return turn.ask(about_area(places.children(larger[0].slug), about, turn.kept), words.NAME_YOUR_WARD)
    why = (words.UNKNOWN_PLACE,) if intent.named else ()
    return turn.ask(about_area(places.counties, about, turn.kept), *why)


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


def _enrol(turn: Text) -> Answer:
    intent, caller = turn.intent, turn.caller
    if caller.kind is not Kind.INTERMEDIARY or not caller.wards:
        return Answer(turn.say(words.ONLY_WHO_TELLS_OTHERS))
    wards = [area for area in intent.areas if area.level is Level.WARD]
    if intent.misread or not intent.phones:
        return Answer(turn.say(*((words.ONLY_KENYA,) if intent.misread else ()), words.SEND_ENROL))
    if intent.named and (len(wards) != 1 or intent.near):
        names = ", ".join(area.display_name for area in wards[:3])
        which = turn.say(words.WHICH_PLACE, places=names) if wards else turn.say(words.UNKNOWN_PLACE)
        return Answer(f"{which} {turn.say(words.SEND_ENROL)}")
    ward = wards[0].slug if wards else caller.wards[0]
    return Answer(turn.say(words.WE_WILL_ASK), Enrol(intent.phones, ward, turn.say(words.ENOUGH_TODAY)))
