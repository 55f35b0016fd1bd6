"""Which words a person hears: signed, drafted, or the floor below."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog as PoFile

from domain.languages import Language
from domain.wordings import Wording, fingerprint
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


def sign(locales: Path, language: str, sentence: str, text: str, plain: str | None = None) -> None:
    bound = fingerprint(sentence, text, ascii_screen(text) if plain is None else plain)
    with (locales / "ledger.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["language", "msgid", "fingerprint", "signer", "dialect", "date"])
        rows.writerow([language, sentence, bound, "Mwende", "Kitui", "2026-11-20"])


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


# What speakers signed in the console, over the files.


def line(
    sentence: str,
    text: str,
    plain: str | None = None,
    *,
    number: int = 1,
    signer: str = "Mwende",
    bound: str | None = None,
) -> Wording:
    """A line of the ledger about a Kamba sentence."""
    plain = ascii_screen(text) if plain is None else plain
    written = Wording(
        language=Language.KAMBA,
        msgid=sentence,
        text=text,
        plain=plain,
        fingerprint=bound or fingerprint(sentence, text, plain),
        officer_id=None,
        signer=signer,
        dialect="Kitui",
        signed_at=datetime(2026, 11, 24, 22, 30, tzinfo=UTC),
    )
    written.id = number
    return written


def test_the_newest_signature_counts_over_the_files(locales):
    files = Catalog.load(locales)

    catalog = files.overlaid([line("Call for help.", "Kũlya."), line("Call for help.", "Ĩta.", "Ita nthi.", number=2)])

    assert catalog.say("Call for help.", "kam") == "Ita nthi."
    assert catalog.entries[Language.KAMBA]["Call for help."].line == 2
    assert files.say("Call for help.", "kam") == "Omba msaada."


def test_words_taken_out_fall_to_swahili_until_better_ones_are_signed(locales):
    files = Catalog.load(locales)
    out = line("Choose ward", "", number=2)

    assert files.overlaid([out]).say("Choose ward", "kam") == "Chagua wadi"
    assert files.overlaid([line("Choose ward", "Nyuva"), out]).say("Choose ward", "kam") == "Chagua wadi"
    assert files.overlaid([out, line("Choose ward", "Nyuva", number=3)]).say("Choose ward", "kam") == "Nyuva"


def test_all_who_signed_the_very_words_are_named_and_other_words_begin_anew(locales):
    def signers(*lines: Wording) -> list[str]:
        entry = Catalog.load(locales).overlaid(lines).entries[Language.KAMBA]["Choose ward"]
        return [signer.name for signer in entry.signers]

    first, second = line("Choose ward", "Nyuva"), line("Choose ward", "Nyuva", signer="Ndanu")

    assert signers(first, second) == ["Mwende", "Ndanu"]
    assert signers(first, line("Choose ward", "Ĩtha"), second) == ["Ndanu"]
    assert signers(first, line("Choose ward", ""), second) == ["Ndanu"]
    assert signers(first, first) == ["Mwende"]


def test_the_day_of_a_signature_is_that_of_nairobi(locales):
    entry = Catalog.load(locales).overlaid([line("Choose ward", "Nyuva")]).entries[Language.KAMBA]["Choose ward"]

    assert entry.signers[0].on == date(2026, 11, 25)


@pytest.mark.parametrize(
    "stale",
    [
        line("Choose ward", "x" * 21),  # there is room for 20 now
        line("Ward: %(ward)s", "Wadi"),
        line("Choose ward", "Nyuva", bound="of other words"),
    ],
)
def test_a_signature_that_no_longer_fits_its_sentence_is_not_heard(locales, stale):
    catalog = Catalog.load(locales).overlaid([stale])

    entry = catalog.entries[Language.KAMBA][stale.msgid]
    assert entry.outdated
    assert not entry.signed
    assert entry.text == SENTENCES[stale.msgid][1]["kam"]


def test_a_signature_for_a_sentence_that_is_gone_is_left(locales):
    files = Catalog.load(locales)

    assert files.overlaid([line("Gone", "Vai")]).entries == files.entries


def test_a_comment_holds_the_plain_form_and_runs_over_lines(locales):
    path = locales / "kam" / "LC_MESSAGES" / "messages.po"
    po = path.read_text(encoding="utf-8")
    notes = "# glossary: choose=nyuva\n# plain: Nyuva\n# wathi\n"
    path.write_text(po.replace("#. class: B", f"{notes}#. class: B"), encoding="utf-8")

    entry = Catalog.load(locales).entries[Language.KAMBA]["Choose ward"]
    sign(locales, "kam", "Choose ward", "Nyuva wadi", "Nyuva wathi")

    assert (entry.text, entry.plain, entry.notes) == ("Nyuva wadi", "Nyuva wathi", ("glossary: choose=nyuva",))
    assert not entry.signed
    assert Catalog.load(locales).entries[Language.KAMBA]["Choose ward"].signed


def test_an_edit_of_the_plain_form_alone_voids_a_signature(locales):
    sign(locales, "kam", "Call for help.", "Kũlya ũtethyo.", "Kulya utethyo wa mituki.")

    entry = Catalog.load(locales).entries[Language.KAMBA]["Call for help."]

    assert not entry.signed
    assert entry.outdated
