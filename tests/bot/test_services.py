"""What every door needs is the database's own."""

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, delete
from sqlalchemy.orm import Session, sessionmaker

from bot.fresh import Fresh
from bot.place_search import find
from bot.services import Services
from domain import localities
from domain.areas import Area, Gazetteer, Level
from domain.editions import Held


def test_the_areas_are_those_of_the_database_when_first_asked(app: Flask, sessions: sessionmaker[Session]) -> None:
    gone = Area(
        slug="kitui.kitui-east.gone", level=Level.WARD, name="Gone", display_name="Gone (Kitui East)",
        lat=-1.4, lon=38.5, population=100, iebc_code="0000", position=111,
    )  # fmt: skip
    with sessions.begin() as session:
        session.add(gone)
    try:
        places = app.extensions["mbiu"].places
    finally:
        with sessions.begin() as session:
            session.execute(delete(Area).where(Area.slug == "kitui.kitui-east.gone"))

    assert "kitui.kitui-east.gone" in places.wards(["kitui"])
    assert app.extensions["mbiu"].places is places


def load(sessions: sessionmaker[Session], name: str) -> None:
    with sessions.begin() as session:
        localities.replace(session, ["kitui"], {(name.lower(), "kitui.mwingi-central.nuu"): name})


def test_places_loaded_by_another_process_are_found_without_a_restart(
    app: Flask, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    here: Services = app.extensions["mbiu"]
    monkeypatch.setattr(Fresh, "PATIENCE", 0.0)
    assert "kavuti" not in here.places.names

    load(sessions, "Kavuti")

    assert [place.ward for place in find(here.places, "Kavuti")] == ["kitui.mwingi-central.nuu"]
    assert here.places.names is here.places.names  # what is searched was made once for this edition

    load(sessions, "Itumbi")
    assert "kavuti" not in here.places.names
    assert find(here.places, "Itumbi")


def test_while_the_database_is_away_the_last_places_stay(
    sessions: sessionmaker[Session], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(sessions, "Kavuti")
    monkeypatch.setattr(Fresh, "PATIENCE", 0.0)
    doors = sessionmaker(engine)
    places = Fresh(doors, Held.PLACES, Gazetteer.read)
    assert find(places(), "Kavuti")

    nobody = create_engine("postgresql+psycopg://127.0.0.1:9/nothing", connect_args={"connect_timeout": 1})
    doors.configure(bind=nobody)
    assert find(places(), "Kavuti")

    doors.configure(bind=engine)
    load(sessions, "Itumbi")
    assert find(places(), "Itumbi")
    nobody.dispose()
