"""What we text back: one language, a length people can pay attention to, and words that give nobody away."""

import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions import Join, Tell
from bot.keywords import Intent, understand
from bot.loops import is_echo
from bot.named_places import MOST_SUGGESTED
from bot.questions import SEVERAL, about_area, about_place, put
from bot.referrals import CHOICES
from bot.talk import Caller, LatestWarning
from bot.text_places import find_place
from bot.text_turns import Text
from bot.texting import respond
from bot.vocabulary import Wish
from bot.words import IN_DANGER, NOT_POLICE, WHEN_READ
from domain import area_files
from domain.areas import Level
from domain.completions import Completion
from domain.conversations import Ask, Question
from domain.intake import Report
from domain.languages import Language
from domain.subscribers import Kind
from domain.taxonomy import Kind as Incident
from messages.catalog import TRANSLATED, Catalog
from settings import LOCALES

PLACES = area_files.gazetteer()
CATALOG = Catalog.load(LOCALES)
SIGNED = Catalog(
    {lang: {key: replace(entry, signed=True) for key, entry in said.items()} for lang, said in CATALOG.entries.items()}
)
MUTHA = "kitui.kitui-south.mutha"
WARDS = [area for area in PLACES.areas.values() if area.level is Level.WARD]
LONGEST, *OTHERS = sorted(WARDS, key=lambda area: -len(area.display_name))
MANY = tuple(area.slug for area in (LONGEST, *OTHERS[:4]))
with Path(__file__).with_name("incoming_texts.csv").open(encoding="utf-8", newline="") as table:
    TEXTS = [row["text"] for row in csv.DictReader(table)]
# Lists, which are put below; and the words of an officer.
NO_SENTENCE = (Ask.PLACE, Ask.AREA, Ask.REPORT_KIND, Ask.SOURCE)
PUT = [Question(ask, ward=LONGEST.slug, words="Wezi") for ask in Ask if ask not in NO_SENTENCE]


def questions() -> Iterator[Question]:
    """Every question there can be: each list of places, and of the longest names as many as are ever suggested."""
    yield from PUT
    yield about_area(PLACES.counties, "join", Language.SWAHILI)
    for area in PLACES.areas.values():
        if inside := PLACES.children(area.slug):
            yield about_area(inside, "join", Language.SWAHILI)
            yield about_place(inside, "join", Language.SWAHILI)
    yield about_place([LONGEST] * MOST_SUGGESTED, "join", Language.SWAHILI)
    yield Question(Ask.REPORT_WARD, (LONGEST.slug,) * MOST_SUGGESTED, SEVERAL, kind=Incident.OTHER)
    yield Question(Ask.REPORT_WARD, ("kitui", "makueni", "taita-taveta"), kind=Incident.OTHER)
    yield Question(Ask.REPORT_KIND, tuple(CHOICES), ward=MUTHA, kind=Incident.OTHER)


@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
@pytest.mark.parametrize("language", list(Language))
def test_every_answer_fits_two_parts_of_plain_letters(language, catalog):
    callers = [
        Caller(language),
        Caller(language, wards=MANY, kind=Kind.INTERMEDIARY),
        Caller(language, former=(MUTHA,)),
    ]
    for caller, text in itertools.product(callers, {*TEXTS, f"JOIN {LONGEST.display_name}"}):
        fits_two_parts(respond(caller, text, catalog, PLACES).text)


@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
@pytest.mark.parametrize("language", list(Language))
def test_every_question_and_what_each_of_its_answers_leads_to_fits_two_parts(language, catalog):
    for question in questions():
        asked = replace(question, language=language)
        fits_two_parts(put(asked, PLACES, catalog))
        # Where it was has no answer by number until places are listed.
        last = 0 if asked.ask is Ask.REPORT_WARD and not asked.options else max(len(asked.options), 2)
        for choice in range(1, last + 1):
            fits_two_parts(respond(Caller(language, (MUTHA,)), str(choice), catalog, PLACES, asked).text)


