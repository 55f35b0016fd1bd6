"""The clock takes scripts off the air whose bulletins were taken back, and tells who may have them in hand, once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.script_links import Taker, take
from domain.script_offers import BULLETIN_GONE
from domain.script_versions import State
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.station_changes import set_phone
from domain.stations import Station
from domain.texts import Reason, SingleText
from domain.vault import Vault
from messages.segments import Encoding, segment
from messages.withdrawn_scripts import NEWSROOM, PRODUCER, body
from schedules.crew import Crew
from schedules.radio import look_after
from tests.make import make_approved, make_officer, make_script_for_stations, make_station, next_version


def texts(session: Session, vault: Vault) -> dict[str, str]:
    """Who was told what, by number; nobody twice."""
    session.expire_all()
    found = session.scalars(select(SingleText).order_by(SingleText.id)).all()
    assert {text.reason for text in found} <= {Reason.ALERT}
    opened = [(TEXT_PHONE.read(vault, text), TEXT_BODY.read(vault, text)) for text in found]
    assert len(dict(opened)) == len(opened)
    return dict(opened)


def producer(session: Session, vault: Vault, station: Station, phone: str, **grant: object) -> Officer:
    given = Grant(role=Role.PRODUCER, station_id=station.id, **grant)  # type: ignore[arg-type]
    return make_officer(session, f"producer{phone[-2:]}", given, phone=phone, vault=vault)


def test_a_script_with_a_cancelled_bulletin_is_withdrawn_and_its_stations_are_told_once(
    session: Session, crew: Crew, now: datetime
) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    script = make_script_for_stations(session, now, bulletin)
    station = make_station(session)
    set_phone(station, crew.vault, Phone("+254711990021"))
    mghoi = producer(session, crew.vault, station, "+254711990022")
    mghoi.interface = Language.SWAHILI
    producer(session, crew.vault, station, "+254711990021")  # who has the newsroom's own number hears it once
    session.commit()
    look_after(crew)
    session.expire_all()
    assert script.newest.state is State.APPROVED

    bulletin.state = Bulletins.CANCELLED
    session.commit()
    for _ in range(2):
        look_after(crew)

    told = texts(session, crew.vault)
    assert told["+254711990022"] == (
        "Mbiu: hati ya redio Kitui, Kikamba, wiki ya 23/11/2026, toleo la 1 imeondolewa. Usiisome hewani. Fungua mfumo."
    )
    assert "Do not read it on air" in told["+254711990021"]
    assert len(told) == 2
    version = script.newest
    assert (version.state, version.withdrawn_by, version.withdrawn_because) == (State.WITHDRAWN, None, BULLETIN_GONE)
    assert (version.withdrawn_at, version.told_at) == (now, now)
    assert [act.officer_id for act in audit.history(session, f"script {script.id}")] == [None]


def test_two_clocks_tell_once(session: Session, crew: Crew, now: datetime) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    script = make_script_for_stations(session, now, bulletin)
    producer(session, crew.vault, make_station(session), "+254711990022")
    bulletin.state = Bulletins.CANCELLED
    session.commit()
    start = Barrier(2)

    def run() -> None:
        start.wait(5)
        look_after(crew)

    clocks = [Thread(target=run) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert list(texts(session, crew.vault)) == ["+254711990022"]
    assert len(audit.history(session, f"script {script.id}")) == 1


def test_who_has_nothing_to_do_with_it_is_not_told(session: Session, crew: Crew, now: datetime) -> None:
    script = make_script_for_stations(session, now)
    script.withdraw(None, "Neno si sahihi.", now)
    ours = make_station(session)
    others = [
        make_station(session, "Radio Vuria", counties=["taita-taveta"]),
        make_station(session, "Radio Bahari", languages=["sw"]),
        make_station(session, "Radio Kale", retired_at=now),
    ]  # fmt: skip
    set_phone(others[-1], crew.vault, Phone("+254711990030"))
    for number, station in enumerate(others):
        producer(session, crew.vault, station, f"+25471199004{number}")
    producer(session, crew.vault, ours, "+254711990050", county="makueni")
    producer(session, crew.vault, ours, "+254711990051", ends_on=date(2026, 11, 23))
    producer(session, crew.vault, ours, "+254711990052").active = False
    unsealable = producer(session, crew.vault, ours, "+254711990053")
    unsealable.phone_sealed = b"of other keys entirely"
    producer(session, crew.vault, ours, "+254711990054", county="kitui")
    session.commit()

    look_after(crew)

    assert list(texts(session, crew.vault)) == ["+254711990054"]


def test_an_older_version_somebody_took_is_told_of_and_the_one_that_stands_is_named(
    session: Session, crew: Crew, now: datetime
) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    taken, untaken = (
        make_script_for_stations(session, now, bulletin, language=language)
        for language in (Language.KAMBA, Language.SWAHILI)
    )
    for script in (taken, untaken):
        next_version(script, now)
    mghoi = producer(session, crew.vault, make_station(session), "+254711990022")
    take(session, taken, 1, "docx", None, Taker(officer_id=mghoi.id), now)
    bulletin.state = Bulletins.CANCELLED
    session.commit()

    look_after(crew)

    [words] = texts(session, crew.vault).values()
    assert "version 1 is withdrawn" in words
    assert "Version 2 is ready." in words
    assert [version.state for version in taken.versions] == [State.WITHDRAWN, State.APPROVED]
    assert taken.approved is taken.newest
    assert [version.state for version in untaken.versions] == [State.APPROVED, State.APPROVED]


def test_of_all_versions_an_officer_withdrew_each_number_is_told_once(
    session: Session, crew: Crew, now: datetime
) -> None:
    script = make_script_for_stations(session, now)
    next_version(script, now)
    producer(session, crew.vault, make_station(session), "+254711990022")
    script.withdraw(None, "Neno si sahihi.", now)
    session.commit()

    for _ in range(2):
        look_after(crew)

    [words] = texts(session, crew.vault).values()
    assert "version 1-2 is withdrawn" in words
    assert [version.told_at for version in script.versions] == [now, now]


@pytest.mark.parametrize(("weeks", "told"), [(-1, 0), (0, 1), (1, 1)])
def test_weeks_that_are_over_are_let_be(session: Session, crew: Crew, now: datetime, weeks: int, told: int) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    make_script_for_stations(session, now, bulletin, weeks=weeks)
    producer(session, crew.vault, make_station(session), "+254711990022")
    bulletin.state = Bulletins.CANCELLED
    session.commit()

    look_after(crew)

    assert len(texts(session, crew.vault)) == told


def test_what_was_withdrawn_late_on_sunday_is_told_on_monday(session: Session, crew: Crew, now: datetime) -> None:
    make_script_for_stations(session, now, weeks=-1).withdraw(None, "Neno si sahihi.", now)
    producer(session, crew.vault, make_station(session), "+254711990022")
    session.commit()

    look_after(crew)

    assert len(texts(session, crew.vault)) == 1


def test_a_telling_that_fails_is_done_again(
    session: Session, crew: Crew, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in (Language.KAMBA, Language.SWAHILI):
        make_script_for_stations(session, now, language=language).withdraw(None, "Neno si sahihi.", now)
    producer(session, crew.vault, make_station(session, languages=["sw"]), "+254711990022")
    session.commit()
    broken = replace(crew, places=Broken())  # type: ignore[arg-type]
    look_after(broken)
    assert texts(session, crew.vault) == {}

    look_after(replace(crew, now=lambda: now + timedelta(minutes=1)))

    assert len(texts(session, crew.vault)) == 1


class Broken:
    """Places that cannot be read."""

    def __getitem__(self, slug: str) -> None:
        raise RuntimeError(slug)


def test_the_words_are_one_part(session: Session, crew: Crew, now: datetime) -> None:
    script = make_script_for_stations(session, now, county="taita-taveta", language=Language.SWAHILI)
    for _ in range(11):
        next_version(script, now)

    for language in (Language.ENGLISH, Language.SWAHILI, Language.KAMBA):
        for end in (PRODUCER, NEWSROOM):
            cut = segment(body(script, script.versions[9:11], crew.places, language, end))
            assert (cut.encoding, len(cut.parts)) == (Encoding.GSM7, 1)
