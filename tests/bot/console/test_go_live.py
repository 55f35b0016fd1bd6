"""The page of what is missing before going live, and what a person confirms there."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import confirmations
from domain.audit import Audit
from domain.officers import Officer
from tests.bot.conftest import SignIn
from tests.make import make_incident

PAGE = "/console/go-live/"


def test_only_an_administrator_confirms_and_twice_at_once_is_told(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer]
) -> None:
    asked = {"what": "helpline 1195", "seen": "0", "note": "A counsellor answered"}
    sign_in(client, "nduku")
    assert "1195, sexual and gender-based violence: it answers and is free" in client.get(PAGE).text
    assert client.post(PAGE, data=asked).status_code == 403

    sign_in(client, "kilonzo")
    assert client.post(PAGE, data=asked).status_code == 303
    again = client.post(PAGE, data=asked)
    assert (again.status_code, "while you read" in again.text) == (422, True)
    assert "Confirmed by Kilonzo Ndeti on Tue 24 Nov 2026." in client.get(PAGE).text

    [one] = confirmations.histories(session)["helpline 1195"]
    assert client.post(PAGE, data=asked | {"seen": str(one.id), "take-back": "yes"}).status_code == 303
    assert "Taken back by Kilonzo Ndeti" in client.get(PAGE).text
    acts = session.scalars(select(Audit).where(Audit.subject == "confirmation helpline 1195").order_by(Audit.id))
    assert [act.what for act in acts] == ["confirmed that it is so", "took back what was confirmed"]


def test_the_number_of_the_certificate_is_looked_at_loosely(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "kilonzo")

    for typed in ("", "none", "<script>1</script>", "1" * 41):
        answer = client.post(PAGE, data={"what": "registration", "seen": "0", "value": typed})
        assert (answer.status_code, "as it stands on the certificate" in answer.text) == (422, True)
    assert client.post(PAGE, data={"what": "registration", "seen": "0", "value": " 123-4567-89ab "}).status_code == 303
    assert "123-4567-89AB" in client.get(PAGE).text


def test_nothing_else_can_be_confirmed(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "kilonzo")

    for what in ("", "roster", "helpline 911", "writer"):
        assert client.post(PAGE, data={"what": what, "seen": "0"}).status_code == 404


def test_the_page_tells_counts_and_no_report(
    client: FlaskClient, sign_in: SignIn, session: Session, now: datetime
) -> None:
    report = make_incident(session, now - timedelta(hours=1))
    session.commit()
    sign_in(client, "kilonzo")

    page = client.get(PAGE).text

    assert "Hours without anybody: " in page
    assert report.code_word not in page
    assert "This is a try-out on one machine" in page


def test_the_terminal_says_the_same_and_fails_while_something_is_missing(app: Flask, cast: dict[str, Officer]) -> None:
    result = app.test_cli_runner().invoke(args=["ready"])

    assert result.exit_code == 1, result.output
    assert "[ missing  ] A promotional name of its own for peace messages" in result.output
    assert "flask --app wsgi prepare" in result.output
    assert "/console/wards/kitui" in result.output
