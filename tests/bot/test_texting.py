"""What we text back: one language, a length people can pay attention to, and words that give nobody away."""

import itertools
import re
from dataclasses import replace

import pytest

from bot.keywords import understand
from bot.talk import Caller, LatestWarning
from bot.texting import respond
from bot.vocabulary import Wish
from domain.areas import Gazetteer
from domain.languages import Language
from messages.catalog import TRANSLATED, Catalog
from settings import LOCALES

PLACES = Gazetteer.from_files()
CATALOG = Catalog.load(LOCALES)
SIGNED = Catalog(
    {lang: {key: replace(entry, signed=True) for key, entry in said.items()} for lang, said in CATALOG.entries.items()}
)
MUTHA = "kitui.kitui-south.mutha"
THARAKA = "JOIN THARAKA MWINGI NORTH"  # the longest name shown
TEXTS = ["STOP", "HELP", "JOIN", THARAKA, "JOIN MBITINI", "JOIN VOI", "JOIN ATLANTIS", "KIKAMBA", "LANGUAGE", "WARNING",
         "REPORT", "REPORT MUTHA theft", "ubakaji", "When will it rain?", ""]  # fmt: skip


@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
@pytest.mark.parametrize("language", list(Language))
def test_every_answer_fits_two_parts_of_plain_letters(language, catalog):
    callers = [Caller(language), Caller(language, wards=(MUTHA,)), Caller(language, former=(MUTHA,))]
    for caller, text in itertools.product(callers, TEXTS):
        answer = respond(caller, understand(text, PLACES), catalog).text

        assert answer.isascii()
        assert answer.strip()
        assert len(answer) <= 306, answer


def test_an_answer_is_whole_in_one_language():
    kamba = respond(Caller(Language.KAMBA), understand("HELP", PLACES), CATALOG)
    swahili = respond(Caller(Language.SWAHILI), understand("HELP", PLACES), CATALOG)

    assert kamba == swahili, "one of its sentences is class A and not signed in Kamba"


def test_the_answer_to_a_report_is_the_answer_to_any_message():
    report = respond(Caller(), understand("REPORT MUTHA cattle stolen", PLACES), CATALOG)
    message = respond(Caller(Language.ENGLISH), understand("Good morning", PLACES), CATALOG)

    assert report.text == message.text
    assert report.action
    assert not message.action


def test_a_join_that_may_be_a_sentence_subscribes_nobody_and_reaches_an_officer():
    left = Caller(Language.SWAHILI, former=(MUTHA,))
    answers = [respond(left, understand(text, PLACES), CATALOG) for text in ("Anza vita", "Ngai!")]

    assert [(answer.action, answer.kept) for answer in answers] == [(None, "Anza vita"), (None, "Ngai!")]


def test_a_join_that_is_understood_keeps_no_words():
    assert not respond(Caller(), understand("JOIN MUTHA", PLACES), CATALOG).kept
    assert not respond(Caller(), understand("JOIN VOI", PLACES), CATALOG).kept


def test_the_warning_is_sent_in_the_words_that_were_signed():
    warning = LatestWarning("Ukame. Hifadhi maji.", Language.SWAHILI)
    caller = Caller(Language.SWAHILI, (MUTHA,), warning=lambda: warning)

    assert respond(caller, understand("onyo", PLACES), CATALOG).text == "Ukame. Hifadhi maji."


KEYWORDS = {
    "Send JOIN, your ward and your county.": Wish.JOIN,
    "Send JOIN and your ward to get warnings.": Wish.JOIN,
    "Send STOP to leave.": Wish.STOP,
    "To leave, send STOP.": Wish.STOP,
    "Send REPORT and say what happened.": Wish.REPORT,
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
