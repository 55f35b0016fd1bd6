"""Lists of people as spreadsheets save them: what is taken, and what each slip is told."""

import re

import pytest

from bot import list_files, workbooks
from bot.list_files import reading, sample
from domain.areas import Area, Gazetteer
from domain.languages import Language
from domain.listed_people import Listed, Person
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscribers import AgeBand, Gender, Kind
from domain.vault import Vault
from tests.bot.test_record_files import workbook

ENDAU, NUU = "kitui.kitui-east.endau-malalani", "kitui.mwingi-central.nuu"
LIST = "phone,ward,language\n0711000001,Nuu,sw\n0711000002,Endau/Malalani,\n"


@pytest.fixture
def kitui(places: Gazetteer) -> Area:
    return places["kitui"]


def told(listed: Listed) -> list[tuple[int, str, str]]:
    return [(row, masked, str(refusal)) for row, masked, refusal in listed.faults]


def one(kitui: Area, places: Gazetteer, **cells: str) -> Listed:
    """What is made of a row with these cells, the others being good."""
    row = {"phone": "0711000001", "ward": "Nuu"} | cells
    return reading(list_files.table_of([row.keys()]) + ",".join(row.values()).encode(), kitui, places)


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("utf-16"),
        LIST.replace(",", ";").encode("utf-8-sig"),
        LIST.replace(",", "\t").encode("cp1252"),
        ("sep=;\r\n" + LIST.replace(",", ";").replace("\n", "\r\n")).encode(),
        LIST.replace("phone,ward,language", "Nambari ya simu,KATA,Lugha").encode(),
        LIST.replace("phone,ward", "Jina,Phone No.,Ward").replace("\n07", "\nMutua Fulani,07").encode(),
        LIST.replace("\n", "\n,,\n\n").encode(),
        LIST.replace("0711000001", "711000001").replace("0711000002", "+254 711-000 002").encode(),
        LIST.replace("0711000001", "'0711000001").replace("0711000002", "00254711000002").encode(),
        workbook(["phone", "ward"], [711000001, "Nuu"], [None, None], [254711000002.0, "endau malalani"]),
        workbook(["simu", "wadi", "jina"], ["0711000001", "NUU WARD", "=SUM(A1)"], ["0711 000 002", "Endau", ""]),
    ],
)  # fmt: skip
def test_it_is_read_as_any_spreadsheet_saves_it(kitui: Area, places: Gazetteer, data: bytes) -> None:
    found = reading(data, kitui, places)

    assert told(found) == []
    assert [(person.phone.e164, person.ward) for person in found.people] == [
        ("+254711000001", NUU), ("+254711000002", ENDAU)
    ]  # fmt: skip


def test_what_is_not_said_is_the_county_s_and_what_is_said_is_kept(
    kitui: Area, places: Gazetteer, vault: Vault
) -> None:
    table = "phone,ward,constituency,language,kind,gender,age\n0711000001,Nuu,,,,,\n"
    table += "0711000002,Nuu,Mwingi Central,Kiswahili,Chifu,mwanamke,61\n"

    found = reading(table.encode(), kitui, places)

    assert found.people == [
        Person(Phone("+254711000001"), NUU, Language.KAMBA),
        Person(Phone("+254711000002"), NUU, Language.SWAHILI, Kind.INTERMEDIARY, Gender.FEMALE, AgeBand.OLD),
    ]
    again = Listed.opened(vault, found.sealed(vault, 1), 1)
    assert (again.people, told(again), again.twice) == (found.people, told(found), found.twice)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"phone": ""}, "There is no number in this row."),
        ({"phone": "7.12346E+08"}, "has shortened this number and lost digits"),
        ({"phone": '"7,12346e+08"'}, "has shortened this number and lost digits"),
        ({"phone": "7E+08"}, "has shortened this number and lost digits"),
        ({"phone": '="0711000001"'}, "In the column phone stands a formula"),
        ({"phone": "0711 000 0xx"}, "This is no mobile number of Kenya"),
        ({"phone": "071100000"}, "This is no mobile number of Kenya"),
        ({"phone": "0202222222"}, "This is no mobile number of Kenya"),
        ({"phone": "+256711000001"}, "This is no mobile number of Kenya"),
        ({"phone": "0711000001/0711000002"}, "This is no mobile number of Kenya"),
        ({"ward": ""}, "The ward is missing."),
        ({"ward": "=cmd|x"}, "In the column ward stands a formula"),
        ({"ward": "Ngomenii"}, "No ward Ngomenii in Kitui; the nearest name is Ngomeni."),
        ({"ward": "Sagalla"}, "Ward Sagalla lies in Taita Taveta: this list is for Kitui."),
        ({"ward": "0711000009"}, "No ward •••••••••• in Kitui."),
        ({"ward": "<script>x</script>"}, "No ward <script>x</script> in Kitui"),
        ({"constituency": "Mwingi Norte"}, "No constituency Mwingi Norte in Kitui."),
        ({"constituency": "Kitui East"}, "Ward Nuu does not lie in Kitui East: correct one of them."),
        ({"language": "Luo"}, "“Luo” is none of the languages sw, kam, dav and en."),
        ({"kind": "boss"}, "“boss” cannot be read in the column kind"),
        ({"age": "0711000009"}, "“••••••••••” cannot be read in the column age"),
    ],
)
def test_each_slip_is_told_with_the_way_out(kitui: Area, places: Gazetteer, cells: dict[str, str], says: str) -> None:
    found = one(kitui, places, **cells)

    assert found.people == []
    [(row, masked, sentence)] = told(found)
    assert row == 2
    assert says in sentence
    assert sum(map(str.isdigit, masked)) in (0, 2)


