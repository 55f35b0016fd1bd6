"""`docs/conversation.md`, screen by screen as the dialogue answers today; `make transcript` writes it anew."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.dialogue import answer
from bot.screens import BUDGET
from bot.talk import Caller, LatestWarning, State
from domain import area_files
from domain.areas import Gazetteer
from domain.languages import Language
from messages.catalog import Catalog

PAGE = Path("docs/conversation.md")
MUTHA, MBOLOLO = "kitui.kitui-south.mutha", "taita-taveta.voi.mbololo"
WARNING = LatestWarning(
    "Ukame 26/11: hali ya tahadhari Mutha. Uza mifugo dhaifu mapema, hifadhi malisho na maji. Kisima cha Isaa "
    "kinafanya kazi. Uliza afisa wa mifugo. NDMA. Hatuombi pesa.",
    Language.SWAHILI,
)
NOBODY = Caller(today=date(2026, 11, 26))
MWIKALI = replace(NOBODY, language=Language.SWAHILI, wards=(MUTHA,), warning=lambda: WARNING)
MUTISO = replace(MWIKALI, language=Language.KAMBA)

OPENING = (
    "# The conversation, screen by screen\n\n"
    "What a telephone shows on the main roads by USSD, exactly as the service answers today. A test writes this page "
    "and fails when it is no longer true: `make transcript` writes it anew. Beside each screen stands its length; no "
    f"screen of any road in any language is longer than {BUDGET} letters, so that every network shows it whole. "
    "`0` goes back, `9` shows more, and the word STOP leaves at any screen.\n\n"
    "A report is filed as soon as it says what happened, in which ward and when; each answer after that is added at "
    "once, and may be skipped. Who is cut off dials again: within the day the first screen asks only whether to go on. "
    "A report that says what happened and in which ward, and not yet when, is filed after 15 minutes even if nobody "
    "does.\n"
)


@dataclass(frozen=True)
class Road:
    """One person's dial: who they are, and what they press."""

    title: str
    about: str
    caller: Caller
    keys: Sequence[str]


ROADS = (
    Road(
        "Joining",
        "A phone that nobody knows, in Swahili. The ward is found by its first letters; the lists lead there as well.",
        NOBODY,
        ("1", "1", "muth", "1", "9", "1"),
    ),
    Road("The same by the lists", "County, constituency, ward.", NOBODY, ("1", "1", "1", "9", "8", "3")),
    Road("Reading the warning", "A subscriber of Mutha. The last page ends the call.", MWIKALI, ("1", "9")),
    Road(
        "Reporting an incident",
        "Anybody may, also without joining. It is filed with the fourth key; what follows is optional. The words of "
        "the thanks tell nothing to who picks the phone up later.",
        MWIKALI,
        ("2", "3", "1", "2", "2", "1", "0", "Mbuzi 9 wameibwa usiku", "2", "4"),
    ),
    Road(
        "Reporting an attack",
        "Numbers to call come first.",
        MWIKALI,
        ("2", "1", "1", "1", "1", "1", "2"),
    ),
    Road("Having all deleted", "Who never joined finds it last in the menu.", MWIKALI, ("3", "9", "8", "1")),
    Road("Good news of peace", "Behind the last of the eight kinds are five more.", MWIKALI, ("2", "9", "8", "1", "1")),
    Road(
        "Reporting sexual violence or harm to a child",
        "Numbers to call come at once. No number is kept and nothing is asked; who likes to may tell the ward.",
        MWIKALI,
        ("2", "9", "7", "1", "1"),
    ),
    Road("My subscription: another ward", "Up to five.", MWIKALI, ("3", "1", "2", "mbololo", "1")),
    Road("My subscription: a pause", "", MWIKALI, ("3", "4", "1")),
    Road(
        "My subscription: about me",
        "Nobody has to; who has answered is not asked again, and may change the answers or take them back.",
        MWIKALI,
        ("3", "6", "1", "3"),
    ),
    Road("Emergency numbers, by need", "", NOBODY, ("1", "3", "1")),
    Road("A question to an officer", "", MWIKALI, ("5", "Chanjo ya ng'ombe ni lini?")),
    Road(
        "A Kamba speaker reports",
        "While no speaker has signed the Kamba of this road, it is said that this part is in Swahili, and it stays so.",
        MUTISO,
        ("2", "1", "3", "1"),
    ),
)


def transcript() -> str:
    places, catalog = area_files.gazetteer(), Catalog.load(Path("locales"))
    return "\n".join([OPENING, *(_told(road, places, catalog) for road in ROADS)])


def _told(road: Road, places: Gazetteer, catalog: Catalog) -> str:
    turn = answer(road.caller, State(), "", places, catalog)
    lines = [f"## {road.title}\n", *([f"{road.about}\n"] if road.about else [])]
    for pressed in ("dials", *road.keys):
        if pressed != "dials":
            turn = answer(road.caller, turn.state, pressed, places, catalog)
        how = (
            "Dials" if pressed == "dials" else f"Presses **{pressed}**" if pressed.isdigit() else f"Types **{pressed}**"
        )
        ends = ", the call ends" if turn.screen.ends else ""
        lines.append(f"{how} ({len(turn.screen.text)} letters{ends}):\n\n```\n{turn.screen.text}\n```\n")
        assert not turn.mistaken, f"{road.title}: {pressed} is on no screen"
    return "\n".join(lines)


def test_the_page_says_what_telephones_show() -> None:
    if os.environ.get("WRITE_TRANSCRIPT"):
        PAGE.write_text(transcript(), encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == transcript(), "run `make transcript`"
