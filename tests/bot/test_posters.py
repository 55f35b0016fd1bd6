"""What stands on the poster of each ward, and that its SMS joins that very ward."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from bot import posters, words
from bot.services import services
from domain.areas import Gazetteer
from domain.languages import Language
from messages.posters import Line, Size, as_pdf, line
from tests.make import ENDAU, SAGALLA
from tests.programs import needed

MBITINI = "makueni.makueni.mbitini"
KYUSO = "kitui.mwingi-north.kyuso"
WERUGHA = "taita-taveta.wundanyi.werugha"


@pytest.mark.parametrize("prefix", ["", "MBIU"])
def test_the_text_of_every_poster_names_its_own_ward_alone(places: Gazetteer, prefix: str) -> None:
    wards = places.wards([county.slug for county in places.counties])

    texts = {ward: posters.sms(places[ward], language, prefix, places) for language in posters.JOIN for ward in wards}

    assert len(set(texts.values())) == len(wards) == 90
    assert posters.sms(places[MBITINI], Language.KAMBA, prefix, places).endswith("LIKA MBITINI MAKUENI")


def test_a_ward_hears_its_county_s_language_and_a_border_ward_swahili(places: Gazetteer) -> None:
    assert posters.language_of(places[KYUSO]) is Language.KAMBA
    assert posters.language_of(places[WERUGHA]) is Language.TAITA
    assert {posters.language_of(places[ward]) for ward in (ENDAU, SAGALLA)} == {Language.SWAHILI}


def test_an_unsigned_sentence_that_warns_stands_in_swahili_alone(app: Flask) -> None:
    with app.app_context():
        catalog = services().catalog
        free = line(catalog, Language.KAMBA, words.IT_IS_FREE)
        entry = catalog.entries[Language.KAMBA][words.IT_IS_FREE]
        signed = {**catalog.entries[Language.KAMBA], words.IT_IS_FREE: replace(entry, signed=True)}
        with_signature = replace(catalog, entries={**catalog.entries, Language.KAMBA: signed})

        assert free == Line("", "Maonyo ni bure.")
        assert line(with_signature, Language.KAMBA, words.IT_IS_FREE).own == entry.text
        assert "Maonyo ni bure." in posters.only_swahili(Language.KAMBA)
        assert posters.only_swahili(Language.SWAHILI) == []


def test_a_poster_is_one_page_that_reads_right_and_those_of_a_county_one_each(app: Flask, tmp_path: Path) -> None:
    (pdftotext,) = needed("pdftotext")
    with app.app_context():
        places = services().places
        of_county = tuple(posters.poster(places[ward], Language.KAMBA) for ward in places.wards(["kitui"]))
    file = tmp_path / "posters.pdf"
    file.write_bytes(as_pdf(of_county, Size.A5))

    told = subprocess.run([pdftotext, "-layout", file, "-"], check=True, capture_output=True, timeout=30)

    pages = told.stdout.decode().split("\f")[:-1]
    assert len(pages) == 40
    for said in (
        "Kaunti ya Kitui",
        "Wadi: Kyuso",
        "Kwata ũkany'o",
        "*384*1234#",
        "LIKA KYUSO",
        "JIUNGE KYUSO",
        "20880",
        "Changanua",
    ):
        assert said in pages[1], said
    for said in ("Maonyo ni bure.", "Kujiondoa, tuma STOP.", "Hatuombi pesa kamwe.", "NDMA"):
        assert all(said in page for page in pages), said
