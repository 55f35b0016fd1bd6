"""The list of reports: who sees them, what is shown first, and that nothing leads to a reporter."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit
from domain.audit import Audit
from domain.incidents import Handling, Incident, Verification
from domain.officers import Grant, Officer, Role
from domain.taxonomy import Kind
from domain.triage import Level
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import ENDAU, SAGALLA, make_incident, make_officer

LIST = "/console/incidents/"
WORDS = "Mbuzi kumi zimeibwa kisimani <b>leo</b>"


def rows(page: str) -> list[str]:
    """The lines of the table."""
    return re.findall(r"<tr>.*?</tr>", page[page.index("<tbody>") :], re.DOTALL) if "<tbody>" in page else []


def names(page: str) -> list[str]:
    return [re.findall(r"/console/incidents/\d+\">([^<]+)</a>", row)[0] for row in rows(page)]


def test_the_urgent_and_late_are_first_and_say_by_how_long_and_what_is_next(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    fresh = make_incident(session, now - timedelta(minutes=20), kind=Kind.LIVESTOCK_THEFT, vault=vault, words=WORDS)
    late = make_incident(session, now - timedelta(hours=4, minutes=20), kind=Kind.VIOLENCE_INJURY)
    critical = make_incident(session, now - timedelta(minutes=5))
    critical.level = Level.CRITICAL
    critical.reckon(now)
    session.commit()

    page = wanza.get(LIST).text
    first, second, third = rows(page)

    assert critical.code_word in first
    assert ">Late<" in first
    assert "Take it up at once" in first
    assert "Advised: Low" in first
    assert late.code_word in second
    assert "Late: 4 h" in second
    assert fresh.code_word in third
    assert "Late" not in third
    assert "Take it up by 13:00" in third  # told at 09:10, and four hours: rounded to a quarter
    assert "about Tue 24 Nov 2026, 09:00" in third
    assert "Endau/Malalani, Kitui" in third
    assert WORDS not in page
    assert "09:10" not in page
    assert "13:10" not in page


def test_the_counts_are_of_all_and_the_tags_of_each(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient, cast: dict[str, Officer]
) -> None:
    mine, same = (make_incident(session, now, vault=vault) for _ in range(2))
    alone = make_incident(session, now - timedelta(days=3), kind=Kind.WILDLIFE, vault=vault)
    mine.assigned_to, alone.mass = cast["wanza"].id, True
    session.commit()

    page = re.sub(r"\s+", " ", wanza.get(LIST).text)
    tagged = dict(zip(names(page), rows(page), strict=True))

    for number, words in ((3, "nobody has taken up"), (1, "late"), (1, "assigned to you"), (3, "open")):
        assert f"<strong>{number}</strong> <span>{words}</span>" in page
    assert ">Medium</span> 1<" in page
    assert ">Low</span> 2<" in page
    assert "Yours" in tagged[mine.code_word]
    assert "To join? 1" in tagged[mine.code_word]
    assert "Assigned to nobody" in tagged[same.code_word]
    assert "mass reporting" in tagged[alone.code_word]
    assert "To join" not in tagged[alone.code_word]


NARROWED = (
    ("county=kitui", {"kitui"}),
    ("county=nowhere", {"kitui", "taita", "unplaced"}),
    ("level=medium", {"taita"}),
    ("kind=wildlife", {"taita"}),
    ("state=checking", {"taita"}),
    ("state=referred", set()),
    ("only=mine", {"kitui"}),
    ("only=nobody", {"taita", "unplaced"}),
    ("only=unplaced", {"unplaced"}),
    ("only=late&county=taita-taveta", set()),
    ("only=mass", set()),
    ("show=ended&kind=water_pasture", {"closed"}),
    ("show=ended&kind=wildlife", set()),
)


def test_the_list_is_narrowed(session: Session, now: datetime, wanza: FlaskClient, cast: dict[str, Officer]) -> None:
    incidents = {
        "kitui": make_incident(session, now),
        "taita": make_incident(session, now, SAGALLA, Kind.WILDLIFE),
        "unplaced": make_incident(session, now, None),
        "closed": make_incident(session, now, handling=Handling.CLOSED),
    }
    incidents["kitui"].assigned_to = cast["wanza"].id
    incidents["taita"].verify(Verification.CHECKING, now)
    session.commit()

    for asked, found in NARROWED:
        shown = names(wanza.get(f"{LIST}?{asked}").text)
        assert {name for name, incident in incidents.items() if incident.code_word in shown} == found, asked


def test_closed_reports_are_on_their_own_list(session: Session, now: datetime, wanza: FlaskClient) -> None:
    incident = make_incident(session, now, handling=Handling.CLOSED)
    session.commit()

    assert "No report is open." in wanza.get(LIST).text
    assert names(wanza.get(f"{LIST}?show=ended").text) == [incident.code_word]
    assert "No report is like that." in wanza.get(f"{LIST}?level=high").text


def test_a_flood_is_paged_and_the_most_overdue_stays_on_the_first_page(
    session: Session, now: datetime, wanza: FlaskClient
) -> None:
    first = make_incident(session, now - timedelta(hours=6), SAGALLA, Kind.LIVESTOCK_THEFT)
    for _ in range(60):
        make_incident(session, now, kind=Kind.LIVESTOCK_THEFT)
    session.commit()

    page, rest = (wanza.get(f"{LIST}?county=&kind=livestock_theft&page={number}").text for number in (1, 2))

    assert names(page)[0] == first.code_word
    assert (len(names(page)), len(names(rest))) == (50, 11)
    assert "kind=livestock_theft&amp;page=2" in page


def test_nothing_on_a_page_an_address_or_in_the_audit_leads_to_the_reporter(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    told = {"words": WORDS, "place": "Nyuma ya kisima", "may_text": True}
    incident = make_incident(session, now - timedelta(hours=2, minutes=13), vault=vault, **told)
    session.commit()
    address = f"{LIST}{incident.id}"
    wanza.post(f"{address}/verify", data={"words": "Nimempigia chifu", "choice": "checking"})

    pages = wanza.get(LIST).text + wanza.get(address).text
    trail = " ".join(f"{line.subject} {line.what} {line.detail}" for line in session.scalars(select(Audit)))

    assert "Nimempigia chifu" in pages
    for text in (pages, trail):
        assert not re.search(r"\+254|711 ?000|•", text)
        assert "07:17" not in text
        assert "Swahili" not in text
    assert incident.code_word not in trail
    assert "kisima" not in trail
    assert "chifu" not in trail


def test_reports_of_other_counties_do_not_exist(
    session: Session, vault: Vault, now: datetime, client: FlaskClient, sign_in: SignIn
) -> None:
    make_officer(session, "makena", Grant(role=Role.PEACE, county="kitui"))
    here, there, nowhere = (make_incident(session, now, ward, vault=vault) for ward in (ENDAU, SAGALLA, None))
    session.commit()
    sign_in(client, "makena")

    assert set(names(client.get(LIST).text)) == {here.code_word, nowhere.code_word}
    assert client.get(f"{LIST}{there.id}").status_code == 404
    assert client.get(f"{LIST}{there.id}/restricted").status_code == 404
    assert client.get(f"{LIST}999999").status_code == 404
    for deed in ("note", "assign", "restricted", "feedback"):
        assert client.post(f"{LIST}{there.id}/{deed}", data={"words": "x"}).status_code == 404
    joining = client.post(f"{LIST}{here.id}/join", data={"other": there.id})
    assert joining.status_code == 404
    assert audit.history(session, f"incident {there.id}") == []


@pytest.mark.parametrize("username", ["kilonzo", "mwende", "kioko", "nyambura", "mghoi", "lead"])
def test_nobody_but_a_peace_officer_sees_a_report(
    session: Session, now: datetime, client: FlaskClient, sign_in: SignIn, username: str
) -> None:
    make_officer(session, "lead", Grant(role=Role.LEAD))
    incident = make_incident(session, now)
    session.commit()
    sign_in(client, username)

    for answer in (
        client.get(LIST),
        client.get(f"{LIST}new"),
        client.get(f"{LIST}{incident.id}"),
        client.post(f"{LIST}{incident.id}/note", data={"words": "x"}),
        client.get(f"{LIST}{incident.id}/restricted"),
    ):
        assert answer.status_code == 403
        assert incident.code_word not in answer.text


def test_the_first_page_says_what_waits_what_is_late_and_what_is_mine(
    session: Session, now: datetime, wanza: FlaskClient, cast: dict[str, Officer]
) -> None:
    assert "Reports" not in wanza.get("/console/").text.partition("Waiting for you")[2]
    incident: Incident = make_incident(session, now - timedelta(days=2))
    incident.assigned_to = cast["wanza"].id
    session.commit()

    page = wanza.get("/console/").text

    for words in ("Reports wait to be taken up", "Reports are late", "Reports are assigned to you"):
        assert words in page
    assert "/console/incidents/?only=late" in page
