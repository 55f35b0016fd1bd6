"""What a week's script is made of: the peace text whose turn it is, the record while it is fresh, listeners counted."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import drought_records
from domain.areas import Gazetteer
from domain.bulletins import Kind
from domain.heard import lately
from domain.indicators import DroughtRecord
from domain.languages import Language
from domain.library import LibraryVersion, PeaceTopic
from domain.library_texts import LibraryText
from domain.officers import Grant, Role
from domain.phases import Phase
from domain.scripts import Script
from domain.segments import Part, Segment, Speech
from domain.signed_words import Form
from messages.radio import draft
from messages.radio_material import gather
from messages.radio_studio import Studio
from tests.make import make_approved, make_officer
from tests.radio_month import seed_month
from tests.series import PASTURE, WATER, make_version

WEEK = date(2026, 11, 30)


@pytest.fixture
def studio(places: Gazetteer, now: datetime) -> Studio:
    return Studio(
        week=WEEK, now=now, county="kitui", language=Language.SWAHILI, places=places, ussd_code="*384#",
        short_code="20880",
    )  # fmt: skip


def heard(session: Session, studio: Studio, version: LibraryVersion, weeks_ago: int) -> None:
    script = Script(week=studio.week - timedelta(weeks=weeks_ago), county=studio.county, language=studio.language)
    script.draft([Segment(Part.PEACE, (Speech(words="Amani."),), text=version.id)], [], [], studio.now)
    session.add(script)
    session.flush()


def spoken_form(session: Session, version: LibraryVersion, body: str) -> None:
    """Give it a signed text to be read out."""
    version.texts.append(LibraryText(language=Language.SWAHILI, form=Form.RADIO, body=body, plain=body, writer_id=None))
    signer = make_officer(session, f"signer{version.id}", Grant(role=Role.REVIEWER))
    version.texts[-1].sign(signer, version.created_at, version.created_at.date())
    version.approved_hash = version.fingerprint()
    session.flush()


def test_peace_texts_take_turns_and_the_longest_unheard_comes_first(
    session: Session, studio: Studio, now: datetime
) -> None:
    first, second = make_version(session, now), make_version(session, now, PASTURE)

    assert gather(session, studio).peace is first
    heard(session, studio, first, 1)
    assert gather(session, studio).peace is second
    heard(session, studio, second, 2)
    assert gather(session, studio).peace is second, "both were heard lately: the longer ago"
    assert gather(session, replace(studio, language=Language.KAMBA)).peace is first, "each language has its own turns"


def test_a_text_written_for_the_radio_comes_before_others_but_not_week_after_week(
    session: Session, studio: Studio, now: datetime
) -> None:
    short, written = make_version(session, now), make_version(session, now, PASTURE)
    words = (
        "Ndugu, tuelewane kabla ya kuhamisha mifugo, ili malisho na maji yatoshe wote msimu huu. Mkikosana, ongeeni na "
        "kamati ya amani mapema. Una swali? Tuma kwa {code}."
    )
    spoken_form(session, written, words)

    assert gather(session, studio).peace is written
    (peace,) = (each for each in draft(studio, gather(session, studio)).segments if each.part is Part.PEACE)
    assert peace.text == written.id
    assert "Una swali? Tuma kwa mbili, sifuri" in peace.speeches[-1].words
    assert peace.short[-1].words.endswith("Tuelewane kabla ya kuhamisha mifugo.")
    assert "DDP" not in str(peace), "what the library remarks on a text is for officers"
    heard(session, studio, written, 1)
    assert gather(session, studio).peace is short


@pytest.mark.parametrize(
    "why",
    ["withdrawn", "unsigned", "unapproved", "due", "elections", "other county", "words to fill", "nobody answers"],
)
def test_a_peace_text_that_may_not_be_read_is_not_chosen(
    session: Session, studio: Studio, now: datetime, why: str
) -> None:
    words = "{speaker}: Amani." if why == "words to fill" else WATER
    version = make_version(session, now, words, county="makueni" if why == "other county" else None)
    if why == "withdrawn":
        version.entry.withdrawn_at = now
    elif why == "unsigned":
        version.texts[0].signed_hash = None
    elif why == "unapproved":
        version.approved_hash = None
    elif why == "due":
        version.review_on = studio.sunday - timedelta(days=366)
        version.approved_hash = version.fingerprint()
    elif why == "elections":
        version.entry.topic = PeaceTopic.ELECTIONS
    session.flush()
    asked = replace(studio, short_code=None) if why == "nobody answers" else studio

    material = gather(session, asked)

    assert material.peace is None
    assert draft(asked, material).missing == ["peace"]


def test_a_peace_bulletin_of_the_week_comes_before_the_library(session: Session, studio: Studio, now: datetime) -> None:
    make_version(session, now)
    older, newer = (
        make_approved(
            session, now - timedelta(days=ago), kind=Kind.PEACE, areas=["kitui.kitui-east"],
            expires_at=now + timedelta(days=14), texts={Language.SWAHILI: "Kitui 24/11/2026: Tuelewane."},
        )
        for ago in (2, 1)
    )  # fmt: skip

    material = gather(session, studio)

    assert material.peace is newer
    assert [segment.part for segment in draft(studio, material).segments].count(Part.PEACE) == 1
    newer.training = True
    session.flush()
    assert gather(session, studio).peace is older


def test_a_record_is_read_while_it_is_fresh(session: Session, studio: Studio, now: datetime) -> None:
    officer = make_officer(session, "zawadi", Grant(role=Role.OFFICER, county="kitui"))
    for zone, month in ((None, date(2026, 10, 1)), ("kitui.mixed-farming", date(2026, 7, 1)), (None, date(2026, 9, 1))):
        record = DroughtRecord(
            county="kitui", zone=zone, month=month, source="NDMA", published_on=month + timedelta(days=42),
            entered_by=officer.id, entered_at=now, phase=Phase.ALERT,
        )  # fmt: skip
        session.add(record)
    session.flush()

    assert [(each.zone, each.month) for each in gather(session, studio).records] == [(None, date(2026, 10, 1))]
    late = replace(studio, now=now + drought_records.FRESH)
    assert gather(session, late).records == []


def test_listeners_are_counted_for_seven_whole_days_and_small_counts_are_none(session: Session, now: datetime) -> None:
    seed_month(session, now)

    said = lately(session, "kitui", now)

    assert (said.until, said.calls, said.questions, said.replies) == (date(2026, 11, 23), 12, 5, 4)
    assert said.feedback == 0, "two could point at somebody"
    assert not lately(session, "kitui", now + timedelta(days=20)).anything
    assert not lately(session, "kitui", now - timedelta(days=5)).anything, "what came today is not counted yet"
