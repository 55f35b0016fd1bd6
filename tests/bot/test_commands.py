"""What an operator types, and what comes of it."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.areas import Gazetteer
from domain.audit import Audit
from domain.languages import Language
from domain.localities import Locality
from domain.officers import Officer, Role, named
from domain.phones import Phone
from domain.senders import Use, name_for
from domain.stations import called, everyone
from domain.subscriber_imports import State, SubscriberImport
from domain.subscribers import Subscriber, find
from domain.vault import Vault
from tests.bot.conftest import Build
from tests.make import make_factor, make_officer, make_station, make_subscriber


@pytest.fixture
def simulated(build: Build) -> Flask:
    """A run beside the simulated phone network."""
    return build(africastalking_username="sandbox")


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


def link_in(output: str) -> str:
    found = re.search(r"http://127.0.0.1:8000(/console/sign-in/[\w-]+)", output)
    assert found, output
    return found[1]


def test_prepare_makes_a_local_run_ready_and_signs_the_operator_in(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    prepared = run(app, "prepare")

    assert prepared.exit_code == 0, prepared.output
    assert name_for(session, Use.REPLIES) == "20880"
    assert len(session.scalars(select(Officer)).all()) == 12
    assert len(everyone(session)) > 1, "the invented station, and those that are known beforehand"

    page = client.post(link_in(prepared.output), follow_redirects=True).text
    assert "Continue as Mwende" in page


def test_prepare_may_be_run_again(app: Flask, session: Session) -> None:
    for _ in range(2):
        assert run(app, "prepare").exit_code == 0

    assert len(session.scalars(select(Officer)).all()) == 12


def test_a_real_run_has_no_cast(build: Build, session: Session) -> None:
    prepared = run(build(local=False), "prepare")

    assert "officers invite" in prepared.output
    assert session.scalars(select(Officer)).all() == []


def test_what_cannot_be_written_is_said_in_one_line_and_a_real_run_names_its_own_command(
    build: Build, tmp_path: Path
) -> None:
    (tmp_path / "taken").touch()
    real = build(local=False)

    answer = run(real, "papers", str(tmp_path / "taken" / "folder"))

    assert (answer.exit_code, answer.output) == (1, f"Error: {tmp_path}/taken/folder: Not a directory.\n")
    assert "mbiu prepare" in run(real, "ready").output


def test_the_areas_are_loaded_again(app: Flask) -> None:
    assert run(app, "areas", "load").output == "111 areas are known.\n"


def test_known_stations_are_loaded_and_again_adds_none(app: Flask, session: Session, tmp_path: Path) -> None:
    assert re.fullmatch(r"[1-9]\d* stations were added; 0 were there already.\n", run(app, "stations", "load").output)
    assert run(app, "stations", "load").output.startswith("0 stations were added;")

    county = tmp_path / "stations.csv"
    county.write_text("name,counties,languages\nRadio Mbithi,Kitui,Kamba\n")
    assert run(app, "stations", "load", str(county)).output == "1 stations were added; 0 were there already.\n"
    county.write_text("name,counties,languages\nRadio Nzuri,Kitui,Kamba\nRadio Mbaya,Nairobi,Kamba\n")
    refused = run(app, "stations", "load", str(county))
    assert refused.exit_code == 1
    assert "row 3, counties: There is no county “Nairobi”" in refused.output
    assert [called(session, name) is not None for name in ("Radio Mbithi", "Radio Nzuri")] == [True, False]


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """A county's file of places with these rows."""

    def with_rows(rows: str) -> str:
        path = tmp_path / "places.csv"
        path.write_text("place,county,constituency,ward\n" + rows)
        return str(path)

    return with_rows


def names(session: Session) -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(Locality.name)))


