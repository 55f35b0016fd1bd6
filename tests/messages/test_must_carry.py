"""What a message must carry is found in any language, and added as words of the text."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.console.bulletin_checks import CARRIES
from domain.bulletins import Kind
from domain.languages import Language
from messages.catalog import Catalog
from messages.must_carry import Facts, Part, carried, completed, days_in

CATALOG = Catalog.load(Path("locales"))
FACTS = Facts(
    kind=Kind.DROUGHT,
    counties=["Kitui"],
    day=date(2026, 11, 24),
    code="20880",
    codes=("20880", "*384*7#"),
    money=False,
)
SW, KAM, DAV, EN = Language.SWAHILI, Language.KAMBA, Language.TAITA, Language.ENGLISH


def lacks(text: str, language: Language = SW, facts: Facts = FACTS) -> set[str]:
    return {part.value for part, there in carried(text, language, facts, CATALOG).items() if not there}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Hifadhi maji.", {"speaker", "date", "code", "stop"}),
        ("NDMA Kitui 24/11/2026: maji. SMS 20880. Kujiondoa, tuma STOP.", set()),
        ("NDMA na kaunti 24.11.26: piga *384*7#. STOP 20880", set()),
        ("NDMA 24/11/2026: maji. SMS 120880 STOP", {"speaker", "code"}),
        ("Kitui 24/11/2026: maji. SMS 20880 STOPS", {"speaker", "stop"}),
        ("Kamishna wa Kaunti, 1-2-2026: 20880 STOP", set()),
        ("NDMA Kitui 24 Novemba: 20880 STOP", {"date"}),
    ],
)
def test_it_is_looked_for_in_the_words(text: str, missing: set[str]) -> None:
    assert lacks(text) == missing


def test_a_peace_message_may_be_the_countys_alone() -> None:
    text = "Kaunti ya Kitui 24/11/2026: 20880 STOP"

    assert lacks(text, facts=replace(FACTS, kind=Kind.PEACE)) == set()
    assert lacks(text) == {"speaker"}


def test_money_is_looked_for_only_when_it_is_due() -> None:
    due = replace(FACTS, money=True)

    assert "money" in lacks("Hifadhi maji.", facts=due)
    assert "money" in lacks("NDMA inatoa pesa.", facts=due)
    for text in ("Hatuombi pesa kamwe.", "Mbiu haiombi pesa."):
        assert "money" not in lacks(text, facts=due)


@pytest.mark.parametrize("language", Language)
def test_what_is_missing_is_added_in_the_language_and_then_nothing_is_missing(language: Language) -> None:
    due = replace(FACTS, money=True)
    whole = completed("Maji", language, due, CATALOG)

    assert whole.startswith("NDMA Kitui 24/11/2026: Maji. SMS: 20880. ")
    assert lacks(whole, language, due) == set()
    assert completed(whole, language, due, CATALOG) == whole


def test_a_kamba_text_keeps_its_tildes_and_only_what_is_missing_is_added() -> None:
    text = "NDMA Kitui: Sũvĩai kĩw'ũ. SMS 20880"

    assert completed(text, KAM, FACTS, CATALOG) == f"24/11/2026: {text}. Kũtia Mbiu, tũma STOP."


def test_days_are_read_and_impossible_ones_told_apart() -> None:
    assert days_in("24/11/2026 na 31.2.2026, 5-1-26; simu 020/1234567") == [date(2026, 11, 24), None, date(2026, 1, 5)]


def test_the_parts_are_those_the_console_names() -> None:
    assert set(CARRIES) == set(Part)
