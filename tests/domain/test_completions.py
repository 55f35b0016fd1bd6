"""What is told of a report after it was filed: added to it once, and never over what an officer decided."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain import completions, contacts, intake, sightings, timeline
from domain.completions import Completion, Withdrawal
from domain.incidents import Handling, Incident
from domain.intake import Report
from domain.languages import Language
from domain.reporters import Reporter
from domain.restricted_reports import RestrictedReport
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Sighting, When
from domain.source_answers import LONGEST
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.timeline import Act, Step
from domain.triage import Level
from tests.make import ENDAU, make_incident, make_officer, next_phone

MUTHA = "kitui.kitui-south.mutha"


@pytest.fixture
def told(session, vault, now):
    """A report of words alone: the incident and its sighting."""
    incident = make_incident(session, now, None, Kind.OTHER, vault=vault, words="kuna shida")
    [sighting] = sightings.of(session, incident)
    return incident, sighting


def test_what_was_missing_fills_the_sighting_and_the_incident_follows(session, vault, now, told):
    incident, sighting = told
    completions.complete(session, vault, Completion(sighting.id, ward=MUTHA), now)
    completions.complete(session, vault, Completion(sighting.id, kind=Kind.WATER_PASTURE, may_text=True), now)

    assert (sighting.ward, sighting.kind) == (incident.ward, incident.kind) == (MUTHA, Kind.WATER_PASTURE)
    assert incident.level is Level.LOW
    assert session.get_one(Reporter, sighting.id).may_text
    steps = session.scalars(select(Step).order_by(Step.id)).all()
    assert [(step.act, step.officer_id) for step in steps] == [(Act.WARD, None), (Act.KIND, None)]
    assert all(step.at.second == step.at.microsecond == 0 for step in steps)


def test_a_no_by_text_is_of_all_that_this_source_told_of_it(session, vault, now, told):
    incident, sighting = told
    again = make_incident(session, now, None, Kind.OTHER, vault=vault, words="tena", may_text=True)
    [before] = sightings.of(session, again)
    before.incident_id = incident.id
    session.flush()

    completions.complete(session, vault, Completion(sighting.id, may_text=False), now)

    assert [contact.may_text for contact in contacts.of(session, incident)] == [False]


def test_a_kind_that_is_graver_makes_it_due_sooner_and_says_so(session, vault, now, told):
    incident, sighting = told
    urgent = completions.complete(session, vault, Completion(sighting.id, kind=Kind.VIOLENCE_INJURY), now)

    assert urgent is incident
    assert (incident.level, incident.advised) == (Level.HIGH, Level.HIGH)
    assert incident.due_at == incident.opened_at + timedelta(minutes=15)


def test_what_an_officer_changed_stays_and_the_sighting_says_what_was_told(session, vault, now, told):
    incident, sighting = told
    incident.ward, incident.kind, incident.level, incident.level_decided = ENDAU, Kind.WILDLIFE, Level.LOW, True
    more = Completion(sighting.id, MUTHA, Kind.VIOLENCE_INJURY)
    assert completions.complete(session, vault, more, now) is None

    assert (incident.ward, incident.kind, incident.level) == (ENDAU, Kind.WILDLIFE, Level.LOW)
    assert (sighting.ward, sighting.kind) == (MUTHA, Kind.VIOLENCE_INJURY)


def test_what_was_told_before_is_not_told_anew(session, vault, now):
    incident = make_incident(session, now, ENDAU, Kind.WILDLIFE, vault=vault)
    [sighting] = sightings.of(session, incident)
    completions.complete(session, vault, Completion(sighting.id, MUTHA, Kind.LIVESTOCK_THEFT), now)

    assert (sighting.ward, sighting.kind) == (ENDAU, Kind.WILDLIFE)


def test_more_words_are_kept_behind_the_first_and_open_a_closed_report_again(session, vault, now):
    incident = make_incident(session, now, None, Kind.OTHER, Handling.CLOSED, vault=vault, words="kuna shida")
    [sighting] = sightings.of(session, incident)
    completions.complete(session, vault, Completion(sighting.id, words="wameenda Mutha"), now)

    assert SIGHTING_WORDS.read(vault, sighting) == "kuna shida\nwameenda Mutha"
    assert incident.open
    steps = [(step.act, step.value) for step in session.scalars(select(Step).order_by(Step.id))]
    assert steps == [(Act.HANDLING, "open"), (Act.TOLD_MORE, "1")]


def test_a_telling_that_is_full_takes_no_more_words_and_says_that_there_are_some(session, vault, now, told):
    _, sighting = told
    for words in ("a" * LONGEST, "na wengine"):
        completions.complete(session, vault, Completion(sighting.id, words=words), now)

    assert "wengine" not in SIGHTING_WORDS.read(vault, sighting)
    assert session.scalars(select(Step.act)).all() == [Act.TOLD_MORE] * 2


def test_a_report_that_was_deleted_meanwhile_is_let_be(session, vault, now):
    assert completions.complete(session, vault, Completion(4711, words="wameenda"), now) is None
    completions.withdraw(session, Withdrawal(4711), now, channel=Channel.SMS)
    assert session.scalar(select(func.count()).select_from(RestrictedReport)) == 0


def test_one_of_sexual_violence_leaves_a_restricted_record_and_nothing_else(session, vault, now, told):
    _, sighting = told
    completions.complete(session, vault, Completion(sighting.id, ward=MUTHA), now)
    completions.withdraw(session, Withdrawal(sighting.id), now, channel=Channel.SMS)

    for table in (Incident, Sighting, Reporter, Step):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalars(select(RestrictedReport.ward)).all() == [MUTHA]


def test_what_others_told_of_the_same_stays_when_one_is_withdrawn(session, vault, now, told):
    incident, sighting = told
    report = Report(Kind.OTHER, None, When.NOW, "", Language.SWAHILI)
    other = intake.file(session, vault, next_phone(), report, now, channel=Channel.USSD)
    other.sighting.incident_id, other.sighting.number = incident.id, 2
    session.flush()
    completions.withdraw(session, Withdrawal(sighting.id), now, channel=Channel.SMS)

    assert sightings.of(session, incident) == [other.sighting]


def test_what_the_same_phone_told_at_another_time_stays_when_one_is_withdrawn(session, vault, now):
    phone = next_phone()
    first, last = (
        intake.file(session, vault, phone, Report(Kind.OTHER, MUTHA, When.NOW, words, Language.SWAHILI), now,
                    channel=Channel.SMS)
        for words in ("wezi wa mifugo", "jambo la aibu")
    )  # fmt: skip
    completions.withdraw(session, Withdrawal(last.sighting.id), now, channel=Channel.SMS)

    assert sightings.of(session, first.incident) == [first.sighting]


def test_one_that_an_officer_worked_on_stays_without_what_was_told(session, vault, now, told):
    incident, sighting = told
    timeline.note(session, vault, incident, make_officer(session, "wanza"), "Nimempigia chifu", now)
    completions.withdraw(session, Withdrawal(sighting.id), now, channel=Channel.SMS)
    session.flush()

    assert sightings.of(session, incident) == [sighting]
    assert (sighting.words_sealed, sighting.words_lookup, session.get(Reporter, sighting.id)) == (None, None, None)
    assert [step.act for step in timeline.of(session, incident)] == [Act.NOTE, Act.TAKEN_BACK]
    assert session.scalar(select(func.count()).select_from(RestrictedReport)) == 1
