"""What an officer decides about an incident, and what leaves the incidents for good."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import incidents, matches, misfiled, sightings, sorting, tallies, timeline
from domain.incidents import Handling, Incident, Verification, Verifier
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.replies import Reply, Topic
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.schema import metadata
from domain.sealed_columns import REPLY_BODY, REPLY_PHONE, REPORTER_PHONE, STEP_WORDS
from domain.sightings import Hurt
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.triage import CLOCKS, Level
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_incident, make_officer


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "wanza", Grant(role=Role.PEACE))


@pytest.fixture
def incident(session: Session, vault: Vault, now: datetime) -> Incident:
    return make_incident(session, now, vault=vault, words="Mzozo kisimani")


def steps(session: Session, vault: Vault, incident: Incident) -> list[tuple[str, str, str]]:
    session.flush()
    return [(step.act, step.value, STEP_WORDS.read(vault, step)) for step in timeline.of(session, incident)]


def test_a_decided_level_moves_the_clock_and_holds_against_the_advice_until_taken_back(
    session: Session, vault: Vault, incident: Incident, officer: Officer, now: datetime
) -> None:
    sorting.set_level(session, vault, incident, officer, Level.HIGH, "Silaha", now)
    assert incident.due_at == incident.opened_at + CLOCKS[Level.HIGH].take_up
    sorting.set_kind(session, vault, incident, officer, Kind.CRIME_OTHER, "", now)
    assert (incident.level, incident.advised) == (Level.HIGH, Level.MEDIUM)

    sorting.follow_advice(session, vault, incident, officer, "", now)

    assert (incident.level, incident.level_decided) == (Level.MEDIUM, False)
    assert incident.due_at == incident.opened_at + CLOCKS[Level.MEDIUM].take_up
    assert steps(session, vault, incident) == [
        (Act.LEVEL, "high", "Silaha"),
        (Act.KIND, "crime_other", ""),
        (Act.LEVEL, "", ""),
    ]
    for level, why in ((Level.LOW, " "), (Level.MEDIUM, "")):
        with pytest.raises(Refusal, match="Write why"):
            sorting.set_level(session, vault, incident, officer, level, why, now)
    with pytest.raises(Refusal, match="already"):
        sorting.follow_advice(session, vault, incident, officer, "", now)


def test_a_kind_sorts_the_incident_and_leaves_what_was_told(
    session: Session, vault: Vault, now: datetime, officer: Officer
) -> None:
    incident = make_incident(session, now, kind=Kind.OTHER, hurt=Hurt.KILLED)

    sorting.set_kind(session, vault, incident, officer, Kind.LAND_BOUNDARY, "Mpaka", now)

    assert (incident.kind, incident.level) == (Kind.LAND_BOUNDARY, Level.HIGH)  # somebody is killed
    (told,) = incidents_told(session, incident)
    assert told is Kind.OTHER


def incidents_told(session: Session, incident: Incident) -> list[Kind]:
    return [sighting.kind for sighting in matches.sightings.of(session, incident)]


def test_a_place_is_kept_sealed_and_lets_go_of_whoever_handles_nothing_there(
    session: Session, vault: Vault, now: datetime, officer: Officer
) -> None:
    incident = make_incident(session, now, None)
    of_kitui = make_officer(session, "makena", Grant(role=Role.PEACE, county="kitui"))
    sorting.assign(session, vault, incident, officer, of_kitui, now)

    sorting.set_ward(session, vault, incident, officer, SAGALLA, " Kwa  daraja ", now)

    assert (incident.ward, incident.assigned_to) == (SAGALLA, None)
    assert (Act.WARD, SAGALLA, "Kwa daraja") in steps(session, vault, incident)
    sorting.set_ward(session, vault, incident, officer, SAGALLA, "Nyuma ya daraja", now)
    for ward, place, why in (
        (SAGALLA, "", "already"), ("taita-taveta", "", "Choose"), ("", "", "Choose"), (ENDAU, "x" * 201, "shorten"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            sorting.set_ward(session, vault, incident, officer, ward, place, now)


def test_it_is_assigned_to_peace_officers_of_its_county_alone(
    session: Session, vault: Vault, incident: Incident, now: datetime, officer: Officer
) -> None:
    of_taita = make_officer(session, "mghoi", Grant(role=Role.PEACE, county="taita-taveta"))
    make_officer(session, "kilonzo", Grant(role=Role.ADMIN))

    assert sorting.handlers(session, incident, now) == [officer]
    with pytest.raises(Refusal, match="handles no reports there"):
        sorting.assign(session, vault, incident, officer, of_taita, now)
    sorting.assign(session, vault, incident, officer, officer, now)
    with pytest.raises(Refusal, match="already"):
        sorting.assign(session, vault, incident, officer, officer, now)
    sorting.assign(session, vault, incident, officer, None, now)
    assert steps(session, vault, incident) == [(Act.ASSIGNED, str(officer.id), ""), (Act.ASSIGNED, "", "")]


def test_a_finding_says_with_whom(
    session: Session, vault: Vault, incident: Incident, now: datetime, officer: Officer
) -> None:
    for to in (Verification.CONFIRMED, Verification.FALSE):
        with pytest.raises(Refusal, match="with whom"):
            sorting.verify(session, vault, incident, officer, to, "Ni kweli", [], now)
    sorting.verify(session, vault, incident, officer, Verification.CANNOT_TELL, "Hakuna mtu", [], now)
    asked = [Verifier.POLICE, Verifier.CHIEF]
    sorting.verify(session, vault, incident, officer, Verification.CONFIRMED, "Ni kweli", asked, now)
    assert incident.verified_with == ["chief", "police"]


def test_what_is_closed_or_went_into_another_is_not_sorted(
    session: Session, vault: Vault, incident: Incident, now: datetime, officer: Officer
) -> None:
    closed = make_incident(session, now, handling=Handling.CLOSED)
    for decide in (
        lambda: sorting.set_level(session, vault, closed, officer, Level.LOW, "x", now),
        lambda: sorting.assign(session, vault, closed, officer, officer, now),
    ):
        with pytest.raises(Refusal, match="closed"):
            decide()
    shell = make_incident(session, now)
    matches.join(session, vault, incident, shell, officer, "", now)
    for decide in (
        lambda: sorting.set_kind(session, vault, shell, officer, Kind.OTHER, "", now),
        lambda: sorting.verify(session, vault, shell, officer, Verification.CHECKING, "x", [], now),
        lambda: sorting.handle(session, vault, shell, officer, Handling.OPEN, "x", now),
        lambda: misfiled.to_restricted(session, shell, RestrictedKind.CHILD),
        lambda: misfiled.to_feedback(session, vault, shell),
    ):
        with pytest.raises(Refusal, match="another report"):
            decide()


def test_only_steps_of_officers_after_the_last_one_seen_count_as_quicker(
    session: Session, vault: Vault, incident: Incident, now: datetime, officer: Officer
) -> None:
    timeline.unchanged(session, incident, 0)
    timeline.note(session, vault, incident, officer, "Nimepiga", now)
    session.flush()
    with pytest.raises(Refusal, match="quicker"):
        timeline.unchanged(session, incident, 0)
    seen = timeline.of(session, incident)[-1].id
    timeline.write(session, vault, incident, Act.NAGGED, now)
    session.flush()
    timeline.unchanged(session, incident, seen)


def test_a_restricted_report_leaves_no_word_anywhere(
    session: Session, vault: Vault, incident: Incident, now: datetime, officer: Officer
) -> None:
    shell = make_incident(session, now, vault=vault, words="Siri")
    matches.join(session, vault, incident, shell, officer, "Ni hiyo hiyo", now)
    other = make_incident(session, now, SAGALLA)
    session.flush()

    misfiled.to_restricted(session, incident, RestrictedKind.SEXUAL_VIOLENCE)
    session.flush()

    kept = session.scalars(select(RestrictedReport)).one()
    assert (kept.kind, kept.ward, kept.day) == (RestrictedKind.SEXUAL_VIOLENCE, ENDAU, now.date())
    assert session.scalars(select(Incident.id)).all() == [other.id]
    tables = {table.name: table for table in metadata.sorted_tables}
    left = {name: session.scalar(select(func.count()).select_from(tables[name])) for name in ("sightings", "reporters")}
    assert left == {"sightings": 1, "reporters": 1}, "those of the other"
    assert session.scalar(select(func.count()).select_from(tables["incident_steps"])) == 0


def test_feedback_takes_a_number_along_only_where_texts_were_allowed(
    session: Session, vault: Vault, incident: Incident, now: datetime, officer: Officer
) -> None:
    allowed = make_incident(session, now, vault=vault, words="Asante kwa ujumbe", may_text=True)
    number = REPORTER_PHONE.phone(vault, session.scalars(select(Reporter)).all()[-1])
    matches.join(session, vault, incident, allowed, officer, "", now)
    silent = make_incident(session, now, SAGALLA)

    misfiled.to_feedback(session, vault, incident)
    session.flush()

    found = session.scalars(select(Reply).order_by(Reply.id)).all()
    assert [REPLY_BODY.read(vault, reply) for reply in found] == ["Mzozo kisimani", "Asante kwa ujumbe"]
    assert [reply.phone_sealed and REPLY_PHONE.phone(vault, reply) for reply in found] == [None, number]
    assert {(reply.topic, reply.county, reply.answered_at) for reply in found} == {(Topic.FEEDBACK, "kitui", None)}
    assert incidents.count(session, None) == 1
    with pytest.raises(Refusal, match="no sentence"):
        misfiled.to_feedback(session, vault, silent)


def test_a_number_or_words_that_our_keys_do_not_open_are_said_so(session: Session, vault: Vault, now: datetime) -> None:
    numberless, wordless = (make_incident(session, now, vault=vault, words="Asante", may_text=True) for _ in range(2))
    reporter = session.get_one(Reporter, sightings.of(session, numberless)[0].id)
    reporter.phone_sealed = sightings.of(session, wordless)[0].words_sealed = b"sealed under a lost key"
    session.flush()

    [kept] = misfiled.to_feedback(session, vault, numberless)

    assert kept.phone_sealed is None
    with pytest.raises(Refusal, match="not here"):
        misfiled.to_feedback(session, vault, wordless)


def test_the_desk_counts_what_is_open_in_its_counties(
    session: Session, vault: Vault, now: datetime, officer: Officer
) -> None:
    late = make_incident(session, now - timedelta(days=3))
    late.assigned_to = officer.id
    taken = make_incident(session, now, SAGALLA, Kind.VIOLENCE_INJURY)
    taken.verify(Verification.CHECKING, now)
    make_incident(session, now, handling=Handling.CLOSED)

    found = tallies.tally(session, None, officer, now)

    assert (found.open, found.waiting, found.late, found.mine) == (2, 1, 1, 1)
    assert (found.by_level[Level.HIGH], found.by_level[Level.LOW]) == (1, 1)
    assert (found.waiting_since, found.late_since) == (late.opened_at, late.due_at)
    assert tallies.tally(session, {"kitui"}, officer, now).open == 1
