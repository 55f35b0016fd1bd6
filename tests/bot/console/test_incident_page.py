"""The page of one report: what each source told, what is proposed, and every step an officer takes there."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import audit, matches, timeline
from domain.incidents import Handling, Incident, Verification
from domain.officers import Officer
from domain.replies import Reply, Topic
from domain.reporters import CallTime
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.sealed_columns import REPLY_BODY
from domain.sightings import Hurt, Sighting, Source
from domain.taxonomy import Kind
from domain.triage import Level
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_incident

WORDS = "Mbuzi kumi zimeibwa kisimani <b>leo</b>"
TOLD = {
    "words": WORDS,
    "place": "Nyuma ya shule",
    "ongoing": True,
    "hurt": Hurt.NOBODY,
    "weapons": False,
    "source": Source.SEEN,
    "may_text": True,
    "may_call": CallTime.EVENING,
}


def at(incident: Incident) -> str:
    return f"/console/incidents/{incident.id}"


def seen(page: str) -> str:
    """The last step the page showed."""
    return re.findall(r'name="seen" value="(\d+)"', page)[0]


def read(page: str) -> str:
    return re.sub(r"\s+", " ", page)


@pytest.fixture
def incident(session: Session, vault: Vault, now: datetime, cast: dict[str, Officer]) -> Incident:
    filed = make_incident(session, now - timedelta(minutes=18), kind=Kind.LIVESTOCK_THEFT, vault=vault, **TOLD)
    session.commit()
    return filed


def test_all_that_was_told_is_shown_but_who_told_it_and_the_audit_keeps_who_read_it(
    session: Session, wanza: FlaskClient, incident: Incident, cast: dict[str, Officer]
) -> None:
    page = read(wanza.get(at(incident)).text)

    assert "Mbuzi kumi zimeibwa kisimani &lt;b&gt;leo&lt;/b&gt;" in page
    for words in (
        "Source 1", "09:10, by USSD", "Nyuma ya shule", "It is still going on", "Nobody is hurt", "No weapons",
        "Seen with their own eyes", "May be called from 17:00 to 20:00", "as advised, because of: its kind",
        "Take it up by 13:10", "Nobody has taken a step yet.",
    ):  # fmt: skip
        assert words in page, words
    (line,) = audit.history(session, f"incident {incident.id}")
    assert (line.officer_id, line.what, line.detail) == (cast["wanza"].id, "read", {})


def test_a_report_cut_off_without_words_place_or_number_says_so(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient
) -> None:
    incident = make_incident(session, now, None)
    told = session.scalars(select(Sighting)).one()
    told.partial = True
    lost = make_incident(session, now, SAGALLA, vault=Vault.parse(Vault.new_keys()), words="x")
    session.commit()

    page, other = wanza.get(at(incident)).text, wanza.get(at(lost)).text

    for words in ("They wrote no sentence.", "Place not given", "cut off", "Did not allow texts"):
        assert words in page
    assert "sealed under a key that is not here" in other


def test_every_step_is_taken_by_its_form_and_told_in_words(
    session: Session, vault: Vault, wanza: FlaskClient, incident: Incident, cast: dict[str, Officer]
) -> None:
    steps: tuple[tuple[str, dict[str, object], str], ...] = (
        ("note", {"words": "Nimempigia mzee"}, "wrote a note"),
        ("assign", {"officer": cast["wanza"].id}, "assigned it to Wanza Kilonzi"),
        ("kind", {"choice": "crime_other"}, "sorted it: Other crime"),
        ("level", {"choice": "high", "words": "Silaha"}, "decided the level"),
        ("level", {"choice": ""}, "lets the level follow the advice"),
        ("ward", {"ward": SAGALLA, "place": "Kwa daraja"}, "said where: Sagalla, Taita Taveta"),
        ("verify", {"choice": "checking", "words": "Naangalia"}, ">Being checked<"),
        ("verify", {"choice": "confirmed", "words": "Chifu", "asked": ["chief", "police"]}, ">Confirmed<"),
        ("handle", {"choice": "closed", "words": "Imeisha"}, ">Closed<"),
        ("handle", {"choice": "open", "words": "Imeanza tena"}, ">Open<"),
        ("assign", {"officer": ""}, "assigned it to nobody"),
    )
    page = wanza.get(at(incident)).text
    for deed, form, told in steps:
        answer = wanza.post(f"{at(incident)}/{deed}", data={"seen": seen(page), **form}, follow_redirects=True)
        page = answer.text
        timeline_shown = page.partition("What happened since")[2]
        assert told in timeline_shown, (deed, form)

    assert "Chief or assistant chief, Police" in page
    assert "Sagalla, Taita Taveta: Kwa daraja" in read(page)
    assert "Told as: Livestock theft or raid" in page
    assert "Place as told: Endau/Malalani, Kitui" in page
    done = {line.what for line in audit.history(session, f"incident {incident.id}")}
    assert done >= {"noted", "assigned", "kind", "level", "advice", "ward", "checking", "confirmed", "closed", "open"}


def test_a_refused_step_changes_nothing_and_keeps_what_was_typed(
    session: Session, wanza: FlaskClient, incident: Incident
) -> None:
    for deed, form, why in (
        ("verify", {"choice": "false", "words": "  ", "asked": "chief"}, "Write what you found or did."),
        ("verify", {"choice": "false", "words": "Uongo"}, "Say with whom you verified it."),
        ("level", {"choice": "high", "words": ""}, "Write why"),
        ("verify", {"choice": "", "words": "Uongo"}, "Choose what it is now."),
        ("kind", {"choice": "livestock_theft", "words": "x"}, "It stands so already."),
        ("ward", {"ward": "", "place": "Kwa daraja"}, "Choose the ward."),
    ):
        answer = wanza.post(f"{at(incident)}/{deed}", data=form)
        assert (answer.status_code, why in answer.text) == (422, True), (deed, answer.text)
        assert form.get("words", "").strip() in answer.text
        assert form.get("place", "") in answer.text

    assert '<option value="false" selected>' in wanza.post(f"{at(incident)}/verify", data={"choice": "false"}).text
    assert wanza.post(f"{at(incident)}/verify", data={"choice": "burnt", "words": "x"}).status_code == 400
    assert wanza.post(f"{at(incident)}/burn").status_code == 404
    session.expire_all()
    assert (incident.verification, timeline.of(session, incident)) == (Verification.NEW, [])


def test_the_second_of_two_officers_is_told_what_the_first_did_and_may_then_decide(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient, incident: Incident, cast: dict[str, Officer]
) -> None:
    opened = seen(wanza.get(at(incident)).text)
    form = {"choice": "false", "words": "Imeisha.", "asked": ["chief"], "seen": opened}
    first = wanza.post(f"{at(incident)}/verify", data=form)
    second = wanza.post(f"{at(incident)}/verify", data=form | {"choice": "confirmed", "words": "Ni kweli."})

    assert (first.status_code, second.status_code) == (303, 422)
    before_the_facts = second.text.partition("What was told")[0]
    assert "Somebody was quicker" in before_the_facts
    assert "Imeisha." in before_the_facts
    assert "Ni kweli." in second.text
    third = wanza.post(f"{at(incident)}/verify", data=form | {"choice": "confirmed", "seen": seen(second.text)})
    assert third.status_code == 303
    # What the service did by itself stands in nobody's way.
    shown = seen(wanza.get(at(incident)).text)
    timeline.write(session, vault, incident, timeline.Act.NAGGED, now)
    session.commit()
    assert wanza.post(f"{at(incident)}/assign", data={"officer": cast["wanza"].id, "seen": shown}).status_code == 303


def test_what_may_be_the_same_is_read_side_by_side_then_joined_split_or_told_apart(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient, incident: Incident
) -> None:
    same, another = (
        make_incident(session, now, kind=Kind.LIVESTOCK_THEFT, vault=vault, words=words)
        for words in ("Wezi wa mbuzi", "Ng'ombe wameibwa")
    )
    session.commit()

    page = wanza.get(at(incident)).text
    assert "Wezi wa mbuzi" in page.partition("Is it the same?")[2]
    assert [line.what for line in audit.history(session, f"incident {same.id}")] == ["read"]
    page = wanza.post(
        f"{at(incident)}/apart", data={"other": another.id, "seen": seen(page)}, follow_redirects=True
    ).text
    assert matches.proposals(session, another, now) == [same]
    page = wanza.post(
        f"{at(incident)}/join", data={"other": same.id, "words": "Mzee", "seen": seen(page)}, follow_redirects=True
    ).text

    assert "Source 2" in page
    assert f'<a href="{at(same)}">joined it with {same.code_word}</a>' in page
    shell = wanza.get(at(same)).text
    assert "went into another report" in shell
    assert "Your next step" not in shell
    refused = wanza.post(f"{at(same)}/handle", data={"choice": "open", "words": "x", "seen": seen_of(session, same)})
    assert "It went into another report" in refused.text

    page = wanza.post(
        f"{at(incident)}/split", data={"number": 2, "words": "Hapana", "seen": seen(page)}, follow_redirects=True
    ).text
    assert "What this source told is now" in page
    alone = session.scalars(select(Incident).order_by(Incident.id.desc())).first()
    assert alone is not None
    assert alone.alerted is alone.level
    assert "Source 2" not in page.partition("Is it the same?")[0].partition("What was told")[2]


def seen_of(session: Session, incident: Incident) -> int:
    return max(step.id for step in timeline.of(session, incident))


def test_a_mark_of_mass_reporting_is_taken_away_with_a_reason(
    session: Session, wanza: FlaskClient, incident: Incident
) -> None:
    incident.mass = True
    session.commit()

    assert wanza.post(f"{at(incident)}/unmark", data={"words": " "}).status_code == 422
    assert wanza.post(f"{at(incident)}/unmark", data={"words": "Ni watu wengi"}).status_code == 303
    session.expire_all()
    assert incident.mass is False


def test_what_is_restricted_leaves_kind_ward_and_day_after_a_second_question(
    session: Session, wanza: FlaskClient, incident: Incident, now: datetime
) -> None:
    asked = wanza.get(f"{at(incident)}/restricted").text
    assert "This cannot be undone." in asked
    assert WORDS[:4] not in asked

    answer = wanza.post(f"{at(incident)}/restricted", data={"kind": "child", "seen": seen(asked)})

    assert answer.status_code == 303
    kept = session.scalars(select(RestrictedReport)).one()
    assert (kept.kind, kept.ward, kept.day) == (RestrictedKind.CHILD, ENDAU, now.date())
    assert session.scalar(select(func.count()).select_from(Sighting)) == 0
    assert wanza.get(at(incident)).status_code == 404
    last = audit.history(session, f"incident {incident.id}")[-1]
    assert (last.what, last.detail) == ("moved to the restricted reports", {})


def test_feedback_goes_to_the_inbox_and_is_no_report_any_more(
    session: Session, vault: Vault, wanza: FlaskClient, incident: Incident
) -> None:
    asked = wanza.get(f"{at(incident)}/feedback").text
    wanza.post(f"{at(incident)}/feedback", data={"seen": seen(asked)})

    reply = session.scalars(select(Reply)).one()
    assert (reply.topic, REPLY_BODY.read(vault, reply)) == (Topic.FEEDBACK, WORDS)
    assert wanza.get(at(incident)).status_code == 404


def test_what_is_decided_meanwhile_keeps_a_report_from_being_deleted(
    session: Session, wanza: FlaskClient, incident: Incident
) -> None:
    asked = seen(wanza.get(f"{at(incident)}/restricted").text)
    wanza.post(f"{at(incident)}/note", data={"words": "Ngoja"})

    answer = wanza.post(f"{at(incident)}/restricted", data={"kind": "child", "seen": asked})

    assert (answer.status_code, "Somebody was quicker" in answer.text) == (422, True)
    session.expire_all()
    assert session.get(Incident, incident.id) is not None


def test_a_decided_level_stands_beside_the_advice(session: Session, wanza: FlaskClient, incident: Incident) -> None:
    incident.level, incident.level_decided = Level.LOW, True
    session.commit()

    assert "advised is Medium, because of: its kind" in wanza.get(at(incident)).text


def test_what_is_raised_after_it_was_opened_again_is_told_at_once(
    session: Session, vault: Vault, now: datetime, wanza: FlaskClient, incident: Incident, cast: dict[str, Officer]
) -> None:
    timeline.verify(session, vault, incident, cast["wanza"], Verification.FALSE, "x", now)
    timeline.handle(session, vault, incident, cast["wanza"], Handling.CLOSED, "x", now)
    timeline.handle(session, vault, incident, cast["wanza"], Handling.OPEN, "x", now)
    session.commit()
    wanza.post(f"{at(incident)}/level", data={"choice": "critical", "words": "x", "seen": seen_of(session, incident)})
    session.refresh(incident)
    assert incident.alerted is Level.CRITICAL
