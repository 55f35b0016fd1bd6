"""What the blanks are filled with in each language."""

from datetime import date
from pathlib import Path

import pytest

from domain.languages import Language
from domain.phases import Phase, Trend
from messages.catalog import Catalog, Entry, Risk
from messages.placeholders import PHASES, values_for

CALLED = {"on": date(2026, 11, 24), "areas": ["Kitui", "Makueni"], "speaker": "NDMA", "code": "20880"}


def said(text: str, plain: str, *, signed: bool = False) -> Entry:
    return Entry(text=text, plain=plain, risk=Risk.A, longest=20, signed=signed)


def test_days_and_months_are_digits_and_places_are_named_in_every_language():
    catalog = Catalog.load(Path("locales"))
    for language in Language:
        values = values_for(catalog, language, month=date(2026, 10, 1), **CALLED)

        assert values == {
            "date": "24/11/2026", "month": "10/2026", "area": "Kitui, Makueni", "speaker": "NDMA", "code": "20880",
        }  # fmt: skip


@pytest.mark.parametrize(("plain", "word"), [(False, "ũkany'o"), (True, "ukany'o")])
def test_a_draft_fills_a_phase_for_the_whole_text_is_signed(plain, word):
    catalog = Catalog({Language.KAMBA: {PHASES[Phase.ALERT]: said("ũkany'o", "ukany'o")}})

    assert values_for(catalog, Language.KAMBA, phase=Phase.ALERT, plain=plain, **CALLED)["phase"] == word


def test_a_language_without_the_word_has_no_value_and_never_another_language_s():
    catalog = Catalog({Language.SWAHILI: {PHASES[Phase.ALERT]: said("tahadhari", "tahadhari")}, Language.TAITA: {}})

    values = values_for(catalog, Language.TAITA, phase=Phase.ALERT, trend=Trend.STABLE, **CALLED)

    assert values.keys() & {"phase", "trend"} == set()
    assert values_for(catalog, Language.ENGLISH, phase=Phase.ALERT, **CALLED)["phase"] == "Alert"
