"""A herder and a farmer quarrel at a water pan in Mutha: who can help is told, and neither learns who told us."""

from datetime import timedelta

from sqlalchemy import select

from domain import timeline
from domain.incidents import Handling, Incident, Verification
from domain.officers import named
from domain.phones import Phone
from domain.referrals import Referral
from domain.responders import ResponderKind
from domain.triage import CLOCKS
from schedules import escalation
from tests.journeys.conftest import Town
from tests.make import make_responder

WITNESS, CHIEF, COMMITTEE = "+254711000801", "+254711000802", "+254711000803"
MUTHA = "kitui.kitui-south.mutha"
SENTENCE = "Mzee wa ngamia na mkulima wanagombana kisimani"


def settle_in(town: Town) -> dict[str, int]:
    """The county's list; the ids by name."""
    vault = town.crew.vault
    with town.sessions.begin() as session:
        chief = make_responder(session, vault, "Chief of Mutha", phone=Phone(CHIEF), areas=(MUTHA,))
        kind = ResponderKind.PEACE_COMMITTEE
        committee = make_responder(session, vault, "Committee", phone=Phone(COMMITTEE), kind=kind, areas=(MUTHA,))
        return {"chief": chief.id, "committee": committee.id}


def pass_time(town: Town, time: timedelta) -> None:
    town.clock.moment += time
    escalation.pass_on_unanswered(town.crew)
    town.work()


def close(town: Town, code_word: str) -> None:
    """The officer's last steps, by the rules of the desk."""
    with town.sessions.begin() as session:
        incident = session.scalars(select(Incident).where(Incident.code_word == code_word)).one()
        wanza, vault, now = named(session, "wanza"), town.crew.vault, town.clock()
        assert wanza is not None
        timeline.verify(session, vault, incident, wanza, Verification.CONFIRMED, "The committee was there.", now)
        timeline.handle(session, vault, incident, wanza, Handling.CLOSED, "Turns were agreed.", now)


def test_the_chief_does_not_answer_and_the_committee_makes_peace(town: Town) -> None:
    ids = settle_in(town)
    town.phone(WITNESS).text(f"RIPOTI Mutha {SENTENCE}")
    wanza = town.officer("wanza")
    wanza.go("/console/incidents/")
    [(code_word, address)] = wanza.links("/console/incidents").items()

    wanza.go(f"{address}/refer")
    wanza.send("Show the text", then0=ids["chief"], then1=ids["committee"], need="mediation", ongoing="yes")
    assert town.phone(CHIEF).texts == [], "nothing leaves before it was read"
    wanza.send("Send it")
    town.work()
    [told] = town.phone(CHIEF).texts
    assert "Mutha" in told
    assert "usuluhishi" in told
    assert town.phone(COMMITTEE).texts == []

    with town.sessions() as session:
        incident = session.scalars(select(Incident).where(Incident.code_word == code_word)).one()
        answer = CLOCKS[incident.level].answer
    pass_time(town, answer - timedelta(minutes=1))
    assert town.phone(COMMITTEE).texts == []
    pass_time(town, timedelta(minutes=2))
    [asked] = town.phone(COMMITTEE).texts

    town.phone(COMMITTEE).text("1")
    town.phone(COMMITTEE).text("3 Wamekubaliana zamu za maji")
    town.phone(CHIEF).text("3 Nilikuwa mbali, kamati imefika")
    with town.sessions() as session:
        cases = session.scalars(select(Referral).order_by(Referral.id)).all()
        assert [case.answer for case in cases] == ["found", "found"]
    close(town, code_word)

    said = " ".join([told, asked, *town.phone(CHIEF).texts, *town.phone(COMMITTEE).texts])
    for secret in (code_word, "kisimani", "ngamia", WITNESS[4:]):
        assert secret not in said
    assert "Asante" in town.phone(COMMITTEE).texts[-1]
