"""From the week's warning and what people ask to a presenter's hands, and back: drafted, corrected, signed, approved,
taken by the station, on air; and off the air when the warning was wrong."""

import io
from datetime import UTC, datetime, timedelta

from docx import Document

from domain.languages import Language
from domain.peace_checks import OF_TEXT
from schedules import clock, radio
from tests.journeys.conftest import Browser, Town
from tests.journeys.test_a_bulletin import SWAHILI, joined, seen_by
from tests.journeys.test_a_warning_taken_back import warned

THURSDAY = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)  # 06:00 in Nairobi
SPOKEN = SWAHILI.replace("24/11/2026", "tarehe ishirini na nne mwezi wa kumi na moja, elfu mbili ishirini na sita")
ANSWER = "Chanjo hutolewa na kaunti. Uliza afisa wa mifugo wa wadi yako."
ASKED = "nipate wapi dawa ya ng'ombe zangu tatu hapa kwetu kando ya mto"


def answered_on_air(town: Town) -> None:
    """Somebody asks by SMS; Mwende writes question and answer anew for the radio."""
    joined(town, "+254711000321", Language.SWAHILI).text(f"SWALI {ASKED}")
    mwende = town.officer("mwende")
    mwende.go("/console/inbox/")
    mwende.go(mwende.links("/console/inbox")[ASKED])
    page = mwende.page.find("a", string="Write a new answer for the radio of Kitui")
    assert page is not None
    mwende.go(str(page["href"]))
    assert ASKED in mwende.words
    mwende.send("Save", question_sw="Chanjo ya mifugo inapatikana wapi?", words_sw=ANSWER)
    mwende.go("/console/pieces/")
    assert "Chanjo ya mifugo inapatikana wapi?" in mwende.words


def approved(town: Town, address: str) -> None:
    """Signed by a speaker and approved by somebody else."""
    seen_by(town, "kioko", address).send("I have read it aloud: sign it")
    seen_by(town, "nyambura", address).send("Approve", understood="yes", peace=[check.value for check in OF_TEXT])


def files(producer: Browser) -> dict[str, str]:
    """What a producer may take first, by its kind."""
    producer.go("/console/productions/")
    found = [str(a["href"]) for a in producer.page.select("section p.buttons a[href*='/scripts/']")]
    return {href.partition("?")[0].rpartition(".")[2]: href for href in reversed(found)}


def script_of_kitui(browser: Browser) -> str:
    browser.go("/console/scripts/")
    return browser.links("/console/scripts")["Kitui, Swahili"]


def test_a_warning_becomes_a_script_that_goes_on_air_and_comes_back_as_questions(town: Town) -> None:
    warned(town)
    answered_on_air(town)
    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    mghoi, mwende = town.officer("mghoi"), town.officer("mwende")
    assert "Kitui, Swahili" not in mghoi.go("/console/productions/"), "a draft is not for the air"

    page = mwende.go(address := script_of_kitui(mwende))
    assert SPOKEN in page, "figures are written as they are said"
    assert ANSWER in page
    assert ASKED not in page, "no listener's own words"
    mwende.go(f"{address}/correct")
    mwende.send("Keep the script")
    approved(town, address)

    taken = {kind: mghoi.download(href).content for kind, href in files(mghoi).items()}
    text = " ".join(taken["txt"].decode().split())
    assert SPOKEN in text
    assert "APPROVED" in text
    word = Document(io.BytesIO(taken["docx"]))
    assert any(SPOKEN in cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert taken["pdf"].startswith(b"%PDF")

    town.clock.moment = THURSDAY + timedelta(days=5)
    mghoi, mwende = town.officer("mghoi"), town.officer("mwende")
    mghoi.go("/console/productions/")
    mghoi.go(next(str(a["href"]) for a in mghoi.page.select("a") if "It was on air" in a.get_text()))
    mghoi.send("Note it", day="2026-12-01", hour="05:30", minutes="14", calls="9")
    mghoi.send("Hand them in", questions="Mbegu za muda mfupi zinapatikana wapi?\nVisima vya Mutha vitafunguliwa lini?")
    inbox = mwende.go("/console/inbox/")
    assert "Mbegu za muda mfupi" in inbox
    assert "Radio Tala" in inbox
    assert "Radio Tala" in mwende.go(address)
    assert "1 Dec 2026, 05:30" in mwende.words


def test_a_script_whose_warning_was_wrong_goes_off_the_air_and_its_stations_are_told(town: Town) -> None:
    _, path = warned(town)
    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    mwende = town.officer("mwende")
    address = script_of_kitui(mwende)
    approved(town, address)
    mwende.go(address)
    mwende.send("Make a link")
    made = mwende.page.find("p", class_="once")
    assert made is not None
    door, mghoi = Browser(""), town.officer("mghoi")
    door.session.headers["Accept-Language"] = "en"
    assert "Approved" in door.go(made.get_text(strip=True))
    file = files(mghoi)["txt"]
    assert SPOKEN in " ".join(mghoi.download(file).content.decode().split())

    mwende.go(path)
    mwende.send("Begin to take it back")
    back = mwende.url.removeprefix(town.address)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", back).send("Approve", understood="yes")
    assert mghoi.download(file).status_code >= 400, "at once, whatever the clock has done"
    radio.look_after(town.crew)
    town.work()

    told = [text for text in town.phone("+254711990005").texts if "withdrawn" in text]
    assert len(told) == 1
    assert "do not read it on air" in mghoi.go("/console/productions/")
    assert "do not read it on air" in door.go(made.get_text(strip=True))
    mwende.go(address)
    assert "State Draft" in mwende.send("Take its lines out"), "another version wants every name anew"
    assert SPOKEN not in mwende.words


def test_a_report_never_reaches_the_radio(town: Town) -> None:
    town.phone("+254711000451").text("RIPOTI wizi wa mifugo Mutha watu kumi")
    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    mwende = town.officer("mwende")

    mwende.go("/console/scripts/")
    scripts = mwende.links("/console/scripts")
    assert len(scripts) == 6
    for address in scripts.values():
        page = mwende.go(address)
        assert "watu kumi" not in page
        assert "Mutha" not in page
