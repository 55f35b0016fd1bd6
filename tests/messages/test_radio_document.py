"""The files a producer takes: everything said once, in order, and clean enough to open anywhere."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest

from domain.languages import Language
from domain.scripts import Script, Speech, State, rows
from messages.radio_document import Sheet, as_text, clean, sheet
from messages.radio_docx import as_docx

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
SPEECHES = (
    Speech(cue="MUSIC: MBIU SIGNATURE TUNE, THEN UNDER", seconds=10),
    Speech(speaker="Mtangazaji", words="Hii ni Mbiu."),
    Speech(
        speaker="Msomaji wa taarifa",
        words="Kĩw'ũ nĩ kyũ.\nMbua ya ĩvinda yĩ vakuvĩ: Ĩ Ũ ĩ ũ.",
        cue="not after 03/12/2026 00:00",
        language=Language.KAMBA,
        source="Taarifa 7 (ukame), 24/11/2026",
    ),
)


def script(*speeches: Speech, state: State = State.DRAFT) -> Script:
    return Script(
        week=date(2026, 11, 30), county="kitui", language=Language.KAMBA, spoken=Language.KAMBA,
        speeches=rows(speeches or SPEECHES), missing=[], drafted_at=NOW, state=state,
        reviewed_at=NOW if state is State.REVIEWED else None,
    )  # fmt: skip


def made(*speeches: Speech, state: State = State.DRAFT, reader: Language = Language.ENGLISH) -> Sheet:
    return sheet(script(*speeches, state=state), county="Kitui", reviewer="Mutheu Nzioka", reader=reader)


def cells(file: bytes) -> list[list[str]]:
    """The rows of the table of speeches."""
    document = docx.Document(io.BytesIO(file))
    return [[cell.text for cell in row.cells] for row in document.tables[1].rows]


def xml(file: bytes, part: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(file)).read(part).decode()


def test_the_text_numbers_every_line_with_its_speaker_direction_and_time() -> None:
    text = as_text(made()).decode()

    assert "1. [MUSIC: MBIU SIGNATURE TUNE, THEN UNDER] (0:10)\r\n\r\n2. Mtangazaji: (0:02)\r\nHii ni Mbiu." in text
    assert "3. Msomaji wa taarifa: [NOT AFTER 03/12/2026 00:00] (0:05)\r\nKĩw'ũ nĩ kyũ.\r\nMbua" in text
    assert "\n" not in text.replace("\r\n", "")


def test_the_cover_says_what_it_is_and_that_a_draft_is_not_for_air() -> None:
    facts = dict(made().facts)

    assert facts == {
        "County": "Kitui",
        "Language": "Kikamba",
        "Week from": "30/11/2026",
        "Status": "DRAFT: NOT FOR AIR",
        "Running time": "0:17",
    }
    assert "DRAFT: NOT FOR AIR" in made().head
    assert made().title == "Mbiu: Kitui, Kikamba"


def test_a_reviewed_script_names_its_reader_and_day() -> None:
    facts = dict(made(state=State.REVIEWED).facts)

    assert (facts["Status"], facts["Read through by"]) == ("REVIEWED", "Mutheu Nzioka, 26/11/2026")
    assert "DRAFT" not in as_text(made(state=State.REVIEWED)).decode()


def test_everything_around_the_speeches_is_in_the_readers_language() -> None:
    text = as_text(made(reader=Language.SWAHILI)).decode()

    assert "Wiki kuanzia: 30/11/2026" in text
    assert "RASIMU: ISISOMWE HEWANI" in text
    assert "Running time" not in text


def test_helplines_notes_and_sources_are_in_both_files() -> None:
    text, file = as_text(made()).decode(), as_docx(made(), NOW)
    document = docx.Document(io.BytesIO(file))
    word = "\n".join(paragraph.text for paragraph in document.paragraphs)
    helplines = {row.cells[0].text: row.cells[1].text for row in document.tables[2].rows}

    assert "Polisi: 999 au 112" in text
    assert helplines["Polisi"] == "999 au 112"
    for said in ("Taarifa 7 (ukame), 24/11/2026", "Conflict: name no person"):
        assert said in text
        assert said in word


def test_word_has_a_row_for_every_line_as_it_is_spoken() -> None:
    header, *lines = cells(as_docx(made(), NOW))

    assert header == ["No.", "Speaker", "Words", "Time"]
    assert lines == [
        ["1.", "", "MUSIC: MBIU SIGNATURE TUNE, THEN UNDER", "0:10"],
        ["2.", "Mtangazaji", "Hii ni Mbiu.", "0:02"],
        [
            "3.",
            "Msomaji wa taarifa",
            "NOT AFTER 03/12/2026 00:00\nKĩw'ũ nĩ kyũ.\nMbua ya ĩvinda yĩ vakuvĩ: Ĩ Ũ ĩ ũ.",
            "0:05",
        ],
    ]


def test_word_pages_are_a4_numbered_and_never_break_a_speech() -> None:
    file = as_docx(made(), NOW)
    section = docx.Document(io.BytesIO(file)).sections[0]
    head = xml(file, "word/header1.xml")

    assert (round(section.page_width.cm), round(section.page_height.cm, 1)) == (21, 29.7)
    assert 'w:instr="PAGE"' in head
    assert 'w:instr="NUMPAGES"' in head
    assert xml(file).count("<w:cantSplit/>") == xml(file).count("<w:tr>")
    assert 'w:lang w:val="kam-KE"' in xml(file, "word/styles.xml")
    assert "Theme" not in xml(file, "word/styles.xml").split("<w:style ")[1].split("</w:style>")[0]


def test_speeches_are_set_in_twelve_points_and_a_line_and_a_half() -> None:
    rows = docx.Document(io.BytesIO(as_docx(made(), NOW))).tables[1].rows[1:]

    for row in rows:
        for paragraph in row.cells[2].paragraphs:
            assert paragraph.paragraph_format.line_spacing == 1.5
            assert {run.font.size.pt for run in paragraph.runs} == {12}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Maji\x00\x07\x0b yapo\x1f", "Maji\n yapo"),
        ("\u202eMaji\u202c \u200fyapo\u061c\ufeff", "Maji yapo"),
        ("Kĩw\ufffe\uffff'ũ", "Kĩw'ũ"),
        ("lone \ud800 half", "lone  half"),
        ("Ki\u0303w'u\u0303", "Kĩw'ũ"),  # typed as letter and mark
        ("</w:t><script>&amp; \"x\" 'y'", "</w:t><script>&amp; \"x\" 'y'"),  # XML is text like any other
        ("a" * 3000, "a" * 3000),
        ("🌧 mvua", "🌧 mvua"),
    ],
)
def test_a_text_with_anything_in_it_still_makes_files_that_open(typed: str, written: str) -> None:
    said = made(Speech(speaker=typed, words=typed, cue=typed, source=typed))

    assert clean(typed) == written
    assert written in cells(as_docx(said, NOW))[1][2]
    assert written.replace("\n", "\r\n") in as_text(said).decode()


def test_a_script_of_hundreds_of_lines_keeps_their_order() -> None:
    said: Sequence[Speech] = [replace(SPEECHES[1], words=f"Mstari {number}.") for number in range(200)]

    lines = cells(as_docx(made(*said), NOW))[1:]

    assert [line[2] for line in lines] == [f"Mstari {number}." for number in range(200)]
