"""The files are opened by other people's programs: all three say the same, and every ĩ and ũ is there in print."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.languages import Language
from domain.script_versions import State, new_version
from domain.scripts import Script
from domain.segments import Part, Segment, Speech
from messages.radio_document import Sheet, sheet
from messages.radio_docx import as_docx
from messages.radio_order import Order
from messages.radio_pdf import as_pdf
from messages.radio_text import as_text
from tests.make import sign_all
from tests.programs import needed

pytestmark = pytest.mark.xdist_group("office")  # LibreOffice is started once

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
KAMBA = "Kĩw'ũ nĩ kyũ, ĩvinda ya mbua yĩ vakuvĩ. Ũtethyo: *384*1234#. ĨŨĩũ nĩ ndemwa sya Kĩkamba. "
TAITA = "W'andu w'ose, ng'ombe na mbula ya ng'oli. "
ODD = '</w:t>&amp; #import "x" *a* _b_ $c$ <d> @e \\ [f] 🌧 '


def model() -> Sheet:
    """A script of several pages with long speeches, a sentence longer than any row, and words that mean something to
    what writes the files."""
    speakers = ("Mtangazaji", "Afisa wa mifugo wa kaunti ndogo ya Mwingi ya Kati")
    segments = [
        Segment(
            part,
            (
                Speech(cue=f"MUSIC: {part.value}", seconds=5),
                Speech(speakers[0], KAMBA * 7, language=Language.KAMBA, source=f"NDMA, {part.value}, 12/11/2026"),
                Speech(speakers[1], TAITA * 3 + ODD + "Mwisho.", cue="NOT AFTER 03/12/2026 18:00"),
            ),
        )
        for part in Part
    ]
    segments.append(Segment(Part.OWN, (Speech(speakers[0], f"Anwani https://{'ndefu' * 30} mwisho."),), title="Kĩtũĩ"))
    version = new_version(1, Language.KAMBA, segments, missing=["standing"], hands=[], now=NOW)
    sign_all(version, 1, NOW)
    version.approver_id, version.approved_at = 2, NOW
    script = Script(week=date(2026, 11, 30), county="kitui", language=Language.KAMBA)
    order = Order(
        county="Kitui",
        reader=Language.ENGLISH,
        segments=segments,
        names={1: "Mutheu Nzioka"},
        pronunciations=[("Kyuso", "kyu-SO")],
    )
    return sheet(script, version, order)


SHEET = model()


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The pages of what Typst set, and of what LibreOffice makes of the Word file."""
    soffice, pdftotext = needed("soffice", "pdftotext")
    folder = tmp_path_factory.mktemp("files")
    (folder / "word.docx").write_bytes(as_docx(SHEET, NOW))
    (folder / "print.pdf").write_bytes(as_pdf(SHEET, NOW))
    office = [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", folder, folder / "word.docx"], check=True, capture_output=True, timeout=120)
    return {name: pages(pdftotext, folder / f"{name}.pdf") for name in ("word", "print")}


def pages(pdftotext: str, file: Path) -> list[str]:
    """The words of each page in the order they were set, its head left away."""
    text = subprocess.run([pdftotext, "-raw", file, "-"], check=True, capture_output=True, timeout=30).stdout.decode()
    found = text.rstrip("\f").split("\f")
    for number, page in enumerate(found, 1):
        assert re.match(rf"{re.escape(SHEET.head)}\s+Page {number} of {len(found)}\n", page)
    return [page.partition(f" of {len(found)}\n")[2] for page in found]


def letters(text: str) -> str:
    """Letters and figures alone: where lines end differs, and a table has no commas."""
    return "".join(filter(str.isalnum, text)).casefold()


@pytest.mark.parametrize("name", ["word", "print"])
def test_print_word_and_text_say_the_same_in_the_same_order(name: str, printed: dict[str, list[str]]) -> None:
    said = SHEET.labels
    headers = (
        (said.number, said.segment, said.lines, said.start, said.lasts, said.if_short),
        (said.number, said.lasts, said.speaker, said.words),
    )
    text = letters(as_text(SHEET).decode()).removesuffix(letters(SHEET.status))

    seen = letters("".join(printed[name]))
    for header in headers:  # on every page their tables run over
        assert letters("".join(header)) in seen
        seen = seen.replace(letters("".join(header)), "")
    assert seen == text


@pytest.mark.parametrize("name", ["word", "print"])
def test_every_letter_of_kamba_is_in_print(name: str, printed: dict[str, list[str]]) -> None:
    for letter in "ĩũĨŨ":
        assert sum(page.count(letter) for page in printed[name]) == as_text(SHEET).decode().count(letter) > 40


@pytest.mark.parametrize("name", ["word", "print"])
def test_no_page_ends_within_a_sentence_or_with_the_name_of_a_segment(name: str, printed: dict[str, list[str]]) -> None:
    script = next(number for number, page in enumerate(printed[name]) if page.startswith("Script\n"))

    assert len(printed[name]) > script + 5
    for page in printed[name][script:]:
        last = page.strip().splitlines()[-1]
        assert last.endswith(".") or " MUSIC: " in last


def test_the_fonts_are_inside_the_print(tmp_path: Path) -> None:
    (pdffonts,) = needed("pdffonts")
    file = tmp_path / "print.pdf"
    file.write_bytes(as_pdf(SHEET, NOW))

    listed = subprocess.run([pdffonts, file], check=True, capture_output=True, timeout=30).stdout.decode()
    assert "LibertinusSerif-Regular" in listed
    assert all(" yes yes yes " in line for line in listed.splitlines()[2:])


def test_a_draft_is_stamped_on_every_page_of_the_print(tmp_path: Path) -> None:
    (pdftotext,) = needed("pdftotext")
    file = tmp_path / "draft.pdf"
    file.write_bytes(as_pdf(replace(SHEET, state=State.DRAFT), NOW))

    text = subprocess.run([pdftotext, "-raw", file, "-"], check=True, capture_output=True, timeout=30).stdout.decode()
    # Set askew, so that it is read letter by letter.
    assert all(page.startswith("\n".join("DRAFT")) for page in text.rstrip("\f").split("\f"))