def test_places_are_loaded_by_the_county_and_again_changes_nothing(
    app: Flask, session: Session, file: Callable[[str], str]
) -> None:
    everything = file("Kavuti,Kitui,,Nuu\nMaungu,Kitui,,Kanziko\nVoi,Taita Taveta,,Mbololo\n")
    for _ in range(2):
        loaded = run(app, "areas", "load-places", everything)
        assert loaded.exit_code == 0, loaded.output
        assert names(session) == ["Kavuti", "Maungu", "Voi"]
    assert "3 places were read." in loaded.output
    assert "Kitui: 2 places in 2 of 40 wards" in loaded.output

    assert run(app, "areas", "load-places", file("Itumbi,Kitui,,Nuu\n")).exit_code == 0
    assert names(session) == ["Itumbi", "Voi"]
    assert "Taita Taveta: 1 places in 1 of 20 wards" in run(app, "areas", "places").output


def test_one_wrong_row_leaves_everything_as_it_was_unless_it_may_be_left_out(
    app: Flask, session: Session, file: Callable[[str], str]
) -> None:
    run(app, "areas", "load-places", file("Kavuti,Kitui,,Nuu\n"))
    bad = file("Maungu,Kitui,,Kanziko\nFoo,Kitui,,Ngomenii\nBar,Kitui,,\n")

    refused = run(app, "areas", "load-places", bad)

    assert refused.exit_code == 1
    assert "row 3: no ward Ngomenii in Kitui; the nearest name is Ngomeni" in refused.output
    assert "row 4: no ward is given" in refused.output
    assert "2 rows are wrong: nothing was loaded" in refused.output
    assert names(session) == ["Kavuti"]

    loaded = run(app, "areas", "load-places", bad, "--skip-bad")
    assert loaded.exit_code == 0
    assert "row 4: no ward is given" in loaded.output
    assert "1 places were read. Rows wrong: 2." in loaded.output
    assert names(session) == ["Maungu"]


def test_checking_a_file_changes_nothing(app: Flask, session: Session, file: Callable[[str], str]) -> None:
    checked = run(app, "areas", "load-places", file("Kavuti,Kitui,,Nuu\n"), "--check")

    assert (checked.exit_code, checked.output) == (0, "1 places were read.\n")
    assert names(session) == []


def test_a_file_without_places_takes_none_away(app: Flask, session: Session, file: Callable[[str], str]) -> None:
    run(app, "areas", "load-places", file("Kavuti,Kitui,,Nuu\n"))

    for rows in ("", "Foo,Kitui,,\n"):
        assert run(app, "areas", "load-places", file(rows), "--skip-bad").exit_code == 1
    assert "no county" in run(app, "areas", "load-places", file(""), "--county", "Nairobi").output
    assert names(session) == ["Kavuti"]


def test_the_first_administrator_is_invited_from_the_command_line(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    invited = run(
        app, "officers", "invite", "ndanu", "Ndanu Muli", "--role", "admin",
        "--role", "approver,county=kitui,kind=drought",
    )  # fmt: skip

    client.post(link_in(invited.output), data={"password": "ndovu tatu majini"})

    assert client.get("/console/officers/").location == "/console/second-factor/?next=/console/officers/"
    officer = named(session, "ndanu")
    assert officer is not None
    assert [(grant.role, grant.county, grant.kind) for grant in officer.grants] == [
        (Role.ADMIN, None, None),
        (Role.APPROVER, "kitui", "drought"),
    ]


def test_a_producer_is_invited_by_the_name_of_the_station(app: Flask, session: Session) -> None:
    station = make_station(session, "Radio Mbithi")
    session.commit()

    invited = run(app, "officers", "invite", "ndanu", "Ndanu Muli", "--role", "producer,station=radio mbithi")

    assert invited.exit_code == 0, invited.output
    officer = named(session, "ndanu")
    assert officer is not None
    assert [grant.station_id for grant in officer.grants] == [station.id]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["ndanu", "Ndanu", "--role", "producer,station=No FM"], "Choose the producer's station."),
        (["ndanu", "Ndanu", "--role", "king"], "Choose a role."),
        (["ndanu", "Ndanu", "--role", "admin,planet=mars"], "A role may be narrowed by"),
        (["ndanu", "Ndanu", "--role", "admin,county=kitui"], "choose no county"),
        (["N", "Ndanu", "--role", "admin"], "A user name has"),
    ],
)
def test_an_invitation_that_does_not_fit_is_refused(
    app: Flask, session: Session, words: list[str], sentence: str
) -> None:
    refused = run(app, "officers", "invite", *words)

    assert refused.exit_code == 1
    assert sentence in refused.output
    assert session.scalars(select(Officer)).all() == []


