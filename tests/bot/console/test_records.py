"""The drought record in the console: read, typed in, uploaded."""

import io
import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from domain import drought_records
from domain.areas import Area
from domain.indicators import DroughtRecord, Indicator
from domain.officers import Grant, Officer, Role
from tests.bot.conftest import SignIn
from tests.bot.test_record_files import HEAD, OBSERVED, workbook
from tests.make import SAGALLA, make_officer

RECORDS = "/console/records"
KASIGAU = "taita-taveta.voi.kasigau"
APRIL = f"{RECORDS}/kitui/2021-04"


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """An officer of all three counties, signed in."""
    sign_in(client, "mwende")
    return client


def upload(client: FlaskClient, data: bytes) -> tuple[int, str]:
    """The status and the words of the page that answers."""
    answer = client.post(f"{RECORDS}/upload", data={"file": (io.BytesIO(data), "file")}, follow_redirects=True)
    return answer.status_code, words(answer.text)


def words(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ", strip=True).replace("\xa0", " ").split())


def kept(session: Session) -> int:
    return session.scalar(select(func.count(DroughtRecord.id))) or 0


def form(client: FlaskClient, address: str = APRIL, **changes: str) -> dict[str, str]:
    """The form of a month as it stands, with some fields filled in; `_0_vci3m` is the county's VCI."""
    page = BeautifulSoup(client.get(address).text, "html.parser").find("form", method="post", autocomplete="off")
    assert page is not None
    typed = {field["name"]: field.get("value", "") for field in page.find_all("input") if field.get("name")}
    for choice in page.find_all("select"):
        chosen = choice.find("option", selected=True)
        typed[choice["name"]] = chosen["value"] if chosen else ""
    typed |= {area["name"]: area.get_text().strip() for area in page.find_all("textarea")}
    return typed | {re.sub(r"^_(\d)_", r"\1:", name): value for name, value in changes.items()}


BULLETIN = {"source": "Kitui bulletin", "published_on": "2021-05-12"}


def test_the_observed_months_are_uploaded_and_the_traps_shown(mwende: FlaskClient, session: Session) -> None:
    status, page = upload(mwende, OBSERVED.read_bytes())

    assert status == 200
    assert "Rows taken: 28. New: 28. Corrected: 0. As they were: 0. Questions to look at: 3." in page
    assert kept(session) == 28
    county = mwende.get(f"{RECORDS}/taita-taveta").text
    asked = [words(str(item)) for item in BeautifulSoup(county, "html.parser").select("#doubts li")]
    assert [item.partition(" :")[0] for item in asked] == ["Oct 2022", "Mar 2022", "Oct 2019", "Sep 2019"]
    assert (
        "Vegetation (VCI, 3 months): the bulletin calls 45.36 “above normal”; beside the normal range 35–50 it is"
        " “normal”." in asked[3]
    )


def test_a_download_is_an_upload_that_changes_nothing(mwende: FlaskClient) -> None:
    upload(mwende, OBSERVED.read_bytes())

    file = mwende.get(f"{RECORDS}/kitui.csv")

    assert file.headers["Content-Disposition"] == "attachment; filename=mbiu-drought-kitui.csv"
    assert "Rows taken: 9. New: 0. Corrected: 0. As they were: 9." in upload(mwende, file.data)[1]


def test_charts_are_read_without_a_script_and_without_eyes(mwende: FlaskClient) -> None:
    upload(mwende, OBSERVED.read_bytes())

    page = BeautifulSoup(mwende.get(f"{RECORDS}/taita-taveta").text, "html.parser")

    [chart] = page.find_all("svg")
    assert "older months: in the table" in words(str(page.figcaption))
    assert chart["role"] == "img"
    named = [page.find(id=name) for name in chart["aria-labelledby"].split()]
    assert [tag.name for tag in named if tag] == ["title", "desc"]
    assert "From Jan 2020 (93.7) to Oct 2022 (27.7)" in words(str(chart.desc))
    assert len(chart.select("circle")) == 6
    assert len(chart.select("rect.band")) == 6
    assert len(chart.select("path.course")) == 1  # Feb-Mar 2021: other months have no neighbour
    assert not page.select("[style]")


def test_bad_rows_are_told_all_at_once_and_nothing_is_kept(mwende: FlaskClient, session: Session) -> None:
    rows = OBSERVED.read_text(encoding="utf-8").splitlines()
    bad = [row.replace("2021-03,", "2021-13,").replace(",93.7,", ",193.7,") for row in rows]

    status, page = upload(mwende, "\n".join(bad).encode())

    assert status == 422
    assert "Nothing was kept." in page
    assert "column vci3m : This cannot be: it lies between 0 and 100." in page
    assert "column month : “2021-13” is no month: write it like 2021-04." in page
    assert kept(session) == 0


def test_merged_cells_are_refused_with_their_place(mwende: FlaskClient, session: Session) -> None:
    row = ["Kitui", "2021-04", "2021-05-12", "bulletin", 34.29, ""]

    assert "Cells are merged (A2:B2)" in upload(mwende, workbook(HEAD, row, merged="A2:B2"))[1]
    assert kept(session) == 0


def test_fifty_faults_are_shown_and_the_rest_counted(mwende: FlaskClient) -> None:
    rows = b"county,month,published_on,source\n" + b"Nairobi,2021-04,2021-05-12,b\n" * 60

    _, page = upload(mwende, rows)

    assert page.count("There is no county") == 50
    assert "and 10 more" in page


def test_a_month_is_typed_in_for_the_county_and_a_zone(mwende: FlaskClient, session: Session) -> None:
    typed = form(mwende, **BULLETIN, _0_phase="alert", _0_vci3m="34.29", _0_tot_kg="133", _0_tot_kg_normal=">=105")

    answer = mwende.post(APRIL, data=typed | {"2:phase": "normal", "2:trend": "worsening"}, follow_redirects=True)

    assert "New: 2. Corrected: 0." in answer.text
    standing = drought_records.of_month(session, "kitui", drought_records.FIRST.replace(year=2021, month=4))
    assert standing.keys() == {None, "kitui.mixed-farming"}
    county = standing[None]
    assert [(figure.indicator, str(figure.normal)) for figure in county.figures] == [
        (Indicator.VCI, "35-50"),
        (Indicator.TERMS_OF_TRADE, ">=105"),
    ]
    assert form(mwende)["0:tot_kg_normal"] == ">=105"


def test_a_zone_keeps_its_own_source_unless_the_field_was_changed(mwende: FlaskClient, session: Session) -> None:
    mwende.post(APRIL, data=form(mwende, **BULLETIN, **{"2:phase": "normal"}))
    mwende.post(APRIL, data=form(mwende, **BULLETIN, _0_phase="alert"))
    zone = session.scalars(select(DroughtRecord).where(DroughtRecord.zone.is_not(None))).one()
    zone.source = "Zone bulletin"
    session.commit()

    opened = form(mwende)
    assert opened["source"] == "Kitui bulletin", "the county's"
    same = mwende.post(APRIL, data=opened, follow_redirects=True)
    assert "New: 0. Corrected: 0. As they were: 2." in same.text
    mwende.post(APRIL, data=form(mwende, published_on="2021-05-13"))

    session.expire_all()
    records = session.scalars(select(DroughtRecord).order_by(DroughtRecord.zone.nulls_first())).all()
    assert [record.source for record in records] == ["Kitui bulletin", "Zone bulletin"]
    assert {str(record.published_on) for record in records} == {"2021-05-13"}


def test_unseen_signs_are_not_kept(mwende: FlaskClient, session: Session) -> None:
    mwende.post(
        APRIL, data=form(mwende, **BULLETIN | {"source": "\u202eKitui"}, _0_phase="alert", _0_remarks="a\u200bb")
    )

    [record] = session.scalars(select(DroughtRecord))
    assert (record.source, record.remarks) == ("Kitui", "ab")


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(mwende: FlaskClient, session: Session) -> None:
    typed = form(mwende, source="Kitui bulletin", _0_vci3m="340", _1_muac_pct="good", _0_remarks="ĩ")

    answer = mwende.post(APRIL, data=typed)

    assert answer.status_code == 422
    page = words(answer.text)
    assert "Published on This must be filled in." in page
    assert "Figure This cannot be: it lies between 0 and 100." in page
    assert "Figure “good” is no figure" in page
    assert 'value="340"' in answer.text
    assert kept(session) == 0


def test_an_empty_form_keeps_nothing(mwende: FlaskClient, session: Session) -> None:
    answer = mwende.post(APRIL, data=form(mwende, **BULLETIN))

    assert answer.status_code == 422
    assert words(answer.text).count("Give a phase, a trend or at least one figure.") == 1


def test_a_month_that_somebody_changed_meanwhile_is_opened_again(mwende: FlaskClient, session: Session) -> None:
    typed = form(mwende, **BULLETIN, _0_phase="alert")
    mwende.post(APRIL, data=typed)

    answer = mwende.post(APRIL, data=typed | {"0:phase": "alarm"})

    assert answer.status_code == 409
    assert "Somebody changed this month while you wrote." in answer.text
    assert [record.phase for record in session.scalars(select(DroughtRecord))] == ["alert"]


@pytest.mark.parametrize(
    ("month", "says"),
    [
        ("2026-11", "This month is not over yet."),
        ("April", "“April” is no month"),
        ("1999-12", "too long ago"),
        ("9999-12", "“9999-12” is no month"),
        ("0000-01", "“0000-01” is no month"),
    ],
)
def test_a_month_that_cannot_be_is_not_opened(mwende: FlaskClient, month: str, says: str) -> None:
    page = mwende.get(f"{RECORDS}/kitui/open", query_string={"month": month}, follow_redirects=True)

    assert says in words(page.text)


CANNOT_BE = ("/kitui/9999-12", "/kitui/0000-01", "/kitui/1989-12", "/kitui/٢٠٢١-٠٤")


@pytest.mark.parametrize(
    "path", ["/lamu", "/kitui/2021-4", "/kitui?zone=makueni.marginal-mixed-farming", "/lamu.csv", *CANNOT_BE]
)
def test_what_is_not_there_is_not_found(mwende: FlaskClient, path: str) -> None:
    assert mwende.get(RECORDS + path).status_code == 404


@pytest.mark.parametrize("role", drought_records.READERS)
def test_readers_read_their_county_and_only_its_officer_writes(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer], role: Role
) -> None:
    make_officer(session, "zawadi", Grant(role=role, county="kitui"))
    session.commit()
    sign_in(client, "zawadi")

    assert client.get(f"{RECORDS}/kitui").status_code == 200
    assert client.get(f"{RECORDS}/makueni").status_code == 404
    assert "Makueni" not in words(client.get(f"{RECORDS}/").text)
    assert client.get(APRIL).status_code == (200 if role is Role.OFFICER else 403)
    assert client.post(f"{RECORDS}/makueni/2021-04").status_code == (404 if role is Role.OFFICER else 403)
    assert client.get("/console/wards/makueni").status_code == (404 if role is Role.OFFICER else 403)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sample_can_be_uploaded(mwende: FlaskClient, kind: str) -> None:
    assert "Rows taken: 2." in upload(mwende, mwende.get(f"{RECORDS}/sample.{kind}").data)[1]


