"""Signing in: by password, by a one-time link, and what is refused."""

from flask.testing import FlaskClient


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/console/")

    assert answer.status_code == 303
    assert answer.location == "/console/sign-in?next=/console/"


def test_a_one_time_link_lets_an_officer_in(client, sign_in) -> None:
    sign_in(client, "mwende")

    assert "Mwende Musyoka" in client.get("/console/").text