def test_who_cannot_sign_in_gets_a_new_link(app: Flask, client: FlaskClient) -> None:
    run(app, "officers", "invite", "ndanu", "Ndanu Muli", "--role", "admin")

    again = run(app, "officers", "link", "ndanu")

    assert client.get(link_in(again.output)).status_code == 200
    assert run(app, "officers", "link", "nobody").exit_code == 1


def test_a_lost_second_factor_is_reset_on_the_server(app: Flask, session: Session, now: datetime) -> None:
    ndanu = make_officer(session, "ndanu")
    make_factor(session, app.extensions["mbiu"].vault, ndanu, now)
    session.commit()

    assert run(app, "officers", "reset-second-factor", "ndanu").exit_code == 0
    assert session.scalars(select(Audit.what)).all() == ["reset the second factor of"]
    assert run(app, "officers", "reset-second-factor", "ndanu").exit_code == 1, "there is none any more"


def test_the_counties_are_filled_once(simulated: Flask, session: Session, places: Gazetteer) -> None:
    first = run(simulated, "simulate", "--subscribers", "300")
    more = run(simulated, "simulate", "--subscribers", "400")

    assert "300 people joined; 0 were there already." in first.output
    assert "100 people joined; 300 were there already." in more.output
    assert session.scalar(select(func.count()).select_from(Subscriber)) == 400


def test_people_speak_as_their_county_does(simulated: Flask, session: Session) -> None:
    run(simulated, "simulate", "--subscribers", "400")

    most = {
        county: session.scalars(
            select(Subscriber.language)
            .where(Subscriber.wards[1].startswith(county))
            .group_by(Subscriber.language)
            .order_by(func.count().desc())
        ).first()
        for county in ("kitui", "makueni", "taita-taveta")
    }

    assert most == {"kitui": Language.KAMBA, "makueni": Language.KAMBA, "taita-taveta": Language.TAITA}


def test_whoever_joined_before_is_left_alone(
    simulated: Flask, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    mine = Phone("+254711000003")
    make_subscriber(session, vault, places, now, phone=mine, language=Language.ENGLISH)
    session.commit()

    filled = run(simulated, "simulate", "--subscribers", "10")

    assert "9 people joined; 1 were there already." in filled.output
    session.expire_all()
    found = find(session, vault, mine)
    assert found is not None
    assert found.language is Language.ENGLISH


def test_a_real_run_takes_no_invented_people(app: Flask, session: Session) -> None:
    refused = run(app, "simulate", "--subscribers", "10")

    assert refused.exit_code == 1
    assert session.scalars(select(Subscriber)).all() == []


IMPORT = [
    "--county",
    "kitui",
    "--evidence",
    "signed_list",
    "--agreed-on",
    "2026-11-20",
    "--kept-by",
    "NDMA-office-Kitui",
]


def test_a_list_of_people_is_brought_in_as_in_the_console(app: Flask, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("phone,ward\n0711000001,Nuu\n0711000002,Ngomenii\n")

    checked = run(app, "subscribers", "import", str(file), *IMPORT, "--check")
    assert "row 3 ••••••02: No ward Ngomenii in Kitui; the nearest name is Ngomeni." in checked.output
    assert "Good rows: 1. Passed by: 1." in checked.output
    assert session.scalars(select(SubscriberImport)).all() == []

    brought = run(app, "subscribers", "import", str(file), *IMPORT)
    row = session.scalars(select(SubscriberImport)).one()
    assert f"They join as list {row.id}" in brought.output
    assert (row.state, row.people, row.officer_id) == (State.JOINING, 1, None)
    assert "0711000001" not in brought.output


def test_a_list_without_evidence_or_of_no_county_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("phone,ward\n0711000001,Nuu\n")

    for option, value, says in (("--agreed-on", "2020-01-01", "two years ago"), ("--county", "x", "no such county")):
        assert says in run(app, "subscribers", "import", str(file), *IMPORT, option, value).output
    assert session.scalars(select(SubscriberImport)).all() == []
