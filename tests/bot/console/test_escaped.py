"""Script in any field is words: it comes back as it was typed, and nothing of it runs."""

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.bot.conftest import SignIn

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
TYPED = ("text", "search", "tel", "")
FORMS = {
    "mwende": ["bulletins/new", "library/new", "series/new", "stations/new", "pieces/new?county=kitui&part=answer"],
    "wanza": ["incidents/new", "responders/new/kitui"],
    "kilonzo": ["officers/new"],
}


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


@pytest.mark.parametrize(("username", "path"), [(who, path) for who, paths in FORMS.items() for path in paths])
def test_script_typed_into_every_field_is_shown_as_words(
    client: FlaskClient, sign_in: SignIn, username: str, path: str
) -> None:
    sign_in(client, username)
    page = BeautifulSoup(client.get(f"/console/{path}").text, "html.parser")
    form = max(page.select("main form[method=post]"), key=lambda form: len(form.find_all(["input", "textarea"])))

    answer = client.post(
        str(form.get("action") or f"/console/{path}"), data=filled_in(form), follow_redirects=True
    ).text

    shown = BeautifulSoup(answer, "html.parser")
    assert EVIL in {*shown.stripped_strings, *(str(control.get("value")) for control in shown.select("input"))}
    assert [script for script in shown.find_all("script") if not script.get("src")] == []
    assert shown.select("[onerror], img[src=x]") == []