def test_a_number_that_is_there_twice_joins_once(kitui: Area, places: Gazetteer) -> None:
    found = reading((LIST + "254711000001,Endau,\n").encode(), kitui, places)

    assert [person.ward for person in found.people] == [NUU, ENDAU]
    assert (found.twice, told(found)) == (1, [(4, "••••••01", "Row 2 has the same number: this one is passed by.")])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Choose a file that is not empty."),
        (b"phone,ward\n", "There is no row below the headings."),
        (b"name,ward\nMutua,Nuu\n", "The first row must name the columns; missing: phone."),
        (b"phone,simu,ward\n1,2,3\n", "These columns are there twice: phone."),
        (b'phone,ward\n"0711000001,Nuu' + b"x" * 200_000, "The file is broken off"),
        (b"\x89PNG\x00\x00", "This file is neither CSV nor .xlsx."),
        (b"\xd0\xcf\x11\xe0", "This is an old or a locked workbook"),
        (b"PK\x03\x04broken", "This workbook cannot be read"),
        (b"x" * (list_files.MOST_BYTES + 1), "The file is larger than 4 MB"),
        (b"phone,ward\n" + b"1,2\n" * 20_001, "There are more than 20,000 rows"),
        (workbook(["phone", "ward"], ["0711000001", "Nuu"], ["", ""], merged="A2:A3"), "Cells are merged (A2:A3)"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(kitui: Area, places: Gazetteer, data: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=re.escape(says)):
        reading(data, kitui, places)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sample_sent_back_as_it_is_joins_nobody(kitui: Area, places: Gazetteer, kind: str) -> None:
    found = reading(sample(kind, kitui, places), kitui, places)

    assert found.people == []
    assert {sentence for _, _, sentence in told(found)} == {
        "This is no mobile number of Kenya: write it like 0712 345 678."
    }


def test_the_sample_with_numbers_in_it_is_taken(kitui: Area, places: Gazetteer) -> None:
    filled = sample("csv", kitui, places).decode().replace(list_files.NOBODY, "0711000001")

    assert told(reading(filled.encode(), kitui, places))[0][2].startswith("Row 2 has the same number")


def test_a_formula_of_a_workbook_is_refused_by_row_whatever_it_came_to(kitui: Area, places: Gazetteer) -> None:
    found = reading(workbook(["phone", "ward"], ["=1+1", "Nuu"], ["0711000001", "Nuu"]), kitui, places)

    assert told(found) == [(2, "", "In the column phone stands a formula: type what it comes to.")]
    assert len(found.people) == 1


def test_a_workbook_of_the_largest_list_is_not_too_large(kitui: Area, places: Gazetteer) -> None:
    assert list_files.MOST_UNPACKED > 3 * 10_187_595, "20,000 rows of eight cells, as openpyxl writes them"
    assert workbooks.MOST_UNPACKED < list_files.MOST_UNPACKED


def test_a_wrong_heading_is_refused_before_the_sheet_is_read(
    kitui: Area, places: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    monkeypatch.setattr(workbooks, "text", lambda cell: read.append(cell) or str(cell.value or ""))
    data = workbook(["name", "ward"], *[["Mutua", "Nuu"]] * 30)

    with pytest.raises(Refusal, match="missing: phone"):
        reading(data, kitui, places)
    assert len(read) <= list_files.MOST_COLUMNS
    monkeypatch.setattr(workbooks, "MOST_TAGS", 100)
    with pytest.raises(Refusal, match="holds far more"):
        reading(data, kitui, places)


def test_after_many_wards_that_are_none_no_nearest_name_is_looked_for(
    kitui: Area, places: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_files, "MOST_SUGGESTED", 1)

    found = reading(b"phone,ward\n0711000001,Ngomenii\n0711000002,Ngomenni\n0711000003,Ngomeni\n", kitui, places)

    assert [sentence for _, _, sentence in told(found)] == [
        "No ward Ngomenii in Kitui; the nearest name is Ngomeni.",
        "No ward Ngomenni in Kitui.",
    ]
    assert len(found.people) == 1
