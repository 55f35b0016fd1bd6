"""The reports on the console: who sees them, what is shown first, and that nothing leads to a reporter."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, intake, timeline
from domain.audit import Audit
from domain.incidents import Incident, Verification
from domain.intake import Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.sightings import When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import ENDAU, SAGALLA, make_officer, next_phone

WORDS = "Mbuzi kumi zimeibwa kisimani <b>leo</b>"


def file(
    session: Session,
    vault: Vault,
    at: datetime,
    *,
    kind: Kind = Kind.LIVESTOCK_THEFT,
    ward: str | None = ENDAU,
    words: str = WORDS,
    partial: bool = False,
) -> Incident:
    report = Report(kind, ward, When.TODAY, words, Language.KAMBA)
    incident = intake.file(session, vault, next_phone(), report, at, channel=Channel.USSD, partial=partial).incident
    session.commit()
    return incident


@pytest.fixture
def wanza(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "wanza")
    return client


def test_the_most_overdue_report_is_first_and_late_ones_say_so(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    fresh = file(session, vault, now - timedelta(minutes=20))
    late = file(session, vault, now - timedelta(minutes=40), kind=Kind.VIOLENCE_INJURY)

    page = wanza.get("/console/incidents/").text

    assert page.index(late.code_word) < page.index(fresh.code_word)
    assert page.count(">Late<") == 1
    assert "Attack or injury" in page
    assert "Endau/Malalani, Kitui" in page
    assert "about Tue 24 Nov 2026, 08:00" in page  # told at 08:50
    assert "08:50" not in page
    assert WORDS not in page


def test_a_report_that_was_cut_off_says_so(
    client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, now: datetime
) -> None:
    whole, cut = file(session, vault, now), file(session, vault, now, partial=True)
    sign_in(client, "wanza")

    assert "cut off" in client.get(f"/console/incidents/{cut.id}").text
    assert "cut off" not in client.get(f"/console/incidents/{whole.id}").text


def test_a_report_opens_with_its_words_and_the_audit_keeps_who_read_it(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient, cast: dict[str, Officer]
) -> None:
    incident = file(session, vault, now)

    page = wanza.get(f"/console/incidents/{incident.id}").text

    assert "Mbuzi kumi zimeibwa kisimani &lt;b&gt;leo&lt;/b&gt;" in page
    assert incident.code_word in page
    (line,) = audit.history(session, f"incident {incident.id}")
    assert (line.officer_id, line.what, line.detail) == (cast["wanza"].id, "read", {})


def test_nothing_on_a_page_an_address_or_in_the_audit_leads_to_the_reporter(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    at = now - timedelta(hours=2, minutes=13)
    incident = file(session, vault, at)
    address = f"/console/incidents/{incident.id}"
    wanza.post(address, data={"words": "Nimempigia chifu", "state": "checking"})

    pages = wanza.get("/console/incidents/").text + wanza.get(address).text
    trail = " ".join(f"{line.subject} {line.what} {line.detail}" for line in session.scalars(select(Audit)))

    for text in (pages, trail):
        assert not re.search(r"254|0711|•", text)
        assert "07:17" not in text
        assert "Kamba" not in text
    assert incident.code_word not in trail
    assert "kisimani" not in trail
    assert "chifu" not in trail


def test_reports_of_other_counties_do_not_exist(
    session: Session, vault: Vault, now: datetime, client: FlaskClient, sign_in: SignIn
) -> None:
    make_officer(session, "makena", Grant(role=Role.PEACE, county="kitui"))
    here, there, nowhere = (file(session, vault, now, ward=ward) for ward in (ENDAU, SAGALLA, None))
    sign_in(client, "makena")

    listed = client.get("/console/incidents/").text

    assert (here.code_word in listed, there.code_word in listed, nowhere.code_word in listed) == (True, False, True)
    assert client.get(f"/console/incidents/{there.id}").status_code == 404
    assert client.post(f"/console/incidents/{there.id}", data={"words": "x"}).status_code == 404
    assert client.get("/console/incidents/999999").status_code == 404
    assert audit.history(session, f"incident {there.id}") == []


@pytest.mark.parametrize("username", ["kilonzo", "mwende", "kioko", "nyambura", "mghoi"])
def test_nobody_but_a_peace_officer_sees_a_report(
    session: Session, vault: Vault, now: datetime, client: FlaskClient, sign_in: SignIn, username: str
) -> None:
    incident = file(session, vault, now)
    sign_in(client, username)

    for answer in (
        client.get("/console/incidents/"),
        client.get(f"/console/incidents/{incident.id}"),
        client.post(f"/console/incidents/{incident.id}", data={"words": "x"}),
    ):
        assert answer.status_code == 403
        assert incident.code_word not in answer.text


def test_a_note_takes_the_step_it_leads_to(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient, cast: dict[str, Officer]
) -> None:
    incident = file(session, vault, now)

    answer = wanza.post(
        f"/console/incidents/{incident.id}",
        data={"words": "Chifu amethibitisha.", "state": "confirmed"},
        follow_redirects=True,
    )

    assert "Chifu amethibitisha." in answer.text
    assert "Wanza Kilonzi" in answer.text
    assert ">Confirmed<" in answer.text
    session.expire_all()
    assert incident.verification is Verification.CONFIRMED
    assert "confirmed" in [line.what for line in audit.history(session, f"incident {incident.id}")]


def test_a_note_without_words_changes_nothing_and_keeps_the_choice(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    incident = file(session, vault, now)

    answer = wanza.post(f"/console/incidents/{incident.id}", data={"words": "  ", "state": "false"})

    assert answer.status_code == 422
    assert "Write what you found or did." in answer.text
    assert '<option value="false" selected>' in answer.text
    session.expire_all()
    assert incident.verification is Verification.NEW


def test_the_second_of_two_officers_closing_at_once_is_told(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    incident = file(session, vault, now)
    address = f"/console/incidents/{incident.id}"

    first = wanza.post(address, data={"words": "Imeisha.", "state": "false"})
    second = wanza.post(address, data={"words": "Imeisha kabisa.", "state": "false"})

    assert (first.status_code, second.status_code) == (303, 422)
    assert "Imeisha kabisa." in second.text
    session.expire_all()
    assert len(timeline.of(session, incident)) == 1


def test_a_state_we_do_not_know_is_refused(session: Session, vault: Vault, now: datetime, wanza: FlaskClient) -> None:
    incident = file(session, vault, now)

    assert wanza.post(f"/console/incidents/{incident.id}", data={"words": "x", "state": "burnt"}).status_code == 400


def test_closed_reports_are_on_their_own_list(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    incident = file(session, vault, now)
    for state in ("false", "closed"):
        wanza.post(f"/console/incidents/{incident.id}", data={"words": "Imeisha.", "state": state})

    assert "No report is open." in wanza.get("/console/incidents/").text
    assert incident.code_word in wanza.get("/console/incidents/?show=ended").text


def test_a_flood_is_paged_and_the_most_overdue_stays_on_the_first_page(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    first = file(session, vault, now - timedelta(hours=6), ward=SAGALLA)
    for _ in range(60):
        report = Report(Kind.LIVESTOCK_THEFT, ENDAU, When.NOW, "x", Language.SWAHILI)
        intake.file(session, vault, next_phone(), report, now, channel=Channel.USSD)
    session.commit()

    page = wanza.get("/console/incidents/").text
    rest = wanza.get("/console/incidents/?page=2").text

    assert page.index(first.code_word) < page.index("</tr>", page.index("<tbody>"))
    assert "Open: 61" in page
    assert (page.count("about Tue"), rest.count("about Tue")) == (50, 11)


def test_a_report_without_words_or_place_says_so(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    incident = file(session, vault, now, ward=None, words="")

    page = wanza.get(f"/console/incidents/{incident.id}").text

    assert "They wrote no sentence." in page
    assert "Place not given" in page


def test_words_sealed_under_a_lost_key_do_not_break_the_page(
    session: Session, now: datetime, wanza: FlaskClient
) -> None:
    incident = file(session, Vault.parse(Vault.new_keys()), now)

    page = wanza.get(f"/console/incidents/{incident.id}")

    assert page.status_code == 200
    assert "sealed under a key that is not here" in page.text
