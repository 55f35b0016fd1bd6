"""Somebody texts what happened; it is filed at once, and one short question after another completes it."""

import logging

import pytest

from domain.languages import Language
from messages.catalog import Catalog
from settings import LOCALES
from tests.journeys.conftest import Town
from tests.journeys.test_an_incident import DUTY, WITNESS, tables

CATALOG = Catalog.load(LOCALES)
# What a person of each language sends: the report, where it was, what it is about, and a yes.
TEXTS = {
    Language.SWAHILI: ("RIPOTI kuna shida", "Mutha", "moja", "ndiyo"),
    Language.KAMBA: ("LIVOTI ve thĩna", "Mutha", "ĩmwe", "1"),
    Language.TAITA: ("RIPOTI chabonyeka kilambo", "Bura", "imweri", "hee"),
    Language.ENGLISH: ("REPORT there is trouble", "Mutha", "one", "yes"),
}


@pytest.mark.parametrize("language", list(Language))
def test_a_report_by_text_is_filed_at_once_completed_by_answers_and_exposes_nobody(
    town: Town, caplog: pytest.LogCaptureFixture, language: Language
) -> None:
    caplog.set_level(logging.DEBUG)
    witness, (report, where, what, yes) = town.phone(WITNESS), TEXTS[language]
    witness.text(report)
    assert len(town.phone(DUTY).texts) == 1, "whoever is on duty hears before anything is asked"
    witness.text(where)
    witness.text(what)
    witness.text(yes)

    filed, about, may, thanks = witness.texts
    spoken = language if language is Language.ENGLISH else Language.SWAHILI  # nobody has signed the others yet
    assert "999" in filed
    assert CATALOG.say("Mbiu is not the police.", spoken) in filed
    assert CATALOG.say("Attack or injury", spoken) in about
    assert "SMS" in may
    assert "999" in thanks
    for answer in (filed, may, thanks):
        assert not any(word in answer for word in (where, "Shambulio", "Attack"))

    wanza = town.officer("wanza")
    wanza.go("/console/incidents/")
    [(code_word, address)] = wanza.links("/console/incidents").items()
    page = wanza.go(address)
    sentence = report.partition(" ")[2]
    assert sentence in page
    assert not any(code_word in answer for answer in witness.texts)

    seen = " ".join([page, *town.phone(DUTY).texts, caplog.text, *tables(town).values()])
    assert WITNESS[1:] not in seen
    assert WITNESS[4:] not in seen
    assert sentence not in " ".join([caplog.text, *tables(town).values()])
