"""The database is away, full, crowded or only reads: the console says so, and no word an officer typed is lost."""

import io
from collections.abc import Callable, Iterator

import psycopg
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain.responders import Responder
from tests.bot.conftest import Build, SignIn
from tests.messages.providers.conftest import closed_port  # noqa: F401  a fixture

ADD = "/console/responders/new/kitui"
FORM = {
    "name": "Chifu wa Mutha",
    "kind": "chief",
    "phone": "0711 000 099",
    "language": "sw",
    "areas": ["kitui.kitui-east", "kitui.kitui-south"],
    "more": "\nMbili\r\nTatu <b>",
}
FULL = """
    CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER disk_full BEFORE INSERT ON responders EXECUTE FUNCTION disk_full()"""
SAYS = {
    "away": "It does not answer.",
    "crowded": "It has no place for another connection.",
    "only reads": "It can be read and takes nothing new.",
    "full": "Its disk is full.",
}

Broken = Callable[[str], FlaskClient]


@pytest.fixture
def broken(
    build: Build,
    client: FlaskClient,
    sign_in: SignIn,
    engine: Engine,
    database_url: str,
    closed_port: int,  # noqa: F811
) -> Iterator[Broken]:
    """The browser of a signed-in officer, at a web whose database has this fault."""
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0"))
        connection.execute(text("CREATE ROLE reader LOGIN SUPERUSER"))
        connection.execute(text("ALTER ROLE reader SET default_transaction_read_only = on"))

    def at(fault: str) -> FlaskClient:
        sign_in(client, "wanza")
        url = make_url(database_url)
        urls = {
            "away": make_url(f"postgresql://127.0.0.1:{closed_port}/mbiu"),
            "crowded": url.set(username="crowded"),
            "only reads": url.set(username="reader"),
        }
        app = build(database_url=urls.get(fault, url).render_as_string(hide_password=False))
        app.config["PROPAGATE_EXCEPTIONS"] = False
        if fault == "full":
            with engine.begin() as connection:
                connection.execute(text(FULL))
        there = app.test_client()
        cookie = client.get_cookie("mbiu")
        assert cookie
        there.set_cookie("mbiu", cookie.value)
        return there

    yield at
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION IF EXISTS disk_full CASCADE"))
        connection.execute(text("DROP ROLE crowded"))
        connection.execute(text("DROP ROLE reader"))


def waiting_in(answer: TestResponse) -> list[tuple[str, str]]:
    """The fields that the button of the page would send."""
    form = BeautifulSoup(answer.text, "html.parser").select_one("main form")
    return [(str(area["name"]), area.text.removeprefix("\n")) for area in form.select("textarea")] if form else []


@pytest.mark.parametrize("fault", SAYS)
def test_what_was_typed_waits_in_the_page_and_is_sent_by_its_button(
    broken: Broken, client: FlaskClient, session: Session, fault: str
) -> None:
    answer = broken(fault).post(ADD, data=FORM)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert SAYS[fault] in answer.text
    assert "It waits in this page" in answer.text
    assert '<button class="button primary">' in answer.text
    assert ['<div lang="en">' in answer.text, '<div lang="sw">' in answer.text] == [True, True]
    assert answer.headers["Cache-Control"] == "no-store"
    assert dict(waiting_in(answer))["more"] == FORM["more"]
    again: dict[str, list[str]] = {}
    for name, value in waiting_in(answer):
        again.setdefault(name, []).append(value)
    assert session.scalars(select(Responder)).all() == []
    session.execute(text("DROP FUNCTION IF EXISTS disk_full CASCADE"))
    session.commit()
    assert client.post(ADD, data=again).status_code == 303, "the database is back"
    assert [responder.areas for responder in session.scalars(select(Responder))] == [FORM["areas"]]


@pytest.mark.parametrize("page", ["/console/", "/console/sign-in", "/alerts/", "/alerts/feed.atom", "/scripts/link/x"])
def test_every_kind_of_page_says_it_and_asks_nothing_of_the_database(broken: Broken, page: str) -> None:
    answer = broken("away").get(page)

    expected = {"/console/sign-in": 200, "/scripts/link/x": 404}.get(page, 503)
    assert answer.status_code == expected, "who is not signed in is asked to; a link that opens nothing opens nothing"
    assert expected != 503 or "its database" in answer.text or "hifadhidata" in answer.text


def test_what_proves_somebody_or_is_a_file_stands_in_no_page(broken: Broken) -> None:
    there = broken("away")

    signing_in = there.post("/console/sign-in", data={"username": "wanza", "password": "siri yangu"})
    upload = there.post("/console/records/upload", data={"words": "x", "file": (io.BytesIO(b"a"), "a.csv")})
    with_a_secret = there.post(ADD, data=FORM | {"present": "siri yangu", "csrf_token": "of the form"})

    assert [signing_in.status_code, upload.status_code] == [503, 503]
    assert "siri" not in signing_in.text
    assert "Go back" in signing_in.text
    assert "siri" not in with_a_secret.text
    assert {"name", "csrf_token"} <= {name for name, _ in waiting_in(with_a_secret)}
    assert waiting_in(upload) == []
    assert "Go back" in upload.text


def test_an_answer_that_was_lost_at_the_commit_is_called_a_doubt(
    broken: Broken, engine: Engine, database_url: str, session: Session
) -> None:
    there = broken("none")

    def cut(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [driver.info.backend_pid])  # type: ignore[union-attr]

    own = there.application.extensions["mbiu"].sessions.kw["bind"]
    event.listen(own, "commit", cut)
    answer = there.post(ADD, data=FORM)
    event.remove(own, "commit", cut)

    assert answer.status_code == 503
    assert "Nobody can say whether what you sent was kept" in answer.text


def test_a_command_says_it_in_one_line(broken: Broken) -> None:
    app = broken("away").application
    result = app.test_cli_runner().invoke(args=["areas", "places"])

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Error: The database does not answer: nothing was done. See docs/operations.md, database-away."
    ]