def fits_two_parts(text: str) -> None:
    assert text.isascii()
    assert text.strip()
    assert len(text) <= 306, text


def test_an_answer_is_whole_in_one_language():
    kamba = respond(Caller(Language.KAMBA), "REPORT", CATALOG, PLACES)
    swahili = respond(Caller(Language.SWAHILI), "REPORT", CATALOG, PLACES)

    assert kamba == swahili, "one of its sentences is class A and not signed in Kamba"


def test_the_answer_to_a_report_begins_as_the_answer_to_any_message_and_names_nothing_that_was_told():
    report = respond(Caller(Language.ENGLISH), "REPORT MUTHA cattle stolen", CATALOG, PLACES)
    message = respond(Caller(Language.ENGLISH), "Good morning", CATALOG, PLACES)

    assert report.text.startswith(message.text)
    assert "Mutha" not in report.text
    assert "theft" not in report.text
    assert isinstance(report.action, Report)
    assert isinstance(message.action, Tell)


@pytest.mark.parametrize("language", list(Language))
def test_the_thanks_for_a_report_say_that_this_is_not_the_police_and_when_it_is_read(language):
    answer = respond(Caller(language), "RIPOTI wezi", SIGNED, PLACES)

    assert answer.asks
    for sentence in (NOT_POLICE, IN_DANGER, WHEN_READ):
        assert SIGNED.say(sentence, answer.asks.language) in answer.text
    assert "999" in answer.text


@pytest.mark.parametrize("language", [Language.KAMBA, Language.TAITA])
def test_who_reports_in_a_language_nobody_signed_is_told_that_the_questions_are_in_swahili(language):
    answer = respond(Caller(language), "RIPOTI wezi", CATALOG, PLACES)

    assert answer.text.startswith(language.own_name)
    assert answer.asks
    assert answer.asks.language is Language.SWAHILI, "to the end of the dialogue"
    assert isinstance(answer.action, Report)
    assert answer.action.language is language


def test_another_county_is_told_which_we_serve_and_999():
    answer = respond(Caller(Language.ENGLISH), "REPORT thieves in Garissa", CATALOG, PLACES)

    assert "Kitui, Makueni and Taita Taveta" in answer.text
    assert "999 or 112" in answer.text
    assert answer.asks
    assert answer.asks.ask is Ask.REPORT_TEXT, "neither where nor what"


def test_what_is_missing_is_asked_once_each_and_last_whether_we_may_text():
    question, asked = None, []
    for text in ("REPORT trouble", "Kwambiu", "1", "1", "1", "8", "1"):
        answer = respond(Caller(Language.ENGLISH), text, CATALOG, PLACES, question)
        question = answer.asks
        asked.append(question.ask if question else None)

    where, what, may = Ask.REPORT_WARD, Ask.REPORT_KIND, Ask.REPORT_TEXT
    assert asked == [where, where, where, where, what, may, None], "by county and constituency to the ward"


CONSENTS = {
    True: ("1", "ndiyo", "1 ndiyo", "Ndiyo 1", "Ndiyo mnaweza", "Sawa", "Ndio, tuma", "1 tafadhali", "moja ndio", "i"),
    False: ("2", "hapana", "2 hapana", "hapana asante", "No thank you", "mbili"),
    None: ("1 hapana", "ndiyo 2", "1 2", "I saw them", "hapana wezi wamerudi", "wako wengi", "asante", "3"),
}


@pytest.mark.parametrize(("meant", "text"), [(meant, text) for meant, texts in CONSENTS.items() for text in texts])
def test_a_plain_yes_or_no_to_being_texted_is_understood_and_a_doubtful_one_is_none(meant, text):
    asked = Question(Ask.REPORT_TEXT, kind=Incident.LIVESTOCK_THEFT, ward=MUTHA, sighting=1)
    answer = respond(Caller(Language.SWAHILI), text, CATALOG, PLACES, asked)

    consents = answer.action.may_text if isinstance(answer.action, Completion) else None
    assert consents is meant
    if text in ("1 hapana", "ndiyo 2", "1 2"):
        assert answer.text == put(asked, PLACES, CATALOG), "it is asked again"


