"""The restore drill: a county loses its database, and nobody who left since the backup is written to again."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from click import ClickException
from click.testing import Result
from flask import Flask
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session, sessionmaker

from bot import performing
from bot.actions import Leave, Refuse
from bot.backup_command import telling
from domain import backup_files, backups, db, departures, erasure, restoring, texts
from domain.areas import Gazetteer
from domain.audit import Audit
from domain.backups import Backup, Restore
from domain.batches import Batch
from domain.bulletins import Bulletin
from domain.db import next_id
from domain.departures import Departure
from domain.dialogues import Dialogue
from domain.drafts import Draft
from domain.heartbeats import WORKER, beat
from domain.intake import Report
from domain.invitations import Leaver
from domain.known_numbers import known
from domain.languages import Language
from domain.life_cycle import State
from domain.reporters import Reporter
from domain.sightings import Sighting, When
from domain.subscribers import Channel, find
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.vault import Purpose, Vault
from messages.jobs import PRIORITY_WARNING, Job, defer, defer_batches
from schedules import departure, dispatch, sweeps
from schedules.crew import Crew
from schedules.departing import Copying
from schedules.texts import send_text
from tests.bot.conftest import Build, Clock
from tests.bot.simulator.conftest import until
from tests.make import ENDAU, make_approved, make_subscriber, next_phone
from tests.schedules.conftest import MemoryNetwork

LOST = "mbiu_lost_and_found"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


@pytest.fixture
def elsewhere(server: str) -> Iterator[str]:
    """The address of a database that is not there."""
    with psycopg.connect(server, autocommit=True) as connection:
        yield make_url(server).set(database=LOST).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE IF EXISTS {LOST} WITH (FORCE)")


def killed_before_its_last_words(url: str, file: Path, vault: Vault) -> None:
    """A restore that is killed when every row was fed: what was there is there, for nobody said that it was all."""

    class Killed(str):
        def __format__(self, _: str) -> str:
            os.kill(os.getpid(), signal.SIGKILL)
            return ""

    if not (child := os.fork()):
        try:
            backup_files.load(file, vault, url, before=restoring.EMPTY, after=Killed())
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with psycopg.connect(url, autocommit=True) as connection:
        others = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'psql'"
        until(lambda: not connection.execute(others).fetchall())
        assert restoring.only_prepared(connection)
        assert connection.execute("SELECT count(*) > 90 FROM areas").fetchone() == (True,)


def crew_on(sessions: sessionmaker[Session], app: Flask, network: MemoryNetwork, places: Gazetteer) -> Crew:
    here = app.extensions["mbiu"]
    folders = here.settings.departure_folders
    return Crew(sessions, here.vault, places, (network,), 2, "*384*1234#", here.now, departure_folders=folders)


def test_what_is_lost_comes_back_and_nothing_is_sent_against_anybodys_word(
    build: Build,
    elsewhere: str,
    server: str,
    sessions: sessionmaker[Session],
    vault: Vault,
    places: Gazetteer,
    clock: Clock,
    tmp_path: Path,
) -> None:
    app, network = build(), MemoryNetwork()
    stays, stops, erases, deleted, rejoins, stranger, dials, comes_again, retired = (next_phone() for _ in range(9))
    people = (stays, stops, erases, deleted, rejoins, comes_again, retired)
    with sessions.begin() as session:
        for phone in people:
            make_subscriber(session, vault, places, clock(), phone=phone)
        tell = lambda action, phone: performing.perform(  # noqa: E731
            session, vault, places, action, phone, channel=Channel.SMS, now=clock()
        )
        tell(Leave(), rejoins)
        due = make_approved(session, clock(), send_at=clock() + timedelta(hours=1)).id
        later = make_approved(session, clock(), send_at=clock() + timedelta(days=2)).id
        under_way = make_approved(session, clock())
        under_way.move(State.SENDING)
        recipient = find(session, vault, stays)
        assert recipient
        of_it = {"bulletin_id": under_way.id, "text_id": under_way.texts[0].id, "county": "kitui", "size": 1}
        lists = [
            Batch(**of_it, recipients=[recipient.id], provider="africastalking", state=state)
            for state in ("queued", "sending")
        ]
        answer = texts.new_text(
            next_id(session, SingleText), vault, stays, "Karibu.", reason=Reason.REPLY, sender=None, now=clock()
        )
        draft = Draft(dials, Report(Kind.WILDLIFE, ENDAU, When.NOW, "", Language.SWAHILI))
        told = {"draft_sealed": draft.seal(vault, "call"), "updated_at": clock()}
        call = Dialogue(session_id="call", phone_lookup=vault.lookup(dials, Purpose.DIALOGUE), **told)
        session.add_all([*lists, answer, call])
        session.flush()
        defer_batches(session, [lists[0].id], priority=PRIORITY_WARNING)
        defer(session, Job.SEND_TEXT, priority=PRIORITY_WARNING, text=answer.id)
        under_way_id, list_ids, answer_id = under_way.id, [each.id for each in lists], answer.id
    crew, copying = crew_on(sessions, app, network, places), Copying()
    copying.copy_departures(crew)

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE mbiu_scratch_left TEMPLATE template0")  # by one that was killed

        made = run(app, "backup", "--to", str(tmp_path))

        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'mbiu_scratch%'").fetchall()
        assert left == []

    assert made.exit_code == 0, made.output
    [file] = tmp_path.glob("*.backup")
    assert file.stat().st_mode & 0o077 == 0
    assert not any(phone.e164.encode() in file.read_bytes() for phone in (stays, stops))
    with sessions() as session:
        [row] = session.scalars(select(Backup))
        assert (row.rows or {})["subscribers"] == len(people)
        assert backups.verified_lately(session, clock()) == file.name
    other_keys = Vault.parse(Vault.new_keys())
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / file.name).write_bytes(file.read_bytes())
    went_live = [run(build(vault=keys), "ready").output for keys in (vault, other_keys)]
    assert ["[   done   ] A backup of the last two days" in said for said in went_live] == [True, False]

    clock.forward(timedelta(hours=3))
    with sessions.begin() as session:
        for phone in (stops, stranger):
            performing.perform(session, vault, places, Leave(), phone, channel=Channel.SMS, now=clock())
        performing.perform(session, vault, places, Refuse(), stays, channel=Channel.SMS, now=clock())
        for phone in (erases, dials, comes_again):
            erasure.erase(session, vault, phone, clock())
        erasure.forget(session, vault, retired, clock())
        departures.note(session, vault, retired, Departure.RETIRED, clock())
        erasure.erase_subscription(session, vault, deleted, clock())
        for phone in (rejoins, comes_again):
            make_subscriber(session, vault, places, clock(), phone=phone)
    copying.copy_departures(crew)

    with psycopg.connect(
        make_url(elsewhere).set(database="postgres").render_as_string(hide_password=False), autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {LOST}")
    anew = build(database_url=elsewhere, local=False)
    assert run(anew, "prepare").exit_code == 0, "a new machine is prepared before its database comes back"
    broken = tmp_path / "broken"
    good = file.read_bytes()
    for bad, said in (
        (good[:-1] + bytes([good[-1] ^ 1]), "cut or changed"),
        (good[:-40], "cut or changed"),
        (good.replace(b"0009", b"0007", 1), "cut or changed"),
        (b"PGDMP", "no backup"),
    ):
        broken.write_bytes(bad)
        refused = run(anew, "restore", str(broken))
        assert (refused.exit_code, said in refused.output) == (1, True), refused.output
    strange = build(database_url=elsewhere, vault=other_keys)
    assert "MBIU_KEYS" in run(strange, "restore", str(file)).output

    killed_before_its_last_words(elsewhere, file, vault)

    log = tmp_path / "departures"
    log.rename(tmp_path / "mislaid")
    unfinished = run(anew, "restore", str(file))
    assert (unfinished.exit_code, "--without-log" in unfinished.output) == (1, True), unfinished.output
    engine = db.connect(elsewhere)
    restored = crew_on(db.sessions(engine), anew, network, places)
    dispatch.send_batch(restored, list_ids[0])
    send_text(restored, answer_id)
    assert network.calls == [], "nothing leaves before it is known who left"

    (tmp_path / "mislaid").rename(log)
    (log / "junk.log").write_text("mbiu-departures-1 0a1b 2026-11-24T09:00:00 0123456789abcdef\n")
    clock.forward(timedelta(hours=25))
    old = run(anew, "restore", "--finish")
    assert (old.exit_code, "--without-log" in old.output, "junk.log is not believed" in old.output) == (1, True, True)
    copying.copy_departures(crew)
    finished = run(anew, "restore", "--finish")

    assert finished.exit_code == 0, finished.output
    assert f"knows who left up to {clock():%Y-%m-%d %H:%M} UTC" in finished.output
    assert "2 numbers had stopped and 5 were deleted" in finished.output
    assert "finished here" in run(anew, "restore", "--finish").output, "once is enough"
    departure.start_due(restored)
    sweeps.sweep(restored)
    with restored.sessions() as session:
        active = {phone: (had := known(session, vault, phone)) and had.active for phone in (stays, stops, rejoins)}
        assert active == {stays: True, stops: False, rejoins: False}
        assert not any(find(session, vault, phone) for phone in (erases, deleted, comes_again, retired))
        prints = {vault.lookup(phone, Purpose.LEAVER) for phone in (erases, deleted, stranger, dials)}
        assert set(session.scalars(select(Leaver.phone_lookup))) == prints, "who came again may be put forward again"
        assert (session.scalar(select(Sighting.kind)), list(session.scalars(select(Reporter)))) == (Kind.WILDLIFE, [])
        states = {row.id: row.state for row in session.scalars(select(Bulletin))}
        assert states == {due: State.MISSED, later: State.APPROVED, under_way_id: State.PAUSED}
        assert session.get_one(SingleText, answer_id).state is texts.State.NOT_SENT
        [restore] = session.scalars(select(Restore))
        assert (restore.stopped, restore.erased, restore.backup_name) == (2, 5, file.name)
        assert {
            "restored from a backup",
            "missed: the service came out of a backup, and it may have left since",
        } <= set(session.scalars(select(Audit.what)))
    assert network.calls == []
    copying.copy_departures(restored)
    assert len(list(log.glob("*.log"))) == 3, "this life of the database has a file of its own"
    assert "not empty" in run(anew, "restore", str(file)).output
    with restored.sessions.begin() as session:
        beat(session, WORKER, clock())
    refused = run(anew, "restore", str(file), "--replace", LOST)
    assert "at work" in refused.output
    assert f"Into the database {LOST} on " in refused.output
    clock.forward(timedelta(seconds=61))
    again = run(anew, "restore", str(file), "--replace", LOST)
    assert "2 numbers had stopped and 5 were deleted" in again.output, again.output
    engine.dispose()


def test_nothing_of_the_last_two_days_goes_then_one_of_a_day_and_one_of_a_week_stays(tmp_path: Path) -> None:
    newest = datetime(2026, 11, 26, 12, tzinfo=UTC)
    hours = (0, 0.1, 0.2, 30, 47, 49, 50, 73, 24 * 9, 24 * 10)
    for each in hours:
        (tmp_path / backup_files.file_name(newest - timedelta(hours=each))).touch()
    doubtful = {backup_files.file_name(newest - timedelta(hours=each)) for each in (0.2, 73)}

    gone = backup_files.too_old(tmp_path, doubtful, 3, backup_files.file_name(newest))

    assert {path.name for path in gone} == {
        backup_files.file_name(newest - timedelta(hours=each)) for each in (49, 50, 73, 24 * 10)
    }


def test_a_backup_made_by_a_clock_that_was_behind_does_not_remove_itself(tmp_path: Path) -> None:
    newest = datetime(2026, 11, 26, 12, tzinfo=UTC)
    weeks = [backup_files.file_name(newest - timedelta(weeks=back)) for back in range(backup_files.WEEKS)]
    behind = backup_files.file_name(newest - timedelta(days=2500))
    for name in (*weeks, behind):
        (tmp_path / name).touch()

    assert backup_files.too_old(tmp_path, set(), 3, behind) == []
    assert backup_files.too_old(tmp_path, set(), 3, weeks[0]) == [tmp_path / behind]


def test_a_backup_that_is_told_to_end_clears_up() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(ClickException, match="told to end"), telling():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
