"""Whoever works in one county finds nothing of another: not by an address, not by a list, not by a form."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from bot.console.access import allowed
from domain.areas import Gazetteer
from domain.audit import Audit
from domain.languages import Language
from domain.officers import Grant, Role, named
from domain.schema import metadata
from domain.vault import Vault
from tests.bot.conftest import *  # noqa: F403  the fixtures: the application and its cast
from tests.bot.conftest import Build, SignIn
from tests.make import ENDAU, make_officer
from tests.one_of_each import one_of_each
from tests.shape.test_guards import OPEN, terse, values

THERE, HERE = "Kivumbimakueni", "Kivumbikitui"
WARD = "makueni.makueni.mbitini"
# Parts of an address that lie in a county. The others are the same for everybody.
COUNTED = {
    "bulletin_id", "series_id", "entry_id", "piece_id", "script_id", "link_id", "station_id", "incident_id", "case_id",
    "sighting_id", "reveal_id", "responder_id", "shift_id", "threshold_id", "reply_id", "report_id", "county", "ward",
    "list_id", "subscriber_id", "saved_id", "area",
}  # fmt: skip
OF_NO_COUNTY = {
    "officer_id", "grant_id", "session_id", "form_id", "reset_id",  # administrators' alone, and one's own
    "alert_id", "pronunciation_id", "key", "language",  # for every county
    "callback_id", "job", "name",  # the technical person's
    "kind", "deed", "where", "act", "period", "first", "month", "text_id", "figure",  # of another part
    "role",  # a guide, the same for everybody
}  # fmt: skip


@pytest.fixture
def there(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> Mapping[str, object]:
    return one_of_each(session, vault, places, now, WARD, THERE)


@pytest.fixture
def here(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> Mapping[str, object]:
    return one_of_each(session, vault, places, now, ENDAU, HERE)


@pytest.fixture
def zawadi(
    app: Flask, session: Session, sign_in: SignIn, here: Mapping[str, object], there: Mapping[str, object]
) -> FlaskClient:
    """An officer who holds everything in Kitui that can be held in a county, and nothing elsewhere."""
    make_officer(session, "zawadi", *kitui(here["station_id"]))
    session.commit()
    client = app.test_client()
    sign_in(client, "zawadi")
    return client


@pytest.fixture
def app(build: Build) -> Flask:
    return terse(build())


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in OPEN:
            for method in sorted((rule.methods or set()) - {"HEAD"}):
                yield rule, method


def address(app: Flask, rule: Rule, things: Mapping[str, object]) -> str:
    """The door's address with these things in it."""
    blueprint, parts = rule.endpoint.partition(".")[0], values(rule)
    for part in parts:
        parts[part] = things.get(f"{blueprint}.{part}", things.get(part, parts[part]))
    return app.url_map.bind("localhost").build(rule.endpoint, parts)


def slipped(things: Mapping[str, object]) -> dict[str, Any]:
    """Every name a form or a query may have for something, with the thing of another county."""
    county, ward = things["county"], things["ward"]
    return {
        "county": county, "areas": [county, ward], "area": county, "ward": ward, "wards": [ward], "counties": county,
        "reply": things["reply_id"], "like": things["series_id"], "record": things["record_id"],
        "version": things["version_id"], "versions": things["version_id"], "library": things["entry_id"],
        "entry": things["entry_id"], "piece": things["piece_id"], "station": things["station_id"],
        "other": things["incident_id"], "incident": things["incident_id"], "responder": things["responder_id"],
        "officer": things["officer_id"], "script": things["script_id"], "bulletin": things["bulletin_id"],
        "follows": things["bulletin_id"], "sighting": things["sighting_id"], "place": "x", "text": "maji", "q": THERE,
        "term": "x", "month": "2026-10", "kind": "drought", "language": "sw", "part": "market", "words": "Maji yapo.",
        "reason": "Maji yapo.", "title": "Maji", "days": 3, "number": 5, "choice": "confirmed", "seen": 0,
    }  # fmt: skip


def kitui(station: object) -> list[Grant]:
    """Everything in Kitui that can be held in a county."""
    roles = [role for role in Role if role not in (Role.ADMIN, Role.REVIEWER, Role.PRODUCER)]
    grants = [Grant(role=role, county="kitui") for role in roles]
    grants += [Grant(role=Role.REVIEWER, county="kitui", language=language) for language in Language]
    return [*grants, Grant(role=Role.PRODUCER, county="kitui", station_id=int(str(station)))]


def rows(engine: Engine) -> dict[str, list[str]]:
    """Every row that speaks of the other county, by table; who signed in and read is no change of it."""
    found = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name.startswith(("area", "audit")):
                continue
            query = text(f"SELECT r::text FROM {table.name} r WHERE r::text ~ 'akueni' ORDER BY 1")  # noqa: S608
            found[table.name] = list(connection.scalars(query))
    return found


def test_the_parts_of_every_address_are_known(app: Flask) -> None:
    strange = {(rule.endpoint, part) for rule, _ in doors(app) for part in values(rule)}

    assert {part for _, part in strange} <= COUNTED | OF_NO_COUNTY, "make one of it in tests/one_of_each.py"


def test_what_lies_in_another_county_is_not_there(
    app: Flask, zawadi: FlaskClient, engine: Engine, there: Mapping[str, object]
) -> None:
    before, leaks = rows(engine), []

    for rule, method in doors(app):
        if set(values(rule)) & COUNTED:
            answer = zawadi.open(address(app, rule, there), method=method, data=slipped(there))
            if answer.status_code not in (403, 404) or THERE in answer.text:
                leaks.append((rule.endpoint, method, answer.status_code, answer.location))

    assert leaks == []
    assert rows(engine) == before


def test_no_list_and_no_form_reaches_into_another_county(
    app: Flask, zawadi: FlaskClient, engine: Engine, here: Mapping[str, object], there: Mapping[str, object]
) -> None:
    before, leaks, shown = rows(engine), [], 0

    for rule, method in doors(app):
        asked = {"query_string" if method == "GET" else "data": slipped(there)}
        answer = zawadi.open(address(app, rule, here), method=method, **asked)
        said = answer.data.decode(errors="replace")  # a poster is no text
        shown += HERE in said
        if answer.status_code >= 500 or THERE in said.replace(f'value="{THERE}"', ""):
            leaks.append((rule.endpoint, method, answer.status_code))

    assert leaks == []
    assert rows(engine) == before
    assert shown > 20, "what is here is found"


def test_who_reads_the_figures_of_another_county_changes_nothing_there(
    app: Flask, zawadi: FlaskClient, session: Session, engine: Engine, there: Mapping[str, object]
) -> None:
    """The roles of one county must not add up to an act in another where only figures are read."""
    officer = named(session, "zawadi")
    assert officer
    officer.grants += [Grant(role=Role.LEAD, county="makueni"), Grant(role=Role.PARTNER, county="makueni")]
    session.commit()
    before, acted = rows(engine), []

    for rule, method in doors(app):
        theirs = {Role.LEAD, Role.PARTNER} & allowed(app.view_functions[rule.endpoint])
        if method == "POST" and set(values(rule)) & COUNTED and not theirs:
            lines = session.query(Audit).count()
            zawadi.post(address(app, rule, there), data=slipped(there))
            acted += [rule.endpoint] if session.query(Audit).count() != lines else []

    assert acted == []
    assert rows(engine) == before
