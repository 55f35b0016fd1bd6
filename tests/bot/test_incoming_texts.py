"""The table of incoming texts (`incoming_texts.csv`): to teach Mbiu a spelling, add a row there and the word to
`bot/vocabulary.py`."""

import csv
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.referrals import CHOICES
from bot.talk import Caller
from bot.texting import respond
from domain import area_files
from domain.conversations import Ask, Question
from domain.languages import Language
from domain.subscribers import Kind as Role
from domain.taxonomy import Kind
from messages.catalog import Catalog
from settings import LOCALES

TABLE = Path(__file__).with_name("incoming_texts.csv")
PLACES = area_files.gazetteer()
CATALOG = Catalog.load(LOCALES)
MUTHA = "kitui.kitui-south.mutha"
MBITINIS = ("kitui.kitui-rural.mbitini", "makueni.makueni.mbitini")
SUBSCRIBER = Caller(Language.SWAHILI, (MUTHA,))
SITUATIONS: dict[str, tuple[Caller, Question | None]] = {
    "stranger": (Caller(), None),
    "subscriber": (SUBSCRIBER, None),
    "volunteer": (Caller(Language.SWAHILI, (MUTHA,), kind=Role.INTERMEDIARY), None),
    "left": (Caller(Language.SWAHILI, former=(MUTHA,)), None),
    "asked place": (Caller(), Question(Ask.PLACE, MBITINIS, "join")),
    "asked area": (Caller(), Question(Ask.AREA, ("kitui", "makueni", "taita-taveta"), "join")),
    "asked report": (SUBSCRIBER, Question(Ask.REPORT, words="Wezi wameiba")),
    "asked where": (SUBSCRIBER, Question(Ask.REPORT_WARD, kind=Kind.OTHER, sighting=7)),
    "asked which": (SUBSCRIBER, Question(Ask.REPORT_WARD, MBITINIS, "several", kind=Kind.OTHER, sighting=7)),
    "asked what": (SUBSCRIBER, Question(Ask.REPORT_KIND, tuple(CHOICES), kind=Kind.OTHER, ward=MUTHA, sighting=7)),
    "asked may text": (SUBSCRIBER, Question(Ask.REPORT_TEXT, kind=Kind.LIVESTOCK_THEFT, ward=MUTHA, sighting=7)),
    "asked language": (SUBSCRIBER, Question(Ask.LANGUAGE, language="kam")),
    "asked erase": (SUBSCRIBER, Question(Ask.ERASE)),
    "asked invited": (Caller(), Question(Ask.INVITED, ward=MUTHA)),
    "asked stay": (SUBSCRIBER, Question(Ask.STAY)),
}
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(enumerate(csv.DictReader(file), start=2))


def done(answer: Answer) -> str:
    """What a text led to, in the words of the table: an action before a question, a question before mere words."""
    action = answer.action
    if action is not None:
        name = type(action).__name__.lower()
        return f"tell {action.topic}" if name == "tell" else name
    return f"ask {answer.asks.ask}" if answer.asks else "say"


def ward_of(answer: Answer) -> str:
    """The last step of the one ward that it acted on."""
    action = answer.action
    wards = getattr(action, "wards", None) or (getattr(action, "ward", None),)
    return (wards[0] or "").rpartition(".")[2]


@pytest.mark.parametrize(("line", "row"), ROWS, ids=[f"line {line}" for line, _ in ROWS])
def test_each_text_of_the_table_reaches_its_action(line, row):
    where = f"{TABLE.name} line {line}, {row['text']!r}"
    assert row["situation"] in SITUATIONS, f"{where}: the situation must be one of {', '.join(SITUATIONS)}"
    caller, question = SITUATIONS[row["situation"]]
    answer = respond(caller, row["text"], CATALOG, PLACES, question)

    assert done(answer) == row["action"], f"{where}: it led to {done(answer)!r}, answered {answer.text!r}"
    assert ward_of(answer) == row["ward"], f"{where}: the ward was {ward_of(answer)!r}"
    assert len(answer.text) <= 306, f"{where}: the answer has {len(answer.text)} letters"
    assert answer.text.strip()
    assert answer.text.isascii()


def test_the_table_is_long_and_no_row_stands_in_it_twice():
    said = [(row["text"], row["situation"]) for _, row in ROWS]

    assert len(said) >= 220
    assert len(set(said)) == len(said)
