"""The files a producer takes: everything said once, in one order, and clean enough to open anywhere."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.languages import Language
from domain.phases import Phase, Trend
from domain.script_versions import ScriptVersion, State, new_version
from domain.scripts import Script
from domain.segments import Part, Segment, Speech
from domain.stations import Station
from messages.radio_cuts import Fitted
from messages.radio_document import Sheet, clean, sheet
from messages.radio_docx import as_docx
from messages.radio_notes import Declared, runs
from messages.radio_order import Order
from messages.radio_pdf import as_pdf
from messages.radio_rows import ROW, breakable, rows_of
from messages.radio_rundown import times
from messages.radio_text import as_text
from tests.make import sign_all

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
KAMBA = "Kĩw'ũ nĩ kyũ. Mbua ya ĩvinda yĩ vakuvĩ: 24/11/2026. Ĩ Ũ ĩ ũ."
OPENING = Segment(
    Part.OPENING,
    (Speech(cue="music: signature tune", seconds=10), Speech("Mtangazaji", "Hii ni Mbiu.")),
)
BULLETIN = Segment(
    Part.BULLETIN,
    (
        Speech(
            "Msomaji wa taarifa",
            KAMBA,
            cue="not after 03/12/2026 00:00",
            language=Language.KAMBA,
            bulletin=7,
            source="Taarifa 7 (ukame), 24/11/2026",
        ),
    ),
    kind="drought",
    places="Kitui East",
)
MARKET = Segment(Part.MARKET, (Speech("Mtangazaji", "Mbuzi ni 4500."),), title="Soko la Kyuso")
CLOSING = Segment(Part.CLOSING, (Speech(cue="music: signature tune", seconds=10),))
WHOLE = (OPENING, BULLETIN, MARKET, CLOSING)
STATION = Station(
    name="Radio Mfano", counties=["kitui"], languages=["kam"], airs_on=4, airs_at=time(18, 30), frequency="89.1 FM"
)


def version_of(segments: Sequence[Segment], state: State, missing: Sequence[str] = ()) -> ScriptVersion:
    made = new_version(3, Language.KAMBA, segments, missing=missing, hands=[], now=NOW)
    if state is not State.DRAFT:
        sign_all(made, 1, NOW)
    if state in (State.APPROVED, State.WITHDRAWN):
        made.approver_id, made.approved_at = 2, NOW
    if state is State.WITHDRAWN:
        made.withdrawn_at = NOW
    return made


def made(
    *segments: Segment,
    state: State = State.APPROVED,
    reader: Language = Language.ENGLISH,
    missing: Sequence[str] = (),
    **order: object,
) -> Sheet:
    wanted = segments or WHOLE
    names = {1: "Mutheu Nzioka", 2: "Nyambura Wairimu"}
    facts = Order(county="Kitui", reader=reader, segments=wanted, names=names, **order)  # type: ignore[arg-type]
    script = Script(week=date(2026, 11, 30), county="kitui", language=Language.KAMBA)
    return sheet(script, version_of(wanted, state, missing), facts)


def speech(words: str, **fields: object) -> Segment:
    return Segment(Part.OWN, (Speech("Mtangazaji", words, **fields),))  # type: ignore[arg-type]


def said_by_notes(model: Sheet) -> str:
    return "\n".join(note for _, notes in model.notes for note in notes)


def rows_in(file: bytes) -> list[list[str]]:
    """The rows of the table of speeches: the last in the document."""
    table = docx.Document(io.BytesIO(file)).tables[-1]
    return [list(dict.fromkeys(cell.text for cell in row.cells)) for row in table.rows]


def xml(file: bytes, part: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(file)).read(part).decode()


def test_the_cover_says_what_it_is_for_whom_and_who_stands_for_it() -> None:
    assert list(made(station=STATION, valid_until=NOW + timedelta(days=5)).facts) == [
        ("Series", "Mbiu"),
        ("Episode", "2026-49 (year, week of the year)"),
        ("Week", "30/11/2026 to 06/12/2026"),
        ("Station", "Radio Mfano, 89.1 FM"),
        ("On air", "Friday 18:30"),
        ("County", "Kitui"),
        ("Language", "Kikamba"),
        ("Duration", "0:34"),
        ("Status", "APPROVED"),
        ("Signed by a speaker", "Mutheu Nzioka, Kikamba, 26/11/2026"),
        ("Signed by a speaker", "Mutheu Nzioka, Kiswahili, 26/11/2026"),
        ("Approved by", "Nyambura Wairimu, 26/11/2026"),
        ("Valid until", "01/12/2026 06:00"),
        ("Version", "3"),
    ]
    assert dict(made().facts)["Station"] == "any station"


@pytest.mark.parametrize(
    ("state", "stamp", "head"),
    [
        (State.DRAFT, "DRAFT", "DRAFT: NOT FOR AIR"),
        (State.SIGNED, "DRAFT", "DRAFT: NOT FOR AIR"),
        (State.WITHDRAWN, "WITHDRAWN", "WITHDRAWN: NOT FOR AIR ANY MORE"),
    ],
)
def test_what_is_not_for_air_says_so_on_every_page_of_every_file(state: State, stamp: str, head: str) -> None:
    model = made(state=state)
    text, header = as_text(model).decode(), xml(as_docx(model, NOW), "word/header1.xml")

    assert model.head == f"Mbiu · Kitui · Kikamba · 2026-49 · {head}"
    assert text.startswith(f"*** {head}")
    assert text.rstrip().endswith("***")
    assert f'string="{stamp}"' in header
    assert head in header


def test_an_approved_script_carries_no_stamp() -> None:
    assert made().stamp == ""
    assert "string=" not in xml(as_docx(made(), NOW), "word/header1.xml")
    assert "DRAFT" not in as_text(made()).decode()


def test_everything_around_the_speeches_is_in_the_readers_language() -> None:
    text = as_text(made(state=State.DRAFT, reader=Language.SWAHILI, station=STATION)).decode()

    for swahili in ("Wiki: 30/11/2026 hadi 06/12/2026", "RASIMU: ISISOMWE HEWANI", "Hewani: Ijumaa 18:30", "Ufunguzi"):
        assert swahili in text
    for english in ("Duration", "Opening", "NOT FOR AIR", "to 06/12"):
        assert english not in text


def test_the_rundown_names_each_segment_with_its_lines_start_and_length() -> None:
    assert [(block.number, block.name, block.span, block.start, block.lasts) for block in made().blocks] == [
        (1, "Opening", "1-2", "0:00", "0:12"),
        (2, "Drought: Kitui East", "3", "0:12", "0:09"),
        (3, "Soko la Kyuso", "4", "0:21", "0:03"),
        (4, "Closing", "5", "0:24", "0:10"),
    ]
    assert [block.name for block in made(reader=Language.SWAHILI).blocks][1] == "Ukame: Kitui East"
    assert list(times([74.6, 55.6, 0.4])) == [(0, 75), (75, 55), (130, 1)], "they add up"


def test_each_segment_says_in_which_slot_it_is_shortened_and_in_which_left_out() -> None:
    def fitted(left_out: Sequence[int], shortened: Sequence[int]) -> Fitted:
        return Fitted([], [], left_out, shortened, seconds=0, over=0)

    model = made(shorter={5: fitted([2, 1], []), 10: fitted([2], [1]), 15: fitted([], [1])})

    assert [block.mark for block in model.blocks] == [
        "",
        "shorter form: 15 min, leave out: 5 min",
        "leave out: 10 min",
        "",
    ]


def test_a_cut_has_its_own_length_and_says_what_it_left_out() -> None:
    brief = replace(BULLETIN, speeches=(Speech("Mtangazaji", "Kĩw'ũ.", language=Language.KAMBA),))
    cut = Fitted([OPENING, brief, CLOSING], [0, 1, 3], [2], [1], seconds=330, over=30)
    model = made(fitted=cut, minutes=5, shorter={})

    facts = dict(model.facts)
    assert facts["Duration"] == "0:22, for a slot of 5 minutes. 0:30 TOO LONG: CUT MORE"
    assert facts["Whole script"] == "0:34"
    filled = dict(made(fitted=replace(cut, over=0), minutes=5, shorter={}).facts)
    assert filled["Duration"] == "0:22, for a slot of 5 minutes. 4:38 short of 5 minutes"
    assert model.cuts == [("Left out of this cut", "Soko la Kyuso"), ("In their shorter form", "Drought: Kitui East")]
    assert [line.number for block in model.blocks for line in block.lines] == [1, 2, 3, 4]
    assert not model.sources  # whose words are not read
    assert "Left out of this cut: Soko la Kyuso" in as_text(model).decode()


def test_the_studio_knows_what_music_to_have_ready() -> None:
    assert made().needs == ["MUSIC: SIGNATURE TUNE (1, 5)"]  # a line's hours are no music


def test_the_notes_say_why_it_matters_this_week_and_what_is_never_said() -> None:
    declared = [Declared(Phase.ALARM, Trend.WORSENING, date(2026, 11, 24), "Kitui East")]
    english, swahili = made(declared=declared), made(declared=declared, reader=Language.SWAHILI)

    assert "as NDMA declared it: ALARM, WORSENING. Kitui East, 24/11/2026." in said_by_notes(english)
    assert "HATARI, INAZIDI KUWA MBAYA. Kitui East, 24/11/2026." in said_by_notes(swahili)
    assert "name no person, clan or community" in said_by_notes(english)
    assert "usitaje mtu, ukoo wala jamii" in said_by_notes(swahili)


def test_the_notes_name_the_lines_in_swahili_and_the_figures_left_in_digits() -> None:
    notes = said_by_notes(made(missing=["standing", "bulletin 9", "novelty"], over=[4]))

    assert "No speaker has signed a Kikamba form of lines 2, 4: they stand in Swahili." in notes
    assert "Missing in Kikamba: our standing sentences, bulletin 9, novelty." in notes
    assert "Figures stand in digits: say them as Kikamba" in notes
    assert "for their time is over: bulletins 4." in notes
    plain = said_by_notes(made(speech("Kĩw'ũ.", language=Language.KAMBA)))
    assert "digits" not in plain
    assert "Swahili" not in plain


@pytest.mark.parametrize(
    ("reader", "note"),
    [(Language.ENGLISH, "in digits in lines 2-3, for"), (Language.SWAHILI, "Takwimu za mistari 2-3 zimebaki")],
)
def test_the_notes_name_the_swahili_lines_whose_figures_stay_digits(reader: Language, note: str) -> None:
    lines = [speech(words) for words in ("Mbuzi: watatu.", "Wiki ya 3.", "Kilima 8, 12/7.", "Maji.")]

    notes = said_by_notes(made(*lines, reader=reader))

    assert note in notes
    assert "as Kikamba" not in notes, "that is of figures in Kamba"


def test_numbers_in_a_row_are_drawn_together() -> None:
    assert (runs([2, 3, 4, 9, 11, 12]), runs([7]), runs([])) == ("2-4, 9, 11-12", "7", "")


def test_the_text_numbers_every_line_with_its_time_speaker_and_direction() -> None:
    text = as_text(made(pronunciations=[("Kyuso", "kyu-SO")])).decode()

    assert "== 1. Opening, 0:00 ==\r\n\r\n1. (0:10) [MUSIC: SIGNATURE TUNE]\r\n\r\n2. (0:02) Mtangazaji:" in text
    assert f"3. (0:10) Msomaji wa taarifa: [NOT AFTER 03/12/2026 00:00]\r\n{KAMBA}\r\n" in text
    assert "- Kyuso: kyu-SO" in text
    assert "Polisi: 999 au 112" in text
    assert "- Taarifa 7 (ukame), 24/11/2026" in text
    assert "\n" not in text.replace("\r\n", "")


def test_word_has_a_row_for_every_line_under_the_name_of_its_segment() -> None:
    header, *lines = rows_in(as_docx(made(), NOW))

    assert header == ["No.", "Lasts", "Speaker", "Words"]
    assert lines[:5] == [
        ["1. Opening  0:00"],
        ["1.", "0:10", "", "MUSIC: SIGNATURE TUNE"],
        ["2.", "0:02", "Mtangazaji", "Hii ni Mbiu."],
        ["2. Drought: Kitui East  0:12"],
        ["3.", "0:10", "Msomaji wa taarifa", f"NOT AFTER 03/12/2026 00:00\n{KAMBA}"],
    ]


def test_word_pages_are_a4_numbered_and_break_no_row() -> None:
    file = as_docx(made(pronunciations=[("Wundanyi", "wu-NDA-nyi"), ("Voi", "VO-i")]), NOW)
    section = docx.Document(io.BytesIO(file)).sections[0]
    head, body = xml(file, "word/header1.xml"), xml(file)

    assert (round(section.page_width.cm), round(section.page_height.cm, 1)) == (21, 29.7)
    assert 'w:instr="PAGE"' in head
    assert 'w:instr="NUMPAGES"' in head
    assert body.count("<w:cantSplit/>") == body.count("<w:tr>")
    for term in ("Wundanyi", "Voi"):  # how names are said stays on the page of the helplines
        assert "<w:keepNext/>" in body[: body.index(f">{term}<")].rpartition("<w:tr>")[2]
    assert body.count("<w:tblHeader/>") == 2  # the rundown and the speeches
    assert "Liberation Sans" in xml(file, "word/fontTable.xml")


def test_word_knows_the_language_of_each_speech_and_of_what_stands_around() -> None:
    file = as_docx(made(), NOW)

    assert 'w:lang w:val="en-KE"' in xml(file, "word/styles.xml")
    tags = re.findall(r'<w:lang w:val="([\w-]+)"', xml(file))
    assert tags == ["sw-KE", "kam-KE", "sw-KE"]


def test_speeches_are_set_in_twelve_points_and_a_line_and_a_half() -> None:
    table = docx.Document(io.BytesIO(as_docx(made(), NOW))).tables[-1]
    words = [paragraph for row in table.rows for paragraph in row.cells[3].paragraphs if "Kĩw'ũ" in paragraph.text]

    assert [(paragraph.paragraph_format.line_spacing, paragraph.runs[0].font.size.pt) for paragraph in words] == [
        (1.5, 12)
    ]


def test_a_speech_is_set_in_rows_of_whole_sentences() -> None:
    sentence = "Mvua zimechelewa, hifadhi maji na malisho ya mifugo, na uza mapema kabla bei haijashuka sokoni."
    rows = rows_of(" ".join([sentence] * 7) + "\nMstari mpya.")

    assert rows == [*[f"{sentence} {sentence}"] * 3, sentence, "Mstari mpya."]
    lines = rows_in(as_docx(made(speech("\n".join(rows))), NOW))[2:]
    assert [line[-1] for line in lines] == rows


def test_a_sentence_longer_than_a_row_is_split_at_its_spaces() -> None:
    sentence = "neno-refu " * 80

    rows = rows_of(sentence)

    assert " ".join(rows) == sentence.strip()
    assert all(len(row) <= ROW and row.endswith("refu") for row in rows)


def test_a_telephone_number_stays_on_its_line() -> None:
    assert rows_of("Piga 0800 597 000 au 999.") == ["Piga 0800\u00a0597\u00a0000 au 999."]


def test_only_a_word_wider_than_its_column_gets_places_to_break() -> None:
    assert breakable("Ki\u0129w'\u0169 " + "a" * 30 + " " + "b" * 40) == (
        "Ki\u0129w'\u0169 " + "a" * 30 + " " + "\u200b".join(["b" * 12] * 3 + ["b" * 4])
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Maji\x00\x07\x0b yapo\x1f", "Maji\n yapo"),
        ("\u202eMaji\u202c \u200fyapo\u061c\ufeff", "Maji yapo"),
        ("Kĩw\ufffe\uffff'ũ", "Kĩw'ũ"),
        ("lone \ud800 half", "lone  half"),
        ("Ki\u0303w'u\u0303", "Kĩw'ũ"),  # typed as letter and mark
        ("</w:t><script>&amp; \"x\" 'y'", "</w:t><script>&amp; \"x\" 'y'"),  # XML is text like any other
        ("🌧 mvua", "🌧 mvua"),
        ("#import *a* $b$ @c \\", "#import *a* $b$ @c \\"),  # and so is Typst
    ],
)
def test_a_text_is_written_without_what_a_file_cannot_carry(typed: str, written: str) -> None:
    model = made(Segment(Part.OWN, (Speech(typed, typed, cue=typed, source=typed),), title=typed))
    words = " ".join(written.split())

    assert clean(typed) == written
    assert words in " ".join(" ".join(cell) for cell in rows_in(as_docx(model, NOW))).replace("\n", " ").replace(
        "  ", " "
    )
    assert words in " ".join(as_text(model).decode().split())


ANYTHING = st.text(st.characters(codec=None), max_size=80)


@given(words=ANYTHING, other=ANYTHING, times=st.sampled_from([1, 1, 40]))
@settings(max_examples=12, deadline=None)
def test_any_text_makes_files_that_open(words: str, other: str, times: int) -> None:
    said = Speech(other, words * times, cue=other, source=words)
    station = Station(name=other, counties=["kitui"], languages=["kam"])
    model = made(
        Segment(Part.OWN, (said,), title=other), state=State.DRAFT, station=station, pronunciations=[(words, other)]
    )
    file = as_docx(model, NOW)

    docx.Document(io.BytesIO(file))
    for name in zipfile.ZipFile(io.BytesIO(file)).namelist():
        if name.endswith(".xml"):
            ElementTree.fromstring(xml(file, name))  # noqa: S314  our own file
    as_text(model).decode()
    assert as_pdf(model, NOW).startswith(b"%PDF")
