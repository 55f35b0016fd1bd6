"""The matrix a person can review (`rights.csv`), the code that enforces it, and every door tried as every role."""

import csv
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bot.console.access import allowed
from domain.languages import Language
from domain.officers import Grant, Role
from tests.bot.conftest import *  # noqa: F403  the fixtures: the application and its cast
from tests.bot.conftest import Build, SignIn
from tests.make import make_officer, make_station
from tests.shape.test_guards import addresses, bare, terse

CSV = Path(__file__).parent / "rights.csv"


def enforced(app: Flask) -> set[str]:
    """A line for every method of every guarded route: who may, in the order of the roles."""
    found = set()
    for method, _, endpoint in addresses(app, guarded=True):
        roles = allowed(app.view_functions[endpoint])
        found.add(f"{endpoint},{method},{' '.join(role for role in Role if role in roles)}")
    return found


def reviewed() -> dict[tuple[str, str], set[str]]:
    """The roles of each endpoint and method, as somebody read and kept them."""
    with CSV.open(newline="") as file:
        return {(row["endpoint"], row["method"]): set(row["roles"].split()) for row in csv.DictReader(file)}


def test_the_code_enforces_what_was_reviewed(app: Flask) -> None:
    written, there = set(CSV.read_text().splitlines()[1:]), enforced(app)

    add, take = "\n".join(sorted(there - written)), "\n".join(sorted(written - there))
    assert there == written, f"In {CSV.name}, after reading each again, add:\n{add}\nand take out:\n{take}"


@pytest.fixture
def app(build: Build) -> Flask:
    return terse(build())


def grant_of(session: Session, role: Role) -> Grant:
    """The role as narrow as a grant of it must be, in every county."""
    language = Language.SWAHILI if role is Role.REVIEWER else None
    station = make_station(session).id if role is Role.PRODUCER else None
    return Grant(role=role, language=language, station_id=station)


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_the_table_says_and_nothing_else(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn, role: Role
) -> None:
    make_officer(session, "zawadi", grant_of(session, role))
    session.commit()
    sign_in(client, "zawadi")
    table, wrong = reviewed(), []

    for method, path, endpoint in addresses(app, guarded=True):
        answer = client.open(path, method=method)
        status = answer.status_code
        if (status == 403) == (role in table[endpoint, method]) or status >= 500 or bare(answer):
            wrong.append((method, path, status))

    assert wrong == []
