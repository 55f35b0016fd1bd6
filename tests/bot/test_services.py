"""What every door needs is the database's own."""

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from domain.areas import Area, Level


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
