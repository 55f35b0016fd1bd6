"""Which words a person hears: signed, drafted, or the floor below."""

import csv
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog as PoFile

from domain.languages import Language
from domain.wordings import fingerprint
from messages.catalog import BrokenCatalog, Catalog
from messages.compose import ascii_screen

SENTENCES = {
    "Call for help.": ("class: A", {"sw": "Omba msaada.", "kam": "Kũlya ũtethyo.", "dav": ""}),
    "Choose ward": ("class: B; max: 20", {"sw": "Chagua wadi", "kam": "Nyuva wadi", "dav": ""}),
    "Ward: %(ward)s": ("class: C", {"sw": "Wadi: %(ward)s", "kam": "Wadi: %(ward)s", "dav": ""}),
    "Not yet in Swahili": ("class: A", {"sw": "", "kam": "", "dav": ""}),
}


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """Four sentences; everything in Kamba is a draft."""
    for language in ("sw", "kam", "dav"):
        catalog = PoFile(locale=language)
        for sentence, (comment, said) in SENTENCES.items():
            flags = ["fuzzy"] if language == "kam" else []
            catalog.add(sentence, said[language], auto_comments=[comment], flags=flags)
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "messages.po").open("wb") as file:
            pofile.write_po(file, catalog)
    return tmp_path


def sign(locales: Path, language: str, sentence: str, text: str) -> None:
    with (locales / "ledger.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["language", "msgid", "fingerprint", "signer", "dialect", "date"])
        rows.writerow(
            [language, sentence, fingerprint(sentence, text, ascii_screen(text)), "Mwende", "Kitui", "2026-11-20"]
        )


def test_a_class_a_draft_is_not_shown_and_swahili_stands_in(locales):
    assert Catalog.load(locales).say("Call for help.", Language.KAMBA) == "Omba msaada."


def test_a_signed_class_a_sentence_is_shown_in_plain_letters(locales):
    sign(locales, "kam", "Call for help.", "Kũlya ũtethyo.")

    assert Catalog.load(locales).say("Call for help.", Language.KAMBA) == "Kulya utethyo."


def test_an_edit_after_the_signature_voids_it(locales):
    sign(locales, "kam", "Call for help.", "Kũlya ũtethyo mĩtũkĩ.")

    assert Catalog.load(locales).say("Call for help.", Language.KAMBA) == "Omba msaada."


def test_drafts_of_instructions_and_labels_are_shown_unless_told_otherwise(locales):
    assert Catalog.load(locales).say("Choose ward", "kam") == "Nyuva wadi"
    assert Catalog.load(locales, show_drafts=False).say("Choose ward", "kam") == "Chagua wadi"


def test_an_empty_translation_falls_to_swahili_and_then_to_english(locales):
    catalog = Catalog.load(locales)

    assert catalog.say("Choose ward", "dav") == "Chagua wadi"
    assert catalog.say("Not yet in Swahili", "dav") == "Not yet in Swahili"


def test_placeholders_are_filled_and_what_fills_them_is_made_plain(locales):
    assert Catalog.load(locales).say("Ward: %(ward)s", "sw", ward="Kĩtũĩ") == "Wadi: Kitui"


def test_a_language_speaks_a_road_when_all_of_it_is_signed(locales):
    before = Catalog.load(locales)
    sign(locales, "kam", "Call for help.", "Kũlya ũtethyo.")
    after = Catalog.load(locales)

    assert not before.speaks("kam", ["Call for help."])
    assert after.speaks("kam", ["Call for help."])
    assert not after.speaks("kam", ["Call for help.", "Not yet in Swahili"])
    assert before.speaks("sw", ["Not yet in Swahili"])


def test_a_sentence_without_a_risk_class_is_refused(locales):
    path = locales / "sw" / "LC_MESSAGES" / "messages.po"
    path.write_text(path.read_text(encoding="utf-8").replace("#. class: B; max: 20\n", ""), encoding="utf-8")

    with pytest.raises(BrokenCatalog, match="Choose ward"):
        Catalog.load(locales)