def test_the_warning_is_sent_in_the_words_that_were_signed():
    warning = LatestWarning("Ukame. Hifadhi maji.", Language.SWAHILI)
    caller = Caller(Language.SWAHILI, (MUTHA,), warning=lambda: warning)

    assert respond(caller, "onyo", CATALOG, PLACES).text == "Ukame. Hifadhi maji."


def test_a_keyword_of_another_language_changes_nothing_by_itself():
    answer = respond(Caller(Language.SWAHILI, (MUTHA,)), "LIKA NUU", SIGNED, PLACES)

    assert answer.action == Join(("kitui.mwingi-central.nuu",), Language.SWAHILI)
    assert answer.asks is None or answer.asks.language is Language.KAMBA


def test_an_offer_to_switch_never_takes_the_place_of_an_open_question():
    open_question = Question(Ask.REPORT, words="Wezi wameiba")

    assert respond(Caller(Language.SWAHILI, (MUTHA,)), "tethya", CATALOG, PLACES, open_question).asks is None


def test_places_of_the_same_name_are_listed_with_the_senders_county_first():
    answer = respond(Caller(Language.SWAHILI, ("makueni.makueni.wote",)), "JIUNGE MBITINI", CATALOG, PLACES)

    assert answer.asks
    assert set(answer.asks.options) == {"kitui.kitui-rural.mbitini", "makueni.makueni.mbitini"}
    assert answer.asks.options[0] == "makueni.makueni.mbitini"


def test_a_place_that_is_only_near_is_asked_about_even_when_there_is_one():
    near = Intent(Wish.JOIN, named=True, areas=(PLACES["kitui.kitui-south.mutha"],), near=True)
    answer = find_place(Text(Caller(), near, PLACES, CATALOG), "join")

    assert answer.action is None
    assert answer.asks
    assert answer.asks.options == ("kitui.kitui-south.mutha",)


def test_our_own_sentences_sent_back_are_known_again_and_what_people_send_is_not():
    welcome = respond(Caller(), "HELP", CATALOG, PLACES).text

    assert is_echo(welcome, CATALOG)
    assert is_echo(f"Re: {welcome}", CATALOG)
    for text in TEXTS:
        assert not is_echo(text, CATALOG), text
    assert not is_echo("JIUNGE MUTHA KITUI", CATALOG)
    assert not is_echo("Mfano: JIUNGE MUTHA KITUI", CATALOG)


KEYWORDS = {
    "Send JOIN, your ward and your county.": Wish.JOIN,
    "Send JOIN and your ward to get warnings.": Wish.JOIN,
    "Send STOP to leave.": Wish.STOP,
    "To leave, send STOP.": Wish.STOP,
    "Send REPORT and say what happened.": Wish.REPORT,
    "To delete your data, send DELETE.": Wish.DELETE,
    "Send WARD and the name of your ward.": Wish.WARD,
    "Send FEEDBACK and what you think of Mbiu.": Wish.FEEDBACK,
    "Send ENROL, the phone number and the ward.": Wish.ENROL,
    "Send REPORT, the ward and what happened.": Wish.REPORT,
    "Send LANGUAGE and KISWAHILI, KIKAMBA, KIDAWIDA or ENGLISH.": Wish.LANGUAGE,
}


@pytest.mark.parametrize("language", [*TRANSLATED, Language.ENGLISH])
@pytest.mark.parametrize("sentence", KEYWORDS)
def test_a_word_we_tell_people_to_send_is_understood_when_they_send_it(sentence, language):
    said = SIGNED.say(sentence, language)
    told = [word for word in re.findall(r"\b[A-Z']{3,}\b", said) if word not in ("SMS", "MUTHA", "KITUI")]

    assert told, said
    assert all(understand(word, PLACES).wish is KEYWORDS[sentence] for word in told), said
