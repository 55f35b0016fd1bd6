"""What an officer types in for a caller."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.audit import Audit
from domain.incidents import Incident
from domain.languages import Language
from domain.moments import day
from domain.officers import Officer
from domain.phones import Phone
from domain.reporters import CallTime, Reporter
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.sealed_columns import REPORTER_PHONE
from domain.sightings import Hurt, Sighting, Source, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.vault import Vault
from tests.make import ENDAU

NEW = "/console/incidents/new"
CALLER = {
    "kind": "wildlife", "ward": ENDAU, "place": "Kwa Muli", "happened": "now", "ongoing": "yes", "hurt": "hurt",
    "weapons": "no", "source": "seen", "language": "kam", "words": "Ndovu wawili", "phone": "0711 000 077",
    "may_text": "yes", "may_call": "morning",
}  # fmt: skip


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_callers_report_is_filed_like_any_other_with_the_number_apart(
    session: Session, vault: Vault, wanza: FlaskClient, cast: dict[str, Officer]
) -> None:
    page = wanza.post(NEW, data=CALLER, follow_redirects=True).text

    incident, told = session.scalars(select(Incident)).one(), session.scalars(select(Sighting)).one()
    reporter = session.scalars(select(Reporter)).one()
    assert (told.kind, told.ward, told.happened, told.hurt, told.source) == (
        Kind.WILDLIFE, ENDAU, When.NOW, Hurt.HURT, Source.SEEN,
    )  # fmt: skip
    assert (told.ongoing, told.weapons, told.language) == (True, False, Language.KAMBA)
    assert (told.channel, told.typed_by) == (Channel.CONSOLE, cast["wanza"].id)
    assert REPORTER_PHONE.phone(vault, reporter) == Phone("+254711000077")
    assert (reporter.may_text, reporter.may_call) == (True, CallTime.MORNING)
    assert f"It is filed as {incident.code_word}." in page
    assert "typed in by Wanza Kilonzi" in page
    assert "711000077" not in page.replace(" ", "")
    # Critical: the first on duty and the county lead.
    assert [text.reason for text in session.scalars(select(SingleText))] == [Reason.ALERT] * 2


def test_somebody_who_walked_in_leaves_no_number(session: Session, wanza: FlaskClient) -> None:
    page = wanza.post(NEW, data={"kind": "other", "words": "Kelele"}, follow_redirects=True).text

    assert "No number: deleted, or never given" in page
    assert count(session, Reporter) == 0
    assert session.scalars(select(Sighting.happened)).one() is When.UNKNOWN


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": ""}, "Choose what it is about."),
        ({"phone": "07110000"}, "not a number of Kenya"),
        ({"phone": "", "may_text": "yes"}, "Without a number nobody can be texted or called."),
        ({"words": "x" * 2001}, "Too long: at most 2000 letters."),
        ({"words": "Msichana amebakwa jana"}, "These words may tell of sexual violence"),
    ],
)
def test_what_cannot_be_filed_says_why_and_keeps_the_rest_but_never_the_number(
    session: Session, wanza: FlaskClient, wrong: dict[str, str], why: str
) -> None:
    answer = wanza.post(NEW, data=CALLER | wrong)

    assert (answer.status_code, why in answer.text) == (422, True)
    assert "Kwa Muli" in answer.text
    assert "07110000" not in answer.text.replace(" ", "")
    assert count(session, Incident) == 0


def test_words_read_again_and_found_to_tell_of_neither_are_filed(session: Session, wanza: FlaskClient) -> None:
    assert wanza.post(NEW, data=CALLER | {"words": "Msichana amebakwa", "sure": "yes"}).status_code == 303
    assert count(session, Incident) == 1


def test_of_the_restricted_kinds_only_kind_and_ward_are_kept(
    session: Session, wanza: FlaskClient, now: datetime
) -> None:
    page = wanza.post(NEW, data=CALLER | {"kind": "restricted:sexual_violence"}, follow_redirects=True).text

    kept = session.scalars(select(RestrictedReport)).one()
    assert (kept.kind, kept.ward, kept.day, kept.channel) == (
        RestrictedKind.SEXUAL_VIOLENCE, ENDAU, now.date(), Channel.CONSOLE,
    )  # fmt: skip
    assert "1195" in page
    assert "116" in page
    assert [count(session, table) for table in (Incident, Sighting, Reporter, SingleText)] == [0, 0, 0, 0]
    line = session.scalars(select(Audit).where(Audit.what == "typed in")).one()
    assert (line.subject, line.at, line.detail) == ("restricted reports", day(now), {})
