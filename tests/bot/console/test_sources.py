"""Speaking with a source from the console: by its number within one report, giving nothing away on a shared phone."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain import sightings, timeline
from domain.audit import Audit
from domain.incidents import Handling, Incident, Verification
from domain.officers import Grant, Officer, Role
from domain.replies import Reply
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.reveals import Reveal
from domain.sealed_columns import REPORTER_PHONE, SIGHTING_WORDS
from domain.subscribers import Channel
from domain.texts import Reason
from domain.timeline import Act
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.bot.test_hooks import PERSON, replied, sms  # noqa: F401  fixtures among them
from tests.make import ENDAU, SAGALLA, make_incident, make_officer

ASKED = {"words": "Je, bado kuna shida? Tujibu hapa."}


@pytest.fixture
def wanza(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "wanza")
    return client


@pytest.fixture
def incident(session: Session, vault: Vault, clock: Clock, cast: dict[str, Officer]) -> Incident:
    """Told by one phone that may be texted, a day ago."""
    at = clock() - timedelta(days=1)
    report = make_incident(session, at, vault=vault, may_text=True)
    reporter = session.scalars(select(Reporter)).one()
    reporter.phone_sealed = vault.seal(PERSON, *REPORTER_PHONE.of(reporter))
    session.commit()
    return report


def source(session: Session, incident: Incident) -> str:
    return f"/console/sources/{sightings.of(session, incident)[0].id}"


def words_told(session: Session, vault: Vault, incident: Incident) -> str:
    session.rollback()
    [sighting] = sightings.of(session, incident)
    return SIGHTING_WORDS.read(vault, sighting)


def test_what_a_source_writes_back_is_added_to_what_it_told_and_to_nothing_else(
    wanza: FlaskClient,
    incident: Incident,
    session: Session,
    vault: Vault,
    replied,  # noqa: F811
) -> None:
    page = wanza.get(f"/console/incidents/{incident.id}").text
    assert "Write to source 1" in page
    assert PERSON not in page

    assert wanza.post(source(session, incident), data=ASKED).status_code == 303
    assert replied(Reason.FEEDBACK) == ["Mbiu: Je, bado kuna shida? Tujibu hapa."]
    for number, words in enumerate(("Ndio", "1", "Bado wako kisimani")):
        sms(wanza, words, f"answer {number}")

    assert words_told(session, vault, incident).splitlines() == ["Ndio", "1", "Bado wako kisimani"]
    assert session.scalars(select(Reply)).all() == []
    assert len(session.scalars(select(Incident)).all()) == 1
    acts = [(step.act, step.value) for step in timeline.of(session, incident)]
    assert acts == [(Act.TEXTED, "1"), *[(Act.TOLD_MORE, "1")] * 3]
    assert all(reply.startswith("Asante.") for reply in replied())


def test_what_a_source_tells_of_another_ward_is_a_report_of_its_own(
    wanza: FlaskClient, incident: Incident, session: Session, vault: Vault
) -> None:
    wanza.post(source(session, incident), data=ASKED)
    sms(wanza, "Wezi wameiba mbuzi huko Ikutha", "another")

    assert words_told(session, vault, incident) == ""
    assert len(session.scalars(select(Incident)).all()) == 2


def test_a_command_stays_a_command_and_stop_ends_the_asking(
    wanza: FlaskClient, incident: Incident, session: Session, vault: Vault, clock: Clock
) -> None:
    wanza.post(source(session, incident), data=ASKED)

    sms(wanza, "MSAADA", "help")
    sms(wanza, "RIPOTI wizi wa mifugo Mutha", "report")
    assert len(session.scalars(select(Incident)).all()) == 2
    sms(wanza, "nilibakwa", "restricted")
    assert words_told(session, vault, incident) == ""
    assert session.scalars(select(Incident)).all() == [incident], "of the new report it may tell"

    sms(wanza, "STOP", "stop")
    sms(wanza, "Sawa", "after")
    assert words_told(session, vault, incident) == ""
    assert "cannot be texted" in wanza.get(source(session, incident)).text
    assert wanza.post(source(session, incident), data=ASKED).status_code == 422


def test_an_answer_to_a_closed_report_opens_it_again_and_one_after_three_days_does_not(
    wanza: FlaskClient, incident: Incident, session: Session, vault: Vault, clock: Clock
) -> None:
    wanza.post(source(session, incident), data=ASKED)
    session.rollback()
    incident.verify(Verification.CONFIRMED, clock())
    incident.handle(Handling.CLOSED, clock())
    session.commit()
    clock.forward(timedelta(days=2))
    sms(wanza, "Wamerudi", "answer")
    session.refresh(incident)
    assert incident.open

    clock.forward(timedelta(days=2))
    sms(wanza, "Habari za leo", "later")
    assert words_told(session, vault, incident) == "Wamerudi"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Write the text"),
        ("a" * 155, "Make it shorter"),
        ("Je, ndovu na ũ" + "ñ" * 80 + "ĉ", "Make it shorter"),
        ("Kuna amani Endau?", "endau"),
        ("Kuna amani kitui east?", "kitui"),
        ("Wezi wamepatikana?", "wezi"),
        ("Maji yapo?", "maji"),
        ("Asante kwa ripoti yako", "ripoti"),
        ("Mpigie 0711 000 077", "0711"),
        ("CODE", "-"),
    ],
)
def test_a_text_that_gives_something_away_is_refused_and_nothing_leaves(
    wanza: FlaskClient,
    incident: Incident,
    session: Session,
    replied,  # noqa: F811
    words: str,
    why: str,
) -> None:
    words = words.replace("CODE", incident.code_word.replace("-", " "))
    answer = wanza.post(source(session, incident), data={"words": words})

    assert answer.status_code == 422
    assert why in answer.text
    assert replied(Reason.FEEDBACK) == []


def test_sources_hear_once_of_a_step_from_the_page(
    wanza: FlaskClient,
    incident: Incident,
    session: Session,
    replied,  # noqa: F811
) -> None:
    address, told = f"/console/incidents/{incident.id}", {"said": "looked_into"}
    assert "Tell the sources" not in wanza.get(address).text
    wanza.post(f"{address}/verify", data={"words": "Chief", "choice": "confirmed", "asked": "chief"})
    assert "Tell the sources" in wanza.get(address).text

    for data in ({"said": "closing"}, {}, told, told):
        wanza.post(f"/console/sources/of/{incident.id}", data=data)

    assert len(replied(Reason.FEEDBACK)) == 1
    assert "Tell the sources" not in wanza.get(address).text


def test_another_county_has_no_such_source(
    client: FlaskClient, sign_in: SignIn, incident: Incident, session: Session
) -> None:
    make_officer(session, "voi", Grant(role=Role.PEACE, county="taita-taveta"))
    session.commit()
    sign_in(client, "voi")
    number = source(session, incident).rpartition("/")[2]

    for path in (f"/console/sources/{number}", f"/console/reveals/ask/{number}", f"/console/sources/of/{incident.id}"):
        assert client.post(path, data=ASKED).status_code == 404, path


def test_a_number_is_shown_once_on_the_answer_to_a_post(
    client: FlaskClient, sign_in: SignIn, incident: Incident, session: Session, clock: Clock
) -> None:
    number = source(session, incident).rpartition("/")[2]
    sign_in(client, "wanza")
    assert client.post(f"/console/reveals/ask/{number}", data={"reason": " "}).status_code == 422
    client.post(f"/console/reveals/ask/{number}", data={"reason": "Maisha yako hatarini"})
    reveal = session.scalars(select(Reveal.id)).one()
    assert client.post(f"/console/reveals/{reveal}", data={"act": "grant"}).status_code == 403
    assert "Show the number once" not in client.get("/console/reveals/").text

    sign_in(client, "saida")
    assert "Requests to see a number wait" in client.get("/console/").text
    assert "Maisha yako hatarini" in client.get("/console/reveals/").text
    assert client.post(f"/console/reveals/{reveal}", data={"act": "grant"}).status_code == 303
    assert client.post(f"/console/reveals/{reveal}/number").status_code == 403

    sign_in(client, "wanza")
    assert "Show the number once" in client.get("/console/reveals/").text
    shown = client.post(f"/console/reveals/{reveal}/number")
    assert PERSON in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    again = client.post(f"/console/reveals/{reveal}/number", follow_redirects=True)
    pages = again.text + client.get("/console/reveals/").text + client.get(f"/console/incidents/{incident.id}").text
    assert PERSON[4:] not in pages
    trail = session.execute(text("SELECT * FROM audit")).all()
    assert PERSON[4:] not in repr(trail)
    assert {"asked to see a number", "granted seeing a number", "saw a number"} <= {line.what for line in trail}


def test_restricted_reports_are_seen_by_the_focal_point_of_their_county_alone(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer], clock: Clock
) -> None:
    for ward in (ENDAU, SAGALLA, None):
        kind = RestrictedKind.CHILD
        session.add(RestrictedReport(kind=kind, ward=ward, day=clock().date(), channel=Channel.USSD))
    make_officer(session, "mkaiwa", Grant(role=Role.PROTECTION, county="taita-taveta"))
    session.commit()
    address = "/console/protection/"
    for username in ("wanza", "kilonzo", "nduku"):
        sign_in(client, username)
        home = client.get("/console/").text
        assert "Restricted" not in home
        assert ">Protection<" not in home
        assert client.get(address).status_code == 403

    sign_in(client, "mkaiwa")
    page = client.get(address).text
    assert ("Sagalla" in page, "Endau" in page, "Place not given" in page) == (True, False, True)
    ids = dict(session.execute(select(RestrictedReport.ward, RestrictedReport.id)).all())
    assert client.post(f"{address}{ids[ENDAU]}").status_code == 404
    assert client.post(f"{address}{ids[SAGALLA]}").status_code == 303
    page = client.get(address).text
    assert (page.count("Seen to"), page.count('<summary class="button secondary">I have seen to it')) == (1, 1)
    assert not re.search(r"\d\d:\d\d", page)
    session.expire_all()
    assert [line.what for line in session.scalars(select(Audit).where(Audit.what == "saw to it"))] == ["saw to it"]
