"""Alerts of others on the console: read, kept, and made a draft that goes the ordinary road."""

import html
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bot import LARGEST_BODY
from domain import audit
from domain.bulletins import Bulletin, Kind
from domain.foreign_alerts import ForeignAlert
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from messages.cap_reading import LARGEST
from tests.bot.conftest import SignIn
from tests.bot.console.bulletin_forms import words
from tests.make import make_officer

LIST = "/console/foreign-alerts/"
ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>KMD-1</identifier><sender>met.example</sender>
<sent>2026-11-24T08:00:00+03:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>en-KE</language><category>Met</category><event>Heavy rain</event><urgency>Future</urgency>
<severity>Severe</severity><certainty>Likely</certainty><expires>2026-11-28T08:00:00+03:00</expires>
<headline>Heavy rain &lt;script&gt;</headline><description>Floods in lowlands.</description>
<instruction>Move to high ground.</instruction><web>javascript:alert(1)</web>
<area><areaDesc>Makueni County</areaDesc><geocode><valueName>ISO3166-2</valueName><value>KE-23</value></geocode></area>
</info><info><language>sw-KE</language><category>Met</category><event>Mvua</event><urgency>Future</urgency>
<severity>Severe</severity><certainty>Likely</certainty><headline>Mvua kubwa</headline><description>%s</description>
<area><areaDesc>Makueni</areaDesc></area></info></alert>"""
LONG = "Mafuriko yatafika. " * 100


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


def upload(client: FlaskClient, document: str | bytes = ALERT % "Mafuriko.") -> TestResponse:
    body = document.encode() if isinstance(document, str) else document
    return client.post(LIST, data={"file": (io.BytesIO(body), "alert.xml")})


def test_an_officer_reads_an_alert_and_makes_a_draft_of_it(
    mwende: FlaskClient, session: Session, cast: dict[str, Officer]
) -> None:
    here = upload(mwende, ALERT % LONG).location
    page = mwende.get(here)
    assert "Heavy rain &lt;script&gt;" in page.text
    assert "<script>" not in page.text
    assert 'href="javascript' not in page.text
    assert "It seems to name: Makueni" in words(page)
    assert 'value="makueni" checked' not in page.text

    answer = mwende.post(f"{here}/draft", data={"areas": ["makueni.makueni", "makueni.kibwezi-east"]})

    bulletin = session.scalars(select(Bulletin)).one()
    assert answer.location == f"/console/bulletins/{bulletin.id}/edit"
    assert (bulletin.state, bulletin.kind, bulletin.author_id) == (State.DRAFT, Kind.NOTICE, cast["mwende"].id)
    assert bulletin.title == "Heavy rain <script>"
    swahili, english = bulletin.text(Language.SWAHILI), bulletin.text(Language.ENGLISH)
    assert swahili is not None
    assert english is not None
    assert swahili.body == f"Mvua kubwa\n{LONG.strip()}", "cut nowhere"
    assert english.body == "Heavy rain <script>\nFloods in lowlands.\nMove to high ground."
    assert not swahili.signed
    assert session.scalars(select(ForeignAlert)).one().bulletin_id == bulletin.id
    assert [entry.what for entry in audit.history(session, f"bulletin {bulletin.id}")] == [
        "made a draft of an alert of others"
    ]
    assert "The bulletin that was made of it" in words(mwende.get(here))
    assert mwende.post(f"{here}/draft", data={"areas": ["makueni"]}).status_code == 422
    assert session.scalar(select(func.count()).select_from(Bulletin)) == 1


@pytest.mark.parametrize(
    ("change", "data", "why"),
    [
        (("", ""), {}, "Choose at least one area."),
        (("", ""), {"areas": ["nowhere"]}, "One of the areas is not known here"),
        ((">Actual<", ">Exercise<"), {"areas": ["makueni"]}, "Only a real alert"),
        (
            ("<scope>Public</scope>", "<scope>Restricted</scope><restriction>staff</restriction>"),
            {"areas": ["makueni"]},
            "Only a real alert",
        ),
    ],
)
def test_a_draft_that_cannot_be_made_is_refused_and_leaves_nothing(
    mwende: FlaskClient, session: Session, change: tuple[str, str], data: dict[str, object], why: str
) -> None:
    here = upload(mwende, (ALERT % "x").replace(*change)).location

    answer = mwende.post(f"{here}/draft", data=data)

    assert answer.status_code == 422
    assert why in words(answer)
    assert session.scalar(select(func.count()).select_from(Bulletin)) == 0


def test_an_alert_in_neither_language_is_refused_as_a_draft(mwende: FlaskClient) -> None:
    here = upload(mwende, (ALERT % "x").replace("en-KE", "fr").replace("sw-KE", "am")).location

    assert "write the bulletin yourself" in words(mwende.post(f"{here}/draft", data={"areas": ["makueni"]}))


def test_the_same_alert_twice_is_told_and_kept_once(mwende: FlaskClient, session: Session) -> None:
    first = upload(mwende).location

    again = upload(mwende, (ALERT % "x").replace("08:00:00+03:00</sent>", "07:00:00+02:00</sent>"))

    assert again.location == first
    assert "here already" in words(mwende.get(first))
    assert session.scalar(select(func.count()).select_from(ForeignAlert)) == 1


def test_a_cancellation_and_what_it_cancels_show_each_other(mwende: FlaskClient) -> None:
    cancel = (ALERT % "x").replace("KMD-1", "KMD-2").replace(">Alert<", ">Cancel<")
    refers = "<scope>Public</scope><references>met.example,KMD-1,2026-11-24T05:00:00-00:00</references>"
    second = upload(mwende, cancel.replace("<scope>Public</scope>", refers)).location
    assert "KMD-1 ( not uploaded here )" in words(mwende.get(second)) or "KMD-1 (not uploaded here)" in words(
        mwende.get(second)
    )

    first = upload(mwende).location

    assert f'href="{second}"' in mwende.get(first).text
    assert "Cancellation" in words(mwende.get(first))
    assert f'href="{first}"' in mwende.get(second).text
    assert "Cancellation" in words(mwende.get(LIST))


@pytest.mark.parametrize(
    "document", [b"", b"<a", (ALERT % "x").replace("<alert", '<!DOCTYPE a [<!ENTITY b "c">]><alert')]
)
def test_a_bad_file_is_refused_in_words_and_not_kept(
    mwende: FlaskClient, session: Session, document: str | bytes
) -> None:
    answer = upload(mwende, document)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert session.scalar(select(func.count()).select_from(ForeignAlert)) == 0


def test_who_does_not_write_may_read_but_not_bring(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "nyambura")

    assert "Read it" not in client.get(LIST).text
    assert upload(client).status_code == 403


def test_an_officer_of_one_county_makes_drafts_for_that_county_alone(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    make_officer(session, "mutinda", Grant(role=Role.OFFICER, county="kitui"))
    session.commit()
    sign_in(client, "mutinda")
    here = upload(client).location

    assert 'value="makueni"' not in client.get(here).text
    answer = client.post(f"{here}/draft", data={"areas": ["makueni"]})
    assert "You do not write bulletins for all of these counties." in words(answer)


def test_one_that_no_longer_reads_leaves_the_others_in_the_list(mwende: FlaskClient, session: Session) -> None:
    upload(mwende)
    row = session.scalars(select(ForeignAlert)).one()
    row.document = row.document.replace(b"2026-11-28", b"9999-12-31")
    session.commit()
    upload(mwende, (ALERT % "x").replace("KMD-1", "KMD-2"))

    page = words(mwende.get(LIST))

    assert "It can no longer be read: <expires> is of the year 9999" in html.unescape(page)
    assert "Heavy rain" in html.unescape(page)


def test_no_more_than_fifty_references_are_shown(mwende: FlaskClient) -> None:
    refers = "".join(f" met.example,KMD-{number},2026-11-24T05:00:00-00:00" for number in range(1, 61))
    first = upload(mwende).location
    many = (ALERT % "x").replace("<identifier>KMD-1<", "<identifier>KMD-100<")
    here = upload(mwende, many.replace("</scope>", f"</scope><references>{refers}</references>")).location

    page = mwende.get(here)

    assert page.text.count("not uploaded here") == 49
    assert f'href="{first}"' in page.text
    assert "10 more alerts" in words(page)


def test_a_long_headline_is_cut_for_the_title_and_words_without_end_are_refused(
    mwende: FlaskClient, session: Session
) -> None:
    long = upload(mwende, (ALERT % "x").replace("Heavy rain &lt;script&gt;", "Rain " * 100)).location
    endless = upload(mwende, (ALERT % ("x" * 10_001)).replace("KMD-1", "KMD-2")).location

    assert "more than 10000 letters at once" in words(mwende.post(f"{endless}/draft", data={"areas": ["makueni"]}))
    assert mwende.post(f"{long}/draft", data={"areas": ["makueni"]}).status_code == 303
    assert len(session.scalars(select(Bulletin)).one().title) <= 120


def test_a_file_just_too_large_reaches_the_reader_that_says_so() -> None:
    assert LARGEST + 20_000 < LARGEST_BODY, "with its form around it"
