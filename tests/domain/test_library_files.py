"""The first library as it comes with the service."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import library_drafting, library_files
from domain.bulletins import Kind
from domain.drafting import Words
from domain.languages import Language
from domain.library import ForWhom, LibraryEntry, LibraryVersion, PeaceTopic
from domain.officers import Grant, Role
from domain.phases import Phase
from domain.placeholders import DIGITS_ONLY, KNOWN, fill, names
from domain.signed_words import Form
from messages.compose import plain
from messages.radio_closing import without_closing
from messages.radio_sentences import PHASES, TRENDS
from messages.segments import Encoding, segment
from tests.make import make_officer


def with_version(entry: LibraryEntry, version: LibraryVersion) -> LibraryEntry:
    entry.versions.append(version)
    return entry


NOW = datetime.fromisoformat("2026-11-24T09:30:00+03:00")
SHIPPED = [with_version(*pair) for pair in library_files.read(plain, NOW)]
# The longest names among our counties, and the USSD code, which is longer than a short code.
VALUES = {"speaker": "NDMA Taita Taveta", "area": "Taita Taveta", "date": "24/11/2026", "code": "*384*1234#"}
TEXTS = [(entry, text) for entry in SHIPPED for text in entry.newest.texts]


def filled(entry: LibraryEntry, body: str, language: Language) -> str:
    phase = entry.phase or Phase.ALERT
    swahili = {"phase": PHASES[phase][Language.SWAHILI], "trend": TRENDS["worsening"][Language.SWAHILI]}  # type: ignore[index]
    english = {"phase": phase.title(), "trend": "worsening"}
    return fill(body, VALUES | (english if language is Language.ENGLISH else swahili))


@pytest.mark.parametrize(
    ("entry", "text"), TEXTS, ids=[f"{entry.key}-{text.form}-{text.language}" for entry, text in TEXTS]
)
def test_every_sms_is_one_part_and_says_who_speaks_when_and_who_answers(entry, text):
    parts = segment(filled(entry, text.plain, text.language))

    assert (text.signed, text.writer_id) == (False, None)
    assert parts.encoding is Encoding.GSM7
    if text.form in (Form.SMS, Form.CANCEL, Form.ALL_CLEAR):
        assert len(parts.parts) == 1, f"{parts.units}: {parts.parts}"
        assert {"date", "code"} <= names(text.body)
        assert "{speaker}" in text.body or "NDMA" in text.body
        assert "STOP" in text.body
        read = without_closing(fill(text.body, dict.fromkeys(KNOWN, "x") | {"code": "20880"}), ["20880"])
        assert read
        assert not any(word in read for word in ("STOP", "20880", "Uliza au", "Ask or"))
    if text.form is Form.RADIO:
        assert "? {code}" not in text.body, "read aloud, a number alone says nothing"
    if text.form is Form.INTERMEDIARY:
        assert len(parts.parts) <= 3


@pytest.mark.parametrize("entry", SHIPPED, ids=[entry.key for entry in SHIPPED])
def test_every_entry_has_its_source_and_both_languages_of_the_office(entry):
    version = entry.newest
    assert version.source
    assert version.verified == ("unverified" not in version.source and "not found" not in version.source)
    assert (version.approved_hash, version.checks) == (None, [])
    version.check_texts()
    forms = {text.form for text in version.texts}
    for form in forms:
        assert version.text(Language.SWAHILI, form)
        assert version.text(Language.ENGLISH, form)
    if entry.kind is Kind.DROUGHT:
        assert Form.CANCEL in forms
        assert (Form.ALL_CLEAR in forms) == (entry.phase in (Phase.ALERT, Phase.ALARM, Phase.EMERGENCY))
    else:
        assert all(names(text.body) <= DIGITS_ONLY for text in version.texts)


def test_every_phase_has_a_text_for_everybody_and_every_topic_of_peace_one():
    assert {entry.phase for entry in SHIPPED if entry.for_whom is ForWhom.EVERYBODY} == set(Phase)
    assert {entry.for_whom for entry in SHIPPED} == {None, *ForWhom}
    assert {entry.topic for entry in SHIPPED} == {None, *PeaceTopic}


def test_loading_again_changes_nothing_and_never_what_a_county_wrote(session: Session, now: datetime) -> None:
    assert library_files.load(session, plain, now) == len(SHIPPED)
    assert library_files.load(session, plain, now) == 0
    writer = make_officer(session, "writer", Grant(role=Role.OFFICER))
    theirs, ours = session.scalars(select(LibraryEntry).order_by(LibraryEntry.id).limit(2)).all()
    library_drafting.adopt(
        theirs, theirs.newest.texts[0], writer, _words(theirs.newest.texts[0].body + " Asante."), now
    )
    ours.newest.texts[0].body = ours.newest.texts[0].plain = "An older release said {date}"
    signed = ours.newest.texts[1]
    speaker = make_officer(session, "speaker", *(Grant(role=Role.REVIEWER, language=one) for one in Language))
    signed.sign(speaker, now, now.date())
    session.flush()

    assert library_files.load(session, plain, now + timedelta(days=90)) == 1

    assert [version.number for version in theirs.versions] == [1]
    assert theirs.newest.texts[0].body.endswith("Asante.")
    assert [version.number for version in ours.versions] == [1, 2]
    assert [text.signer_id for text in ours.newest.texts[:2]] == [None, speaker.id]
    assert session.scalar(select(func.count(LibraryEntry.id))) == len(SHIPPED)


def _words(body: str) -> Words:
    return Words(body, plain(body))
