"""A script's files as they are handed over: what is left out by now, what is refused, and how they are named."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import docx
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.console import script_files
from domain.bulletins import Bulletin, Kind
from domain.languages import Language
from domain.library import ForWhom, LibraryEntry, LibraryVersion
from domain.life_cycle import State as Life
from domain.officers import Officer
from domain.phases import Phase
from domain.programmes import monday_of
from domain.pronunciations import Pronunciation
from domain.refusals import Refusal
from domain.script_versions import new_version
from domain.scripts import Script
from domain.segments import Part, Priority, Segment, Speech
from domain.stations import Station
from tests.bot.conftest import Clock, SignIn
from tests.make import make_approved, sign_all

Taken = Callable[..., Response]
WARNING, NOTICE = "Kĩw'ũ nĩ kyũ.", "Mkutano ni Jumamosi hapa Kyuso."


@pytest.fixture
def warning(session: Session, now: datetime) -> Bulletin:
    """To be read for two days."""
    return make_approved(session, now, areas=["kitui"], expires_at=now + timedelta(days=2))


@pytest.fixture
def notice(session: Session, now: datetime) -> Bulletin:
    """To be read all week."""
    return make_approved(session, now, kind=Kind.NOTICE, areas=["kitui"], expires_at=now + timedelta(days=30))


@pytest.fixture
def script(session: Session, now: datetime, warning: Bulletin, notice: Bulletin, cast: dict[str, Officer]) -> Script:
    """Approved, for the week that runs."""
    segments = [
        _segment(Part.OPENING, "Hii ni Mbiu.", Priority.MUST),
        _segment(Part.BULLETIN, WARNING, Priority.MUST, language=Language.KAMBA, bulletin=warning.id),
        _segment(Part.BULLETIN, NOTICE, Priority.MUST, bulletin=notice.id),
        _segment(Part.GOOD_NEWS, "neno " * 700, Priority.LOW),
    ]
    made = Script(week=monday_of(now.date()), county="kitui", language=Language.KAMBA)
    version = new_version(1, Language.KAMBA, segments, missing=[], hands=[], now=now)
    sign_all(version, cast["mutheu"].id, now)
    version.approver_id, version.approved_at = cast["nyambura"].id, now
    made.versions.append(version)
    session.add(made)
    session.commit()
    return made


def _segment(part: Part, words: str, priority: Priority, **fields: object) -> Segment:
    return Segment(part, (Speech("Mtangazaji", words, **fields),), priority=priority)  # type: ignore[arg-type]


@pytest.fixture
def taken(app: Flask, script: Script) -> Taken:
    """A file as an officer or a producer is handed it."""

    def take(kind: str = "txt", **slot: object) -> Response:
        with app.test_request_context():
            version = script.newest
            return script_files.answer(script, version, kind, **slot)  # type: ignore[arg-type]

    return take


def as_draft(session: Session, script: Script) -> None:
    script.newest.approved_at = None
    session.commit()


def test_each_kind_of_file_has_its_type_and_name(taken: Taken) -> None:
    word, pdf, text = (taken(kind) for kind in ("docx", "pdf", "txt"))

    assert NOTICE in [cell.text for cell in docx.Document(io.BytesIO(word.data)).tables[-1]._cells]
    assert pdf.data.startswith(b"%PDF")
    assert WARNING in text.data.decode()
    assert [answer.mimetype.rpartition("/")[2] for answer in (word, pdf, text)][1:] == ["pdf", "plain"]
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="mbiu-kitui-kam-2026-11-23.pdf"'
    assert pdf.headers["Cache-Control"] == "no-store"


def test_the_cover_tells_whose_names_stand_under_it_and_until_when_it_holds(taken: Taken) -> None:
    text = taken().data.decode()

    assert "Signed by a speaker: Mutheu Nzioka, Kiswahili, 24/11/2026" in text
    assert "Approved by: Nyambura" in text
    assert "Valid until: 26/11/2026 09:30" in text  # when the warning's time is over
    assert "as NDMA declared it: ALARM, WORSENING. Kitui, 24/11/2026." in text


def test_names_are_listed_as_officers_wrote_them(session: Session, taken: Taken) -> None:
    session.add(Pronunciation(term="Kyuso", said="chu-SO"))
    session.commit()

    assert "- Kyuso: chu-SO" in taken().data.decode()


def test_a_cut_is_made_for_the_slot_at_the_speed_of_the_station(taken: Taken) -> None:
    fast = Station(name="Radio Mfano", counties=["kitui"], languages=["kam"], speeds={"sw": 170})

    usual, quick, whole = taken(minutes=5), taken(minutes=5, station=fast), taken(station=fast)

    assert "mbiu-kitui-kam-2026-11-23-5min.txt" in usual.headers["Content-Disposition"]
    assert "Left out of this cut: Good news" in usual.data.decode()
    assert "neno" not in usual.data.decode()
    assert "Left out of this cut" not in quick.data.decode()
    assert "Station: Radio Mfano" in quick.data.decode()
    assert "leave out: 5 min" not in whole.data.decode()
    assert "leave out: 5 min" in taken().data.decode()


def test_lines_whose_time_is_over_are_left_out_and_the_others_stay(
    taken: Taken, clock: Clock, warning: Bulletin
) -> None:
    clock.forward(timedelta(days=3))

    text = taken().data.decode()

    assert WARNING not in text
    assert NOTICE in text
    assert f"for their time is over: bulletins {warning.id}." in text
    assert "ALARM" not in text


def test_an_approved_script_is_refused_once_a_bulletin_in_it_is_taken_back_but_a_draft_goes_on_without_it(
    session: Session, script: Script, taken: Taken, warning: Bulletin
) -> None:
    session.execute(update(Bulletin).where(Bulletin.id == warning.id).values(state=Life.CANCELLED))
    session.commit()

    with pytest.raises(Refusal, match=f"Bulletin {warning.id} in this script does not hold any more"):
        taken()
    as_draft(session, script)
    text = taken()
    assert "mbiu-kitui-kam-2026-11-23-DRAFT.txt" in text.headers["Content-Disposition"]
    assert WARNING not in text.data.decode()
    assert NOTICE in text.data.decode()


def test_an_approved_script_in_which_all_is_over_is_no_file(
    session: Session, script: Script, taken: Taken, warning: Bulletin, clock: Clock, now: datetime
) -> None:
    only = _segment(Part.BULLETIN, WARNING, Priority.MUST, language=Language.KAMBA, bulletin=warning.id)
    script.versions.append(new_version(2, Language.KAMBA, [only], missing=[], hands=[], now=now))
    script.newest.approved_at = now
    session.commit()
    assert WARNING in taken().data.decode()

    clock.forward(timedelta(days=3))

    with pytest.raises(Refusal, match="Nothing in this script may be read"):
        taken()


def test_a_withdrawn_script_is_refused(session: Session, script: Script, taken: Taken, now: datetime) -> None:
    script.withdraw(None, "It names a place.", now)
    session.commit()

    with pytest.raises(Refusal, match="This script was withdrawn"):
        taken("docx")


def test_an_approved_script_is_refused_once_a_library_text_in_it_may_not_be_used(
    session: Session, script: Script, taken: Taken, now: datetime
) -> None:
    never_approved = LibraryVersion(number=1, source="NDMA", verified=True, created_at=now)
    session.add(
        LibraryEntry(
            title="Maji", kind=Kind.DROUGHT, phase=Phase.ALARM, for_whom=ForWhom.HERDERS, versions=[never_approved]
        )
    )
    session.flush()
    text = Segment(Part.ADVICE, (Speech("Mtangazaji", "Chimba bwawa."),), text=never_approved.id)
    script.newest.kept = new_version(
        1, Language.KAMBA, [*script.newest.segments, text], missing=[], hands=[], now=now
    ).kept
    del script.newest.segments  # which are read once, for no version changes
    session.commit()

    with pytest.raises(Refusal, match="A library text in this script"):
        taken()
    as_draft(session, script)
    assert "Chimba bwawa" not in taken().data.decode()


def test_the_desk_reads_why_a_file_is_refused(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script, now: datetime
) -> None:
    script.withdraw(None, "It names a place.", now)
    session.commit()
    sign_in(client, "mwende")

    page = client.get(f"/scripts/{script.id}.pdf")

    assert page.status_code == 422
    assert "it must not be read on air" in page.text
