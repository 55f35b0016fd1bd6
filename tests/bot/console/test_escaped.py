"""Script in any field is words: it comes back as it was typed, and nothing of it runs."""

import io
from datetime import datetime

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.officers import Officer
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import make_factor, make_reply

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
TYPED = ("text", "search", "tel", "")
FORMS = {
    "mwende": [
        "bulletins/new",
        "library/new",
        "series/new",
        "stations/new",
        "pieces/new?county=kitui&part=answer",
        "saved-replies/new",
        "enrolment/",
        "imports/new",
        "inbox/{reply}",
    ],
    "wanza": ["incidents/new", "responders/new/kitui"],
    "kilonzo": ["officers/new", "go-live/", "second-factor-resets/"],
}
SEARCHES = [("mwende", "people/", "place"), ("kilonzo", "audit/", "what"), ("kilonzo", "officers/", "called")]


def filled_in(form: Tag) -> dict[str, str]:
    """The form with script in every field that takes words, and the first of whatever is chosen."""
    data = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name, kind = str(control.get("name", "")), str(control.get("type", ""))
        if control.name == "textarea" or (control.name == "input" and kind in TYPED):
            data[name] = EVIL
        elif control.name == "select":
            values = [str(option.get("value", "")) for option in control.find_all("option")]
            data[name] = next((value for value in values if value), "")
        elif kind != "checkbox" or control.has_attr("checked"):
            data.setdefault(name, str(control.get("value", "")))
    return data


def shown_as_words(page: str) -> None:
    shown = BeautifulSoup(page, "html.parser")
    assert EVIL in {*shown.stripped_strings, *(str(control.get("value")) for control in shown.select("input"))}
    assert [script for script in shown.find_all("script") if not script.get("src")] == []
    assert shown.select("[onerror], img[src=x]") == []


@pytest.fixture
def reply(session: Session, vault: Vault, now: datetime, cast: dict[str, Officer]) -> int:
    """A message in script; and somebody who may have lost a second factor."""
    make_factor(session, vault, cast["wanza"], now)
    made = make_reply(session, vault, now, EVIL)
    session.commit()
    return made.id


@pytest.mark.parametrize(("username", "path"), [(who, path) for who, paths in FORMS.items() for path in paths])
def test_script_typed_into_every_field_is_shown_as_words(
    client: FlaskClient, sign_in: SignIn, reply: int, username: str, path: str
) -> None:
    sign_in(client, username)
    address = f"/console/{path.format(reply=reply)}"
    page = BeautifulSoup(client.get(address).text, "html.parser")
    form = max(page.select("main form[method=post]"), key=lambda form: len(form.find_all(["input", "textarea"])))

    answer = client.post(str(form.get("action") or address), data=filled_in(form), follow_redirects=True)

    shown_as_words(answer.text)


@pytest.mark.parametrize(("username", "path", "name"), SEARCHES)
def test_script_that_is_searched_for_is_shown_as_words(
    client: FlaskClient, sign_in: SignIn, username: str, path: str, name: str
) -> None:
    sign_in(client, username)

    shown_as_words(client.get(f"/console/{path}", query_string={name: EVIL}).text)


def test_script_in_a_files_name_and_cells_is_shown_as_words(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mwende")
    cell = EVIL.replace('"', '""')
    cells = f'phone,ward\n"{cell}",Nuu\n0711000001,"{cell}"\n'
    brought = {"county": "kitui", "evidence": "signed_list", "agreed_on": "2026-11-20", "kept_by": EVIL}
    named = "<img src=x onerror=alert(1)>"  # browsers send no quote in a file's name, and we keep no folder of it
    file = (io.BytesIO(cells.encode()), named)

    answer = client.post("/console/imports/new", data={**brought, "file": file}, follow_redirects=True)

    shown_as_words(answer.text)
    heading = BeautifulSoup(answer.text, "html.parser").select_one("h1")
    assert heading
    assert heading.get_text() == named
    assert "What is wrong with the other rows" in answer.text


def test_script_in_a_note_that_is_kept_is_shown_as_words(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "kilonzo")
    page = BeautifulSoup(client.get("/console/go-live/").text, "html.parser")
    form = next(form for form in page.select("form[action$='go-live/']") if not form.select("[name=value]"))

    answer = client.post(str(form["action"]), data=filled_in(form), follow_redirects=True)

    assert answer.status_code == 200
    shown_as_words(answer.text)
