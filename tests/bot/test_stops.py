"""STOP as people spell it, and the sentences that only hold a word of it."""

import pytest

from bot import words
from bot.keywords import understand
from bot.vocabulary import Wish
from domain import area_files
from domain.languages import Language
from messages.catalog import Catalog
from settings import LOCALES

PLACES = area_files.gazetteer()
CATALOG = Catalog.load(LOCALES)

STOPS = [
    *("STOP", "stop", "Stop.", "STOP!!!", "stopp", "STOOP", "stpo", "sotp", "stp", "ST0P", "5TOP", "s t o p"),
    *("S.T.O.P.", "S-T-O-P", "st op", '"STOP"', "stop\n", "stop\u200b", "ＳＴＯＰ", "Ѕтор", "ЅТОР"),
    *("stop please", "please stop", "STOP MBIU", "Stop sms", "stop all messages", "STOP NOW", "  stop  ", "stop🙏"),
    *("STOP STOP STOP", "stop stop", "stop it", "stop this", "stop sending me messages", "stop sending"),
    *(
        "STOP TEXTING ME",
        "STOP 20880",
        "STOP NOW PLEASE",
        "stop mesage",
        "stop msgs",
        "stop these messages",
        "stop.acha",
    ),
    *("unsubscribe", "unsubscribe me", "unsubcribe", "unsuscribe", "opt out", "opt-out", "OPT OUT", "opt me out"),
    *("remove me", "remove my number", "remove me from list", "LEAVE MBIU", "leave", "end", "quit", "cancel", "remove"),
    *("I want to stop", "i want to leave", "don't send me messages", "do not text me", "no more messages"),
    *("ACHA", "acha!", "Acha tafadhali", "tafadhali acha", "wacha", "acha kutuma ujumbe", "ACHA SMS", "Acha kabisa"),
    *("acha kunitumia ujumbe", "acha tafadhali acha", "acheni", "wacheni", "acheni kunitumia meseji", "sitaki"),
    *("sitaki tena", "staki tena", "sitaki ujumbe", "kujiondoa", "nataka kujiondoa", "jiondoe", "jiondoa", "JITOE"),
    *("Niondoe mbiu", "niondoe kwa mbiu", "niondoeni", "naomba mniondoe", "nitoeni", "nataka kuacha", "msinitumie"),
    *("usinitumie tena", "ondoa", "ondoka", "toka mbiu", "futa stop", "ondoa namba yangu", "simama"),
    *("sitisha", "komesha", "simamisha ujumbe", "ũngama", "UNGAMA", "ungama ola", "sigha", "SIGHA mbiu"),
]
NOT_STOPS = [
    *("Stop the fighting at the borehole", "stop the fighting in Mutha", "stop stealing", "stop them", "stop the war"),
    *("stop killing us", "stop, they are shooting", "don't stop", "do not stop sending messages", "we cannot stop"),
    *("never stop the messages", "they will not stop", "The bus stop is far", "Spot", "shop", "step", "top"),
    *("Leave the village now", "leave us", "remove the bandits", "cancel the meeting", "end of the rains?"),
    *("end the war", "quit stealing", "I want to leave my home", "no more water", "acha vita", "acha mambo"),
    *("acheni vita", "wacheni kuiba", "sitaki vita", "sitaki maji ya bwawa", "waache kupigana", "achana nao"),
    *("ondoka polisi wamekuja", "ondoka hapa", "nitoe hapa", "niondoeni hapa Mutha", "futa maneno hayo", "toka hapa"),
    *("simama imara", "sasa simama", "Wacha tuone mvua", "watu wasimame", "usiache kutuma ujumbe", "tia", "tia maji"),
    *("fuma Voi", "fuma", "20880", "tuma ujumbe", "nataka ujumbe", "please send messages"),
]  # fmt: skip


@pytest.mark.parametrize("text", STOPS)
def test_stop_is_understood(text):
    assert understand(text, PLACES).wish is Wish.STOP


@pytest.mark.parametrize("text", NOT_STOPS)
def test_an_ordinary_sentence_is_never_a_stop(text):
    assert understand(text, PLACES).wish is Wish.MESSAGE


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("sentence", [words.LEAVE, words.HOW_TO_LEAVE, words.HELP_STOP])
def test_our_own_words_for_leaving_are_a_stop_when_they_are_sent_back(sentence, language):
    assert understand(CATALOG.say(sentence, language), PLACES).wish is Wish.STOP
