"""Drafting the week: what is there, what is left alone, and two desks at once."""

import threading
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from domain.areas import Gazetteer
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Role
from domain.scripts import LISTENS_TO, Script, Speech
from messages import radio_desk
from tests.make import make_approved, make_officer

THURSDAY = timedelta(days=2, minutes=-210)  # from the test's Tuesday 09:30 to Thursday 06:00


def drafted(session: Session, now: datetime, places: Gazetteer) -> list[Script]:
    written = radio_desk.draft_scripts(session, now, places=places, ussd_code="*384*1234#")
    session.flush()
    return written


def test_thursday_drafts_every_county_in_each_of_its_languages_for_the_week_after(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    bulletin = make_approved(session, now, areas=["kitui"], expires_at=now + timedelta(days=20))

    written = drafted(session, now + THURSDAY, places)

    assert {script.week for script in written} == {date(2026, 11, 30)}
    assert {(script.county, script.language) for script in written} == {
        (county, language) for county, languages in LISTENS_TO.items() for language in languages
    }
    assert {script.county for script in written if bulletin.id in script.bulletins} == {"kitui"}


def test_drafting_again_adds_nothing_and_changes_nothing(session: Session, places: Gazetteer, now: datetime) -> None:
    drafted(session, now, places)

    assert drafted(session, now + timedelta(hours=1), places) == []
    assert set(session.scalars(select(Script.version))) == {1}


def test_a_draft_nobody_touched_takes_in_what_was_approved_since(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    drafted(session, now, places)
    bulletin = make_approved(session, now, areas=["kitui"])

    refreshed = drafted(session, now, places)

    assert [(script.county, script.version) for script in refreshed] == [("kitui", 2), ("kitui", 2)]
    assert all(bulletin.id in script.bulletins for script in refreshed)


def test_a_cancelled_bulletin_leaves_a_draft_nobody_touched(session: Session, places: Gazetteer, now: datetime) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    drafted(session, now, places)
    bulletin.state = Bulletins.CANCELLED
    session.flush()

    assert [script.bulletins for script in drafted(session, now, places)] == [set(), set()]


def test_what_people_corrected_or_reviewed_is_never_overwritten(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    by_language = {script.language: script for script in drafted(session, now, places) if script.county == "kitui"}
    corrected, reviewed = by_language[Language.KAMBA], by_language[Language.SWAHILI]
    corrected.correct(
        make_officer(session, "mwende", Grant(role=Role.OFFICER)), [Speech(words="Hifadhi maji.")], 1, now
    )
    reviewer = make_officer(session, "kioko", Grant(role=Role.REVIEWER, language=Language.SWAHILI))
    reviewed.review(reviewer, 1, now)
    before = reviewed.speeches
    make_approved(session, now, areas=["kitui"])

    assert drafted(session, now, places) == []
    assert [speech.words for speech in corrected.lines] == ["Hifadhi maji."]
    assert (reviewed.speeches, reviewed.reviewer_id) == (before, reviewer.id)


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
