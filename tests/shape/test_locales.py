"""The catalogs are whole: every sentence, the same placeholders, within its room, and nothing unsigned passes."""

import csv
import re
from pathlib import Path

import pytest
from babel.messages import pofile

from bot.keywords import understand
from bot.vocabulary import Wish
from domain import area_files
from domain.languages import Language
from domain.wordings import fingerprint
from messages.catalog import TRANSLATED, Catalog, Risk
from messages.compose import ascii_screen

LOCALES = Path("locales")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_SOURCES = re.compile(r"^(glossary|other|doubt):", re.MULTILINE)
NAMES = {"NDMA", "SMS", "KWS", "MUTHA", "KITUI"}  # in capitals, and not words to send


def read(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as file:
        return {str(message.id): str(message.string) for message in pofile.read_po(file) if message.id}


SOURCE = read(LOCALES / "messages.pot")


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_catalog_has_every_sentence_and_no_other(language):
    assert read(LOCALES / language / "LC_MESSAGES" / "messages.po").keys() == SOURCE.keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_translation_keeps_the_placeholders_and_fits_its_room(language):
    for sentence, entry in Catalog.load(LOCALES).entries[language].items():
        assert sorted(PLACEHOLDER.findall(entry.text)) == sorted(PLACEHOLDER.findall(sentence)), sentence
        bare = PLACEHOLDER.sub("", entry.plain)
        assert entry.longest is None or len(bare) <= entry.longest, f"{len(bare)} > {entry.longest}: {entry.plain}"
        assert "?" not in entry.plain.removesuffix("?").replace("? ", ""), "a letter that phones cannot show"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_without_words(language):
    assert [sentence for sentence, entry in Catalog.load(LOCALES).entries[language].items() if not entry.text] == []


@pytest.mark.parametrize("language", [Language.KAMBA, Language.TAITA])
def test_each_draft_says_where_its_words_come_from(language):
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open(encoding="utf-8") as file:
        entries = [entry for entry in pofile.read_po(file) if entry.id]

    silent = [entry.id for entry in entries if not _SOURCES.search("\n".join(entry.user_comments))]

    assert silent == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_word_to_send_is_one_that_we_understand_as_the_english_is(language):
    places = area_files.gazetteer()
    for sentence, entry in Catalog.load(LOCALES).entries[language].items():
        asked, offered = (
            [understand(word, places) for word in _words_to_send(text)] for text in (sentence, entry.plain)
        )

        assert all(intent.wish is not Wish.MESSAGE for intent in asked), sentence
        assert {(intent.wish, intent.chosen) for intent in offered} == {
            (intent.wish, intent.chosen) for intent in asked
        }, f"{sentence}: {entry.plain}"


def _words_to_send(text: str) -> list[str]:
    return [word for word in CAPITALS.findall(text) if word not in NAMES]


def test_every_english_sentence_is_plain_short_and_has_no_double_blank():
    for sentence in SOURCE:
        assert sentence == ascii_screen(sentence)
        assert "  " not in sentence
        assert len(sentence) <= 70


def test_the_template_is_what_the_code_says(tmp_path):
    """`make catalogs` was run after the last change of a sentence."""
    marked = set()
    for path in [*Path("bot").glob("*.py"), *Path("messages").glob("*.py")]:
        marked |= set(re.findall(r'\bN_\("((?:[^"\\]|\\.)*)"\)', path.read_text(encoding="utf-8")))

    assert marked == SOURCE.keys()


def test_no_class_a_draft_passes_in_kamba_or_taita():
    catalog = Catalog.load(LOCALES)
    for language in (Language.KAMBA, Language.TAITA):
        for sentence, entry in catalog.entries[language].items():
            if entry.risk is Risk.A and not entry.signed:
                filled = dict.fromkeys(PLACEHOLDER.findall(sentence), "X")
                assert catalog.say(sentence, language, **filled) == catalog.say(sentence, Language.SWAHILI, **filled)


def test_every_line_of_the_ledger_stands_for_a_sentence_as_it_is_now():
    catalog = Catalog.load(LOCALES)
    with (LOCALES / "ledger.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = catalog.entries[Language(row["language"])][row["msgid"]]

            assert row["fingerprint"] == fingerprint(row["msgid"], entry.text, entry.plain)
            assert row["signer"]
            assert row["dialect"]