@pytest.fixture
def _wards_as_they_were(sessions: sessionmaker[Session]) -> Iterator[None]:
    yield
    with sessions.begin() as session:
        session.execute(update(Area).values(livelihood_zone=None))
        session.execute(update(Area).where(Area.slug.in_([SAGALLA, KASIGAU])).values(border=True))


@pytest.mark.usefixtures("_wards_as_they_were")
def test_an_officer_says_which_ward_lies_in_which_zone(mwende: FlaskClient, app: Flask, session: Session) -> None:
    address, zone = "/console/wards/taita-taveta", "taita-taveta.horticulture-dairy"
    page = BeautifulSoup(mwende.get(address).text, "html.parser")
    typed: dict[str, object] = {field["name"]: field["value"] for field in page.select("input[name=seen]")}
    typed |= {"ward": [field["value"] for field in page.select("input[name=ward]")], f"zone:{SAGALLA}": zone}

    first = mwende.post(address, data=typed, follow_redirects=True)
    second = mwende.post(address, data=typed | {f"zone:{SAGALLA}": ""}, headers={"Referer": address})

    assert "Wards changed: 2." in first.text  # Sagalla has its zone, and neither it nor Kasigau is ticked
    assert (session.scalars(select(Area.livelihood_zone).where(Area.slug == SAGALLA)).one()) == zone
    assert second.status_code == 303
    assert "Somebody changed these wards while you read." in mwende.get(address).text
