"""The one question that may stand open by SMS, pure: how it is put, which answer fits it, and what that leads to."""

import re
from collections.abc import Iterable, Sequence

from bot import words
from bot.actions import Erase, Join, Move, Refuse, Speak, Stay
from bot.answers import WELCOME, Answer, say_in_one
from bot.referrals import CHOICES
from bot.vocabulary import NO, NUMBER_WORDS, YES, bare, plain_words
from domain.areas import Area, Gazetteer, Level, fold
from domain.conversations import OUTLASTS_A_DIAL, Ask, Question
from domain.languages import FLOOR, Language
from messages.catalog import Catalog

FIRST, SECOND = 1, 2  # yes and no, where a question has no list
_NUMBER = re.compile(r"\W*(?:no|nr|namba|nambari|number|option|chagua)?\W*([0-9]{1,2})\W*", re.IGNORECASE)
JOIN, WARD = "join", "ward"  # why a place is asked for
SEVERAL = "several"  # the places of a report's list share a name, or are near what was written
LISTED = (Ask.PLACE, Ask.AREA, Ask.REPORT_WARD, Ask.REPORT_KIND)  # an answer is the number of an option
_SENTENCES: dict[Ask, tuple[str, ...]] = {
    Ask.REPORT: (words.IS_IT_A_REPORT, words.REPORT_OR_MESSAGE),
    Ask.LANGUAGE: (words.SWITCH_LANGUAGE,),
    # Who sends FUTA may only want to leave.
    Ask.ERASE: (words.DELETE_DATA, words.SEND_1_TO_DELETE, words.HELP_STOP),
    Ask.INVITED: (words.INVITED, words.WHO_SPEAKS, words.IT_IS_FREE, words.SEND_1_TO_JOIN),
    Ask.STAY: (words.STILL_WANT, words.SEND_1_TO_STAY),
    Ask.REPORT_WARD: (words.ASK_WHERE,),
    Ask.REPORT_TEXT: (words.MAY_WE_TEXT, words.OTHERS_MAY_READ, words.SEND_1_FOR_YES),
}
_LISTS = {
    Level.COUNTY: words.WHICH_COUNTY,
    Level.CONSTITUENCY: words.WHICH_CONSTITUENCY,
    Level.WARD: words.WHICH_WARD,
}


def number_in(text: str) -> int | None:
    """The number a text is, and nothing else: " 1 ", "1.", "moja", "no 2"; None for any other text."""
    if digits := _NUMBER.fullmatch(text):
        return int(digits[1])
    said = plain_words(text)
    return NUMBER_WORDS.get(bare(said[0])) if len(said) == 1 else None


def put(question: Question, places: Gazetteer, catalog: Catalog) -> str:
    """The question as it is texted."""
    language = Language(question.language or FLOOR)
    if question.ask is Ask.REPORT_KIND:
        labels = [say_in_one(catalog, language, CHOICES.get(kind, words.SOMETHING_ELSE)) for kind in question.options]
        return _listed(say_in_one(catalog, language, words.ASK_WHAT), labels)
    if question.options:
        areas = [places[slug] for slug in question.options]
        several = question.ask is Ask.PLACE or question.about == SEVERAL
        title = words.SEND_ITS_NUMBER if several else _LISTS[areas[0].level]
        # Under its constituency a ward's own name is enough; of several places the one that tells them apart.
        names = [area.display_name if several else area.name for area in areas]
        return _listed(say_in_one(catalog, language, title), names)
    ward = places[question.ward].display_name if question.ward else ""
    return say_in_one(catalog, language, *_SENTENCES[question.ask], ward=ward, language=language.own_name)


def _listed(title: str, names: Iterable[str]) -> str:
    return "\n".join([title, *(f"{at} {name}" for at, name in enumerate(names, start=1))])


def about_place(areas: Sequence[Area], about: str, language: Language) -> Question:
    """Which of these wards."""
    return Question(Ask.PLACE, tuple(area.slug for area in areas), about, language=language)


def about_area(areas: Iterable[Area], about: str, language: Language) -> Question:
    """Which of these counties, constituencies or wards."""
    return Question(Ask.AREA, tuple(area.slug for area in areas), about, language=language)


