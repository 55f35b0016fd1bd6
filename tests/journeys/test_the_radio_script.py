"""From the week's warning to a producer's hands: drafted, corrected, read through by a speaker, downloaded."""

import io
from datetime import UTC, datetime

from docx import Document

from schedules import clock
from tests.journeys.conftest import Town
from tests.journeys.test_a_bulletin import SWAHILI, TEN, seen_by, written

THURSDAY = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)  # 06:00 in Nairobi


def test_a_warning_becomes_a_script_that_a_producer_takes_to_air(town: Town) -> None:
    mwende, path = written(town)
    seen_by(town, "kioko", path).send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", path).send("Approve", understood="yes")
    town.clock.moment = TEN
    town.work()

    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    mghoi = town.officer("mghoi")
    assert "Kitui, Swahili" not in mghoi.go("/console/scripts/"), "a draft is not for the air"

    kioko = town.officer("kioko")
    kioko.go("/console/scripts/")
    address = kioko.links("/console/scripts")["Kitui, Swahili"]
    assert SWAHILI in kioko.go(address)
    kioko.send("I have read it: mark as reviewed")

    assert "Kitui, Swahili" in mghoi.go("/console/scripts/")
    number = address.rsplit("/", 1)[1]
    text = mghoi.download(f"/scripts/{number}.txt")
    assert SWAHILI in " ".join(text.content.decode().split())
    word = mghoi.download(f"/scripts/{number}.docx")
    cells = [
        cell.text for table in Document(io.BytesIO(word.content)).tables for row in table.rows for cell in row.cells
    ]
    assert any(SWAHILI in cell for cell in cells)


def test_a_report_never_reaches_the_radio(town: Town) -> None:
    town.phone("+254711000451").text("RIPOTI wizi wa mifugo Mutha watu kumi")
    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    mwende = town.officer("mwende")

    mwende.go("/console/scripts/")
    scripts = mwende.links("/console/scripts")
    assert len(scripts) == 6
    for address in scripts.values():
        assert "watu kumi" not in mwende.go(address)
