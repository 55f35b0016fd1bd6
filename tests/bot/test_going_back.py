"""A database that went back in time: a STOP that waited on disk stands, whatever the files of who left say."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from bot import performing
from bot.actions import Leave
from bot.spool import Posted
from domain import erasure, restoring
from domain.areas import Gazetteer
from domain.backups import Restore
from domain.departures import Departure, note
from domain.heartbeats import CLOCK, DEPARTURES, beat, last_beats
from domain.inbox import Kind
from domain.invitations import Leaver
from domain.known_numbers import known
from domain.phones import Phone
from domain.subscribers import Channel
from domain.vault import Purpose, Vault
from schedules.crew import Crew
from schedules.departing import Copying
from tests.bot.conftest import Build, Clock
from tests.bot.test_backup import crew_on, run
from tests.make import make_subscriber, next_phone
from tests.schedules.conftest import MemoryNetwork

Back = Callable[..., str]


@pytest.fixture
def back(sessions: sessionmaker[Session], clock: Clock) -> Back:
    """Take the database back to where `stays` is subscribed and nobody has left; returns that moment."""
    then = f"{clock():%Y-%m-%d %H:%M:%S}"

    def go(vault: Vault, stays: Phone) -> str:
        clock.forward(timedelta(hours=1))
        with sessions.begin() as session:
            for table in ("departures", "restores", "leavers", "inbox", "conversations", "texts"):
                session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  our own names
            session.execute(text("DELETE FROM departure_logs WHERE begun_at > :then"), {"then": then})
            session.execute(text("UPDATE subscribers SET left_at = NULL"))
            others = {"stays": vault.lookup(stays, Purpose.SUBSCRIBER)}
            session.execute(text("DELETE FROM subscribers WHERE phone_lookup <> :stays"), others)
            session.execute(text("SELECT setval('departures_id_seq', 1, false)"))
        return then

    return go


def texts(app: Flask, phone: Phone, now: Clock, word: str = "STOP") -> None:
    said = f"id={word[:4]}{phone.e164[1:]}&from=%2B{phone.e164[1:]}&to=20880&text={word}&date=2026-11-24 06:30:00"
    app.extensions["mbiu"].spool.keep(Posted("africastalking", Kind.SMS, said.encode(), now()))


def test_a_stop_that_waited_on_disk_outlives_a_second_restore_and_a_join_of_before(
    app: Flask, sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, clock: Clock, back: Back
) -> None:
    crew, copying = crew_on(sessions, app, MemoryNetwork(), places), Copying()
    person, stranger = people = next_phone(), next_phone()
    copying.copy_departures(crew)
    with sessions.begin() as session:
        for phone in people:  # both left and came again
            make_subscriber(session, vault, places, clock(), phone=phone)
            performing.perform(session, vault, places, Leave(), phone, channel=Channel.SMS, now=clock())
            make_subscriber(session, vault, places, clock(), phone=phone)
    copying.copy_departures(crew)
    then = back(vault, person)
    for phone in people:
        texts(app, phone, clock)
    spool = app.extensions["mbiu"].spool
    with spool.alone():
        busy = run(app, "restore", "--came-back-to", then)
    assert (busy.exit_code, "Stop the web" in busy.output) == (1, True), "a JOIN among it would undo the log's STOP"

    first = run(app, "restore", "--came-back-to", then)
    copying.copy_departures(crew)
    refused = [vault.lookup(stranger, Purpose.LEAVER)]
    with sessions() as session:
        assert list(session.scalars(select(Leaver.phone_lookup))) == refused, "nobody may put them forward"
    back(vault, person)
    again = run(app, "restore", "--came-back-to", then)

    assert (first.exit_code, again.exit_code) == (0, 0), again.output
    with sessions() as session:
        had = known(session, vault, person)
        assert had
        assert not had.active
        assert list(session.scalars(select(Leaver.phone_lookup))) == refused


def test_whose_number_does_not_open_is_not_taken_for_one_who_stayed(
    build: Build, sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, clock: Clock, back: Back
) -> None:
    both, phone = build(), next_phone()
    crew, copying = crew_on(sessions, both, MemoryNetwork(), places), Copying()
    copying.copy_departures(crew)
    with sessions.begin() as session:
        make_subscriber(session, vault, places, clock(), phone=phone)
        note(session, vault, phone, Departure.STOPPED, clock())
    copying.copy_departures(crew)
    then = back(vault, phone)
    other = Vault([("k9", os.urandom(32))], vault._root)

    closed = run(build(vault=other), "restore", "--came-back-to", then)
    with sessions() as session:
        assert restoring.unfinished(session), closed.output
    opened = run(both, "restore", "--finish")

    assert (closed.exit_code, "of 1 subscribers do not open" in closed.output) == (1, True), closed.output
    assert "1 numbers had stopped" in opened.output


def test_a_database_that_went_back_unnoticed_is_not_called_complete_by_the_clock(
    app: Flask,
    sessions: sessionmaker[Session],
    vault: Vault,
    places: Gazetteer,
    clock: Clock,
    back: Back,
    caplog: pytest.LogCaptureFixture,
) -> None:
    crew, phone = crew_on(sessions, app, MemoryNetwork(), places), next_phone()
    with sessions.begin() as session:
        make_subscriber(session, vault, places, clock(), phone=phone)
        note(session, vault, phone, Departure.STOPPED, clock())
    Copying().copy_departures(crew)
    [file] = app.extensions["mbiu"].settings.departure_folders[0].glob("*.log")
    before = file.read_bytes()
    back(vault, phone)

    for reused_and_beyond in range(3):
        if reused_and_beyond:  # others leave, and get the ids of those who are forgotten
            with sessions.begin() as session:
                note(session, vault, next_phone(), Departure.STOPPED, clock())
        Copying().copy_departures(crew)

    assert caplog.text.count("DatabaseWentBack") == 3
    assert file.read_bytes() == before
    with sessions() as session:
        assert last_beats(session)[DEPARTURES] < clock()


@pytest.fixture
def forgotten_stop(
    app: Flask, sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, clock: Clock, back: Back
) -> tuple[Phone, str, Crew]:
    """A person whose STOP only the files know, the moment the database went back to, and who copies."""
    crew, phone = crew_on(sessions, app, MemoryNetwork(), places), next_phone()
    Copying().copy_departures(crew)
    with sessions.begin() as session:
        make_subscriber(session, vault, places, clock(), phone=phone)
        note(session, vault, phone, Departure.STOPPED, clock())
    Copying().copy_departures(crew)
    return phone, back(vault, phone), crew


def is_active(sessions: sessionmaker[Session], vault: Vault, phone: Phone) -> bool:
    with sessions() as session:
        had = known(session, vault, phone)
        return bool(had and had.active)


def test_a_stop_and_a_join_on_disk_do_not_hide_a_stop_of_the_log_whose_id_was_given_anew(
    app: Flask, sessions: sessionmaker[Session], vault: Vault, clock: Clock, forgotten_stop: tuple[Phone, str, Crew]
) -> None:
    phone, then, _ = forgotten_stop
    for word in ("STOP", "JOIN MUTHA"):
        texts(app, phone, clock, word)

    told = run(app, "restore", "--came-back-to", then)

    assert "1 numbers had stopped" in told.output, told.output
    assert not is_active(sessions, vault, phone)


def test_the_file_of_the_life_that_begins_is_no_news_of_the_life_before(
    app: Flask, sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, clock: Clock, back: Back
) -> None:
    crew, phone = crew_on(sessions, app, MemoryNetwork(), places), next_phone()

    def leaves() -> None:
        with sessions.begin() as session:
            make_subscriber(session, vault, places, clock(), phone=phone)
            performing.perform(session, vault, places, Leave(), phone, channel=Channel.SMS, now=clock())

    Copying().copy_departures(crew)
    leaves()
    leaves()
    Copying().copy_departures(crew)
    then = back(vault, phone)
    leaves()  # of the two it knows the first
    texts(app, phone, clock, "JOIN MUTHA")
    folder = crew.departure_folders[0]
    [file] = folder.glob("*.log")
    mislaid = file.rename(folder.with_name(file.name))
    refused = run(app, "restore", "--came-back-to", then)
    mislaid.rename(file)
    Copying().copy_departures(crew)

    told = run(app, "restore", "--finish")

    assert (refused.exit_code, "1 numbers had stopped" in told.output) == (1, True), told.output
    assert not is_active(sessions, vault, phone)


def test_a_clock_that_is_behind_takes_nothing_for_news_that_was_known(
    app: Flask, sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, clock: Clock
) -> None:
    crew, phone = crew_on(sessions, app, MemoryNetwork(), places), next_phone()
    Copying().copy_departures(crew)
    with sessions.begin() as session:
        make_subscriber(session, vault, places, clock(), phone=phone)
        erasure.erase(session, vault, phone, clock())
        make_subscriber(session, vault, places, clock(), phone=phone)
    Copying().copy_departures(crew)
    clock.forward(timedelta(days=-30))

    told = run(app, "restore", "--came-back-to", f"{clock():%Y-%m-%d %H:%M:%S}")
    Copying().copy_departures(crew)

    assert "0 numbers had stopped and 0 were deleted" in told.output, told.output
    assert is_active(sessions, vault, phone)
    assert len(list(crew.departure_folders[0].glob("*.log"))) == 2, "this life has a file of its own"
    with sessions() as session:
        assert [row.restored_at for row in session.scalars(select(Restore))] == [clock()]


def test_texts_that_make_us_stumble_are_all_put_aside_in_one_run_and_it_is_said(
    app: Flask, clock: Clock, forgotten_stop: tuple[Phone, str, Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(_: Posted) -> None:
        raise ValueError

    monkeypatch.setattr(app.extensions["replay"], "_act", act)
    for _ in range(3):
        texts(app, next_phone(), clock)

    told = run(app, "restore", "--came-back-to", forgotten_stop[1])

    assert (told.exit_code, "are put aside: 3" in told.output) == (0, True), told.output


def test_a_database_that_takes_no_texts_is_named_as_what_holds_the_restore_up(
    app: Flask, clock: Clock, forgotten_stop: tuple[Phone, str, Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["replay"], "_take", lambda _: False)
    texts(app, next_phone(), clock)

    told = run(app, "restore", "--came-back-to", forgotten_stop[1])

    assert (told.exit_code, "The database does not take" in told.output) == (1, True), told.output
    assert "Stop the web" not in told.output


def test_the_moment_it_went_back_to_can_be_corrected_and_nobody_works_meanwhile(
    app: Flask, sessions: sessionmaker[Session], clock: Clock, forgotten_stop: tuple[Phone, str, Crew]
) -> None:
    spool = app.extensions["mbiu"].spool
    texts(app, next_phone(), clock)
    with spool.alone():
        assert run(app, "restore", "--came-back-to", "2026-11-20").exit_code == 1
    with sessions.begin() as session:
        beat(session, CLOCK, clock())
    assert "at work" in run(app, "restore", "--came-back-to", "2026-11-23").output
    clock.forward(timedelta(minutes=2))

    assert run(app, "restore", "--came-back-to", "2026-11-22").exit_code == 0
    with sessions() as session:
        assert [row.backup_of.day for row in session.scalars(select(Restore))] == [22]