def fits(question: Question, text: str, places: Gazetteer) -> int | None:
    """Which of its answers this text is, from 1; None when it is none of them."""
    number = number_in(text)
    if question.ask in LISTED:
        if number is not None:
            return number if 1 <= number <= len(question.options) else None
        return _named(question.options, text, places) if question.ask is not Ask.REPORT_KIND else None
    if number is not None:
        return number if number == FIRST or (number == SECOND and question.ask is not Ask.STAY) else None
    said = [bare(word) for word in plain_words(text)]
    if len(said) != 1 or text.strip() == "II":  # in Kamba a yes, and everywhere a two
        return None
    if question.ask in OUTLASTS_A_DIAL:
        return None
    return FIRST if said[0] in YES else SECOND if said[0] in NO else None


def is_a_word_for(question: Question, text: str) -> bool:
    """Whether it is a yes or no in words to a question that wants a digit: it may as well answer somebody else."""
    said = [bare(word) for word in plain_words(text)]
    return question.ask in OUTLASTS_A_DIAL and len(said) == 1 and (said[0] in YES or said[0] in NO)


def _named(options: Sequence[str], text: str, places: Gazetteer) -> int | None:
    """The one listed place this text names."""
    name = fold(text)
    shown = [
        at for at, slug in enumerate(options, 1) if name in (fold(places[slug].name), fold(places[slug].display_name))
    ]
    meant = {area.slug for area in places.meanings(text)}
    found = shown or [at for at, slug in enumerate(options, 1) if slug in meant]
    return found[0] if len(found) == 1 else None


def answered(question: Question, choice: int, subscribed: bool, places: Gazetteer, catalog: Catalog) -> Answer:
    """What an answer that fits leads to; those about a report lead on in `bot.report_questions`."""
    language = Language(question.language or FLOOR)
    match question.ask:
        case Ask.PLACE | Ask.AREA:
            return _placed(question, places[question.options[choice - 1]], subscribed, places, catalog)
        case Ask.LANGUAGE if choice == FIRST:
            text = say_in_one(catalog, language, words.LANGUAGE_SET, language=language.own_name)
            return Answer(text, Speak(language), closes=True)
        case Ask.ERASE if choice == FIRST:
            return Answer(say_in_one(catalog, language, words.DELETED), Erase())
        case Ask.ERASE:
            return Answer(say_in_one(catalog, language, words.NOTHING_CHANGED, words.HELP_STOP), closes=True)
        case Ask.INVITED if choice == FIRST:
            return joined(places[question.ward], language, catalog)
        case Ask.INVITED:
            return Answer(say_in_one(catalog, language, words.WE_WILL_NOT_WRITE), Refuse(), closes=True)
        case Ask.STAY if choice == FIRST:
            return Answer(say_in_one(catalog, language, words.YOU_STAY), Stay(), closes=True)
        case _:
            return Answer(say_in_one(catalog, language, words.NOTHING_CHANGED), closes=True)


def joined(ward: Area, language: Language, catalog: Catalog, kept: Language | None = None) -> Answer:
    """Joining, with the whole notice; `kept` is the language from now on, where it is another than the answer's."""
    action = Join((ward.slug,), kept or language)
    return Answer(say_in_one(catalog, language, *WELCOME, ward=ward.display_name), action, closes=True)


def moved(ward: Area, language: Language, catalog: Catalog) -> Answer:
    """The ward in the place of those before."""
    text = say_in_one(catalog, language, words.SAVED, words.YOUR_WARD, ward=ward.display_name)
    return Answer(text, Move((ward.slug,)), closes=True)


def _placed(question: Question, area: Area, subscribed: bool, places: Gazetteer, catalog: Catalog) -> Answer:
    """A ward acts; what is larger leads to the list of what lies in it."""
    language = Language(question.language or FLOOR)
    if area.level is not Level.WARD:
        return asking(about_area(places.children(area.slug), question.about, language), places, catalog)
    return (moved if question.about == WARD and subscribed else joined)(area, language, catalog)


def asking(question: Question, places: Gazetteer, catalog: Catalog, *before: str) -> Answer:
    """An answer that asks, behind what is said `before`."""
    first = say_in_one(catalog, Language(question.language or FLOOR), *before) if before else ""
    return Answer(" ".join(filter(None, (first, put(question, places, catalog)))), asks=question)


def again(question: Question, places: Gazetteer, catalog: Catalog) -> Answer:
    """The same question once more, for a number that is none of its answers."""
    return Answer(put(question, places, catalog))
