"""The week's drafts in the database: written once, refreshed until somebody works on them, and of what there is."""

import threading
from collections.abc import Collection
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from domain.areas import Gazetteer
from domain.bulletins import Kind
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Role
from domain.programmes import LISTENS_TO, Programme
from domain.script_versions import ScriptVersion
from domain.scripts import Script
from domain.segments import Part, Segment, Speech
from messages import radio_desk
from messages.radio_sentences import READER
from tests.make import make_approved, make_officer, make_piece
from tests.radio_month import THURSDAY, seed_month

SW, KAM = Language.SWAHILI, Language.KAMBA


def drafted(
    session: Session, now: datetime, places: Gazetteer, counties: Collection[str] = tuple(LISTENS_TO)
) -> list[Script]:
    written = radio_desk.draft_scripts(session, now, places=places, ussd_code="*384*1234#", counties=counties)
    session.flush()
    return written


def of(scripts: list[Script], county: str = "kitui", language: Language = SW) -> ScriptVersion:
    return next(script.newest for script in scripts if (script.county, script.language) == (county, language))


def parts(version: ScriptVersion) -> set[Part]:
    return {segment.part for segment in version.segments}


def test_thursday_drafts_every_county_in_each_of_its_languages_with_every_part(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    month = seed_month(session, now)

    written = drafted(session, now + THURSDAY, places)

    assert {script.week for script in written} == {date(2026, 11, 30)}
    assert {(script.county, script.language) for script in written} == {
        (county, language) for county, languages in LISTENS_TO.items() for language in languages
    }
    every = set(Part) - {Part.OWN, Part.ADVICE}
    assert all(every <= parts(script.newest) for script in written)
    assert {script.county for script in written if Part.ADVICE in parts(script.newest)} == {
        "makueni",  # in a zone of which an alert holds
        "taita-taveta",  # without a warning
    }
    assert {script.county for script in written if month.droughts[0].id in script.newest.bulletins} == {"kitui"}
    assert {text for script in written for text in script.newest.texts} == {month.peace.id}
    assert all(script.newest.hands == [month.writer.id] for script in written)
    assert "MANENO" not in str([script.newest.kept for script in written])


def test_what_each_language_gets_of_the_month(session: Session, places: Gazetteer, now: datetime) -> None:
    month = seed_month(session, now)

    written = drafted(session, now + THURSDAY, places)

    kamba, of_makueni = of(written, "kitui", KAM), of(written, "makueni", KAM)
    assert (kamba.spoken, of(written, "taita-taveta", Language.TAITA).spoken) == (KAM, Language.TAITA)
    assert [missing.split()[0] for missing in kamba.missing] == ["piece"] * 4 + ["standing"]
    assert of_makueni.spoken is SW
    assert of_makueni.missing[0] == f"bulletin {month.droughts[1].id}"
    assert all(of(written, county, SW).missing == [] for county in LISTENS_TO)


def test_drafting_again_adds_nothing_and_changes_nothing(session: Session, places: Gazetteer, now: datetime) -> None:
    seed_month(session, now)
    drafted(session, now, places)

    assert drafted(session, now + timedelta(hours=1), places) == []
    assert set(session.scalars(select(ScriptVersion.number))) == {1}


def test_one_county_is_drafted_by_itself_in_the_languages_it_chose(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    drafted(session, now, places, ["kitui"])
    session.add(Programme(county="kitui", languages=["sw"]))
    make_approved(session, now, areas=["kitui"])
    session.flush()

    written = drafted(session, now, places, ["kitui"])

    assert [(script.language, script.newest.number) for script in written] == [(SW, 2)]
    assert session.scalar(select(func.count(Script.id))) == 2, "the script in the language given up stays"


def test_a_draft_nobody_touched_takes_in_what_was_approved_since(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    drafted(session, now, places)
    bulletin = make_approved(session, now, areas=["kitui"])

    refreshed = drafted(session, now, places)

    assert [(script.county, script.newest.number) for script in refreshed] == [("kitui", 2), ("kitui", 2)]
    assert all(bulletin.id in script.newest.bulletins for script in refreshed)


@pytest.mark.parametrize("became", [Bulletins.CANCELLED, Bulletins.PAUSED, Bulletins.DRAFT, "expired"])
def test_a_bulletin_that_does_not_stand_leaves_a_draft_nobody_touched(
    session: Session, places: Gazetteer, now: datetime, became: Bulletins | str
) -> None:
    bulletin = make_approved(session, now - timedelta(days=1), areas=["kitui"])
    drafted(session, now, places)
    if isinstance(became, Bulletins):
        bulletin.state = became
    else:
        bulletin.expires_at = now
    session.flush()

    refreshed = drafted(session, now, places)

    assert [script.newest.bulletins for script in refreshed] == [set(), set()]
    assert Part.ADVICE in parts(of(refreshed))


def test_an_update_takes_the_place_of_what_it_updates(session: Session, places: Gazetteer, now: datetime) -> None:
    first = make_approved(session, now - timedelta(days=3), areas=["kitui"], expires_at=now + timedelta(days=9))
    second = make_approved(session, now, areas=["kitui"], expires_at=now + timedelta(days=9))
    second.follows_id, second.follow, second.started_at = first.id, "update", now
    second.state = Bulletins.SENT
    session.flush()

    assert of(drafted(session, now, places)).bulletins == {second.id}


def test_what_is_for_those_who_pass_it_on_is_read_only_where_it_was_written_for_the_radio(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    silent = make_approved(session, now, kind=Kind.NOTICE)
    spoken = make_approved(session, now, kind=Kind.NOTICE, radio={SW: "Mkutano wa wote."})
    for bulletin in (silent, spoken):
        bulletin.audience_kinds = ["intermediary"]
    session.flush()

    assert of(drafted(session, now, places)).bulletins == {spoken.id}


def test_unsigned_kamba_is_not_read(session: Session, places: Gazetteer, now: datetime) -> None:
    texts = {SW: "NDMA 24/11/2026: Hifadhi maji.", KAM: "NDMA 24/11/2026: Kĩw'ũ."}
    bulletin = make_approved(session, now, areas=["kitui"], texts=texts)
    next(text for text in bulletin.texts if text.language is KAM).signed_hash = None
    session.flush()

    version = of(drafted(session, now, places), language=KAM)

    assert version.spoken is SW
    assert "Kĩw'ũ" not in str(version.kept)
    assert f"bulletin {bulletin.id}" in version.missing


def test_a_piece_is_read_in_its_days_and_until_it_is_withdrawn(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    monday = date(2026, 11, 23)
    over = make_piece(
        session, now, "kitui", Part.MARKET, "Zamani.", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 22)
    )
    later = make_piece(
        session, now, "kitui", Part.MARKET, "Baadaye.", starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 6)
    )
    elsewhere = make_piece(session, now, "makueni", Part.MARKET, "Kwingine.")
    sunday = make_piece(
        session, now, "kitui", Part.SEASON, "Jumapili.", starts_on=date(2026, 11, 29), ends_on=date(2026, 11, 29)
    )
    taken_back = make_piece(session, now, "kitui", Part.GOOD_NEWS, "Imeondolewa.")
    before = of(drafted(session, now, places))
    taken_back.withdrawn_at = now
    session.flush()

    after = of(drafted(session, now, places))

    assert {segment.piece for segment in before.segments} - {None} == {sunday.id, taken_back.id}
    assert {segment.piece for segment in after.segments} - {None} == {sunday.id}
    assert {over.id, later.id, elsewhere.id}.isdisjoint(segment.piece for segment in after.segments)
    assert monday == session.scalars(select(Script.week)).first()


def test_what_people_corrected_or_signed_is_never_overwritten(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    by_language = {script.language: script for script in drafted(session, now, places) if script.county == "kitui"}
    corrected, signed = by_language[KAM], by_language[SW]
    officer = make_officer(session, "mwende", Grant(role=Role.OFFICER))
    corrected.correct(officer, [Segment(Part.OWN, (Speech(READER, "Hifadhi maji."),))], 1, now)
    signed.sign(make_officer(session, "kioko", Grant(role=Role.REVIEWER, language=SW)), 1, now)
    make_approved(session, now, areas=["kitui"])

    assert drafted(session, now, places) == []
    assert [speech.words for speech in corrected.newest.lines] == ["Hifadhi maji."]
    assert (signed.newest.number, signed.newest.unsigned) == (1, [])


def test_the_clock_and_a_button_at_once_write_each_script_once(
    sessions: sessionmaker[Session], places: Gazetteer, now: datetime
) -> None:
    both = threading.Barrier(2)

    def desk() -> None:
        with sessions.begin() as session:
            both.wait(10)
            drafted(session, now, places)

    desks = [threading.Thread(target=desk) for _ in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join(30)

    with sessions() as session:
        assert session.scalar(select(func.count(Script.id))) == sum(map(len, LISTENS_TO.values()))
