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
from domain import restoring
from domain.areas import Gazetteer
from domain.departures import Departure, note
from domain.heartbeats import DEPARTURES, last_beats
from domain.inbox import Kind
from domain.invitations import Leaver
from domain.known_numbers import known
from domain.phones import Phone
from domain.subscribers import Channel
from domain.vault import Purpose, Vault
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


def texts_stop(app: Flask, phone: Phone, now: Clock) -> None:
    said = f"id={phone.e164[1:]}&from=%2B{phone.e164[1:]}&to=20880&text=STOP&date=2026-11-24 06:30:00"
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
        texts_stop(app, phone, clock)
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
