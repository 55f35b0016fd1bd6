"""Every draft in the files can be signed as it stands; and a sentence stands on the screens the walk says."""

from pathlib import Path

import pytest

from bot import rehearsal, words
from bot.dialogue import answer
from bot.rehearsal import Trial
from bot.wording_rules import NAMES, capitals, checked, meaning
from domain.areas import Gazetteer
from domain.languages import Language
from messages.catalog import TRANSLATED, Catalog

CATALOG = Catalog.load(Path("locales"))
PLACES = {"MUTHA", "KITUI"}


def understood(msgid: str) -> bool:
    """Whether each word that the sentence asks people to send is one we act on."""
    return all(word in NAMES | PLACES or meaning(word, tuple(Language)) for word in capitals(msgid))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_draft_can_be_signed_as_it_stands(language: Language) -> None:
    for msgid, entry in CATALOG.entries[language].items():
        if entry.text and understood(msgid):
            typed_plain = "" if entry.plain.isascii() and entry.text != entry.plain else entry.plain
            assert checked(msgid, entry, language, entry.text, typed_plain) == (entry.text, entry.plain), msgid


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_walk_finds_the_screens_of_every_road_in_the_words_tried(language: Language, places: Gazetteer) -> None:
    ways = rehearsal.stops(Trial.of(CATALOG, language), places)
    for msgid in (
        words.MORE,
        words.HOW_TO_LEAVE,
        words.ABUSE,
        words.HELP_DAY_AND_NIGHT,
        words.LEFT,
        words.WRONG_KEY,
        words.REPORT_THIS,
        words.NEW,
    ):
        trial = Trial.of(CATALOG, language, msgid, "Maneno mapya")

        shown = rehearsal.screens(trial, places, ways[msgid], msgid)

        assert shown, msgid
        assert all("Maneno mapya" in " ".join(screen.split()) for screen in shown)
        assert len(set(shown)) == len(shown)


def test_what_the_walk_shows_is_what_a_phone_shows(places: Gazetteer) -> None:
    trial = Trial.of(CATALOG, Language.KAMBA)
    [(caller, state, entry), *_] = rehearsal.stops(trial, places)[words.LEFT]

    assert "Niwatia Mbiu." in answer(caller, state, entry, places, trial).screen.text


def test_a_sentence_without_words_is_tried_on_its_screens_too(places: Gazetteer) -> None:
    trial = Trial.of(CATALOG, Language.KAMBA, words.SKIP, "Eka")
    ways = rehearsal.stops(Trial.of(CATALOG, Language.KAMBA), places)[words.SKIP]

    assert "0 Eka" in "\n".join(rehearsal.screens(trial, places, ways, words.SKIP))


def test_longest_values_are_the_longest_there_are(places: Gazetteer) -> None:
    longest = max((area.display_name for area in places.areas.values()), key=len)

    assert longest in rehearsal.filled(Trial.of(CATALOG, Language.SWAHILI), words.YOUR_WARD, places)
    assert "Kiswahili" in rehearsal.filled(Trial.of(CATALOG, Language.SWAHILI), words.LANGUAGE_SET, places)


def test_a_screen_is_shown_with_the_longest_ward(places: Gazetteer) -> None:
    trial = Trial.of(CATALOG, Language.SWAHILI)
    longest = max((places[ward].display_name for ward in places.wards(c.slug for c in places.counties)), key=len)
    ways = rehearsal.stops(trial, places)[words.JOINED]

    assert longest in rehearsal.screens(trial, places, ways, words.JOINED)[0]
