"""What a report by SMS leads to, pure: it is filed at once, and what is missing is asked after it, each thing once.

Where it was, what it is, and last whether we may text about it. The texts name nothing that was told and stay in one
language, for the phone may be shared and the dialogue is of class A.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot import words
from bot.actions import Reporting, Tell
from bot.answers import LONGEST, Answer, say_in_one
from bot.conflict_words import kind_of, may_go_on, sounds_like_conflict
from bot.keywords import Intent
from bot.named_places import LONGEST_PLACE, Named, elsewhere, named, ward_of_report
from bot.questions import FIRST, SECOND, SEVERAL, again, fits, number_in, put
from bot.referrals import CHOICES, RESTRICTED
from bot.vocabulary import NO, NUMBER_WORDS, POLITE, YES, Wish, bare, plain_words, spelled
from domain.areas import Area, Gazetteer, Level, fold
from domain.completions import Completion, Withdrawal
from domain.conversations import Ask, Question
from domain.intake import Report
from domain.languages import FLOOR, Language
from domain.replies import Topic
from domain.taxonomy import TAXONOMY, Kind
from domain.triage import LEVELS
from messages import filing
from messages.catalog import Catalog

# Thanks for any text that a person reads: who looks over a shoulder cannot tell a report by it.
RECEIPT = (words.THANK_YOU, words.RECEIVED, words.NOT_POLICE, words.IN_DANGER, words.WHEN_READ)
# The same before a question, the fullest for which there is room.
_BEFORE_A_QUESTION = (RECEIPT, RECEIPT[:-1], (words.THANK_YOU, *RECEIPT[2:-1]), RECEIPT[2:-1])
_NOT_HERE = (words.THANK_YOU, words.OUR_COUNTIES, words.NOT_POLICE, words.IN_DANGER)
ORDER = (Ask.REPORT, Ask.REPORT_WARD, Ask.REPORT_KIND, Ask.REPORT_TEXT)
ELSEWHERE = "elsewhere"  # it was told where, and that is none of our counties: neither place nor kind is asked
# It is spoken in a language once all of it is signed there.
TO_REPORT_BY_TEXT = (
    *RECEIPT,
    *(words.ASK_WHERE, words.ASK_WHAT, *CHOICES.values(), words.OUR_COUNTIES),
    *(words.MAY_WE_TEXT, words.OTHERS_MAY_READ, words.SEND_1_FOR_YES),
)
_LONGEST_UNKNOWN = 3  # words that may be a place we do not know; more is a sentence
_NAMES_A_PLACE = (Wish.WARD, Wish.LANGUAGE, Wish.REPORT)  # "kata Nuu", "Taita", "RIPOTI Mutha"
_LONGEST_CONSENT = 3  # words; more is a sentence
_COURTESY = POLITE | spelled("sana nashukuru shukran thank you ahsante")
_CONSENT = {**dict.fromkeys(YES, FIRST), **dict.fromkeys(NO, SECOND)}
_CONSENT |= {word: number for word, number in NUMBER_WORDS.items() if number in (FIRST, SECOND)} | {
    "1": FIRST,
    "2": SECOND,
}
_THANKS = POLITE | YES | NO | spelled("sana nashukuru shukran shukrani thank you muvea chawucha ahsante karibu")


def filed(report: Report, places: Gazetteer, catalog: Catalog) -> Answer:
    """Files a report and asks what it does not say."""
    about = ELSEWHERE if not report.ward and elsewhere(plain_words(report.words), places) else ""
    language = _spoken(report.language, catalog)
    known = Question(Ask.REPORT, about=about, kind=report.kind, ward=report.ward or "", language=language)
    answer = _on(known, report, places, catalog, *((_NOT_HERE,) if about else _BEFORE_A_QUESTION))
    if language is report.language:
        return answer
    why = catalog.say(words.IN_SWAHILI, report.language, language=report.language.own_name)
    text = f"{why} {answer.text}"
    return replace(answer, text=text) if len(text) <= LONGEST else answer


def answered(question: Question, choice: int, places: Gazetteer, catalog: Catalog) -> Answer:
    """What an answer that fits leads to."""
    chosen = question.options[choice - 1] if question.options else ""
    match question.ask:
        case Ask.REPORT if choice == FIRST:
            return filed(filing.waiting(question, places), places, catalog)
        case Ask.REPORT:
            told = Tell(question.words, Topic.REPLY, Language(question.language or FLOOR))
            return Answer(_say(question, catalog, *RECEIPT), told, closes=True)
        case Ask.REPORT_WARD:
            return _placed(question, [places[chosen]], True, "", places, catalog)
        case Ask.REPORT_KIND if chosen == RESTRICTED:
            text = _say(question, catalog, words.CALL_A_HELPLINE, words.IN_DANGER)
            return Answer(text, Withdrawal(question.sighting), closes=True, urgent=True)
        case Ask.REPORT_KIND:
            kind = Kind(chosen) if chosen in set(Kind) else Kind.OTHER
            return _on(replace(question, kind=kind), Completion(question.sighting, kind=kind), places, catalog)
        case _:
            return _on(question, Completion(question.sighting, may_text=choice == FIRST), places, catalog)


def replied(question: Question, text: str, intent: Intent, places: Gazetteer, catalog: Catalog) -> Answer | None:
    """What a text does to a question about a report; None: it is for the usual road.

    Digits and places answer. Of a report that was filed, a sentence that may tell more is kept with it: no keyword, no
    question to us, no thanks, and nothing that is of drought or relief alone.
    """
    may_text = question.ask is Ask.REPORT_TEXT
    if may_text and _consents(text) == {FIRST, SECOND}:
        return again(question, places, catalog)
    choice = next(iter(_consents(text)), None) if may_text else fits(question, text, places)
    if choice is not None:
        return replace(answered(question, choice, places, catalog), settles=True)
    if number_in(text) is not None:
        return again(question, places, catalog)
    if question.ask is Ask.REPORT:
        return None
    if is_another(question, text, places):
        return None
    if question.ask is Ask.REPORT_WARD and (answer := _place_in(question, text, intent, places, catalog)):
        return answer
    if intent.wish is Wish.MESSAGE and _may_tell_more(text):
        return _told_more(question, text, places, catalog)
    return None


def _consents(text: str) -> set[int]:
    """Yes, no or both, as a short text says it in a digit and words: "1 ndiyo", "Ndio, tuma", "hapana asante"."""
    said = [word for word in map(bare, plain_words(text)) if word not in _COURTESY]
    said = said or [bare(word) for word in plain_words(text)]
    meant = [_CONSENT.get(word) for word in said]
    if (number := number_in(text)) is not None:
        return {number} & {FIRST, SECOND}
    if text.strip() == "II" or not meant or meant[0] is None or len(said) > _LONGEST_CONSENT:
        return set()
    if len(said) > 1 and (sounds_like_conflict(text) or said[0] in ("i", "e")):  # "No, thieves", "I saw them"
        return set()
    return {one for one in meant if one is not None}


def is_another(question: Question, text: str, places: Gazetteer) -> bool:
    """Whether a text tells of something else than what was told: of conflict in another ward, or of a graver kind.

    Kept with that it would alert nobody. To a report whose kind is not known yet, a graver one answers what it is.
    """
    if question.kind not in set(Kind) or not sounds_like_conflict(text):
        return False
    said, told = plain_words(text), Kind(question.kind)
    ward = ward_of_report(said, places)
    if ward and question.ward and ward.slug != question.ward:
        return True
    graver = LEVELS.index(TAXONOMY[kind_of(said)].level) < LEVELS.index(TAXONOMY[told].level)
    return graver and (told is not Kind.OTHER or question.ask is Ask.SOURCE)


def _may_tell_more(text: str) -> bool:
    said = {bare(word) for word in plain_words(text)}
    return not (said <= _THANKS or text.endswith("?")) and may_go_on(text)


def _place_in(question: Question, text: str, intent: Intent, places: Gazetteer, catalog: Catalog) -> Answer | None:
    """The answer to a text that says where it was; whatever is more than the name of a ward is kept as words."""
    told = intent.words if intent.wish is Wish.REPORT else text
    said = plain_words(told)
    if intent.wish not in (Wish.MESSAGE, *_NAMES_A_PLACE) or len(said) > LONGEST_PLACE or not said:
        return None
    place = named(said, places)
    sure = bool(place.areas) and not place.near
    if not sure and (intent.wish in (Wish.LANGUAGE, Wish.REPORT) or not _may_tell_more(text)):
        return None
    kept = Completion(question.sighting, words=text)
    if not sure and elsewhere(said, places):
        return _on(replace(question, about=ELSEWHERE), kept, places, catalog, _NOT_HERE)
    if place.areas:
        return _placed(question, _meant(place, places), sure, told, places, catalog)
    if question.options or intent.wish is Wish.WARD or len(said) > _LONGEST_UNKNOWN or kind_of(said) is not Kind.OTHER:
        return None
    return _list(question, places.counties, "", kept, places, catalog, words.UNKNOWN_PLACE)


def _meant(place: Named, places: Gazetteer) -> list[Area]:
    """The wards a name may mean; the larger areas where there are none, a county before what lies in it."""
    if place.wide:
        [ward] = place.areas
        return [ward, *(area for area in places.children(ward.parent or "") if area is not ward)]
    return sorted(place.areas, key=lambda area: area.level is not Level.COUNTY)


def _placed(
    question: Question, areas: Sequence[Area], sure: bool, told: str, places: Gazetteer, catalog: Catalog
) -> Answer:
    """One sure ward completes the report; of several, or one that is only near, we ask which."""
    first = areas[0]
    if first.level is not Level.WARD:
        return _list(question, places.children(first.slug), "", None, places, catalog)
    more = "" if fold(told) in (fold(first.name), fold(first.display_name)) else told
    kept = Completion(question.sighting, words=more) if more else None
    if len(areas) > 1 or not sure:
        return _list(question, areas, SEVERAL, kept, places, catalog)
    known = replace(question, ward=first.slug, about="")
    return _on(known, Completion(question.sighting, ward=first.slug, words=more), places, catalog)


def _list(
    question: Question,
    areas: Iterable[Area],
    about: str,
    action: Completion | None,
    places: Gazetteer,
    catalog: Catalog,
    *before: str,
) -> Answer:
    """The same question with these places to choose from."""
    narrower = replace(question, options=tuple(area.slug for area in areas), about=about)
    text = " ".join(filter(None, (_say(question, catalog, *before), put(narrower, places, catalog))))
    return Answer(text, action, asks=narrower, urgent=True)


def _told_more(question: Question, text: str, places: Gazetteer, catalog: Catalog) -> Answer:
    """Keeps one more sentence, with the ward and kind it may name; an open question stays, unless that answers it."""
    said = plain_words(text)
    ward = None if question.ward else ward_of_report(said, places)
    kind = kind_of(said) if question.kind == Kind.OTHER else None
    told = Completion(question.sighting, ward.slug if ward else None, kind, text)
    known = replace(question, ward=ward.slug if ward else question.ward, kind=kind or question.kind)
    if _lacks(known, known.ask):
        return Answer(_say(known, catalog, words.THANK_YOU, words.RECEIVED), told, asks=known)
    return _on(known, told, places, catalog)


def _on(known: Question, action: Reporting, places: Gazetteer, catalog: Catalog, *before: tuple[str, ...]) -> Answer:
    """Does this and asks what is missing next, behind what of `before` leaves it room; or ends with thanks."""
    later = ORDER[ORDER.index(known.ask) + 1 :]
    ask = next((ask for ask in later if _lacks(known, ask)), None)
    if ask is None:
        return Answer(_say(known, catalog, *RECEIPT), action, closes=True, urgent=True)
    options = tuple(CHOICES) if ask is Ask.REPORT_KIND else ()
    then = replace(known, ask=ask, options=options)
    question = put(then, places, catalog)
    texts = [f"{_say(known, catalog, *sentences)} {question}" for sentences in before or ((words.THANK_YOU,),)]
    text = next((text for text in texts if len(text) <= LONGEST), question)
    return Answer(text, action, asks=then, urgent=True)


def _lacks(known: Question, ask: Ask) -> bool:
    if known.about == ELSEWHERE and ask is not Ask.REPORT_TEXT:
        return False
    return {Ask.REPORT_WARD: not known.ward, Ask.REPORT_KIND: known.kind == Kind.OTHER}.get(ask, True)


def _spoken(language: Language, catalog: Catalog) -> Language:
    return language if catalog.speaks(language, TO_REPORT_BY_TEXT) else FLOOR


def _say(question: Question, catalog: Catalog, *sentences: str) -> str:
    return say_in_one(catalog, Language(question.language or FLOOR), *sentences)
