"""From the month's figures to a phone, the web and other warning services: a name behind every step."""

import re

import capvalidator

from bot import cast
from domain import library_files
from domain.languages import Language
from domain.officers import named
from messages.compose import plain
from tests.journeys.conftest import Browser, Town
from tests.journeys.test_a_bulletin import TEN, joined, seen_by

FIGURES = """\
county,zone,month,phase,trend,published_on,source,vci3m,vci3m_normal
Kitui,,2026-10,alert,worsening,2026-11-12,NDMA Kitui bulletin of October 2026,31.5,35-50
"""


def shelved(town: Town) -> None:
    """The library as it comes with the service; the cast has signed and approved a few of its texts."""
    with town.sessions.begin() as session:
        library_files.load(session, plain, town.clock())
        people = {name: named(session, name) for name in ("kioko", "nyambura")}
        cast.read_library(session, people, town.clock())  # type: ignore[arg-type]


def option(browser: Browser, select: str, words: str) -> str:
    """The value of the choice that says this."""
    choices = browser.page.select(f'select[name="{select}"] option')
    return next(str(choice["value"]) for choice in choices if words in choice.get_text())


def test_a_months_figures_become_a_text_a_page_and_an_alert(town: Town) -> None:
    shelved(town)
    phone = joined(town, "+254711000601", Language.SWAHILI)
    mwende, stranger = town.officer("mwende"), Browser(town.address)
    taken = mwende.session.post(
        f"{town.address}/console/records/upload", files={"file": ("october.csv", FIGURES)}, timeout=10
    )
    assert "Rows taken: 1." in taken.text
    assert "31.5" in mwende.go("/console/records/kitui")

    mwende.go("/console/bulletins/new")
    mwende.send("Count again", kind="drought", phase="alert", areas=["kitui.kitui-east"])
    chosen = {
        name: option(mwende, name, said) for name, said in (("record", "10/2026"), ("version", "Alert: everybody"))
    }
    mwende.send("Fill in", title="Tahadhari", send_day="2026-11-24", send_hour="10:00", **chosen)
    box = mwende.page.select_one('textarea[name="sms_sw"]')
    assert box is not None
    written = box.get_text().strip()
    assert re.search("24/11/2026", written), written
    assert "{" not in written
    mwende.send("Save")
    path = mwende.url.removeprefix(town.address)
    assert "NDMA Kitui bulletin of October 2026" in mwende.words

    kioko = seen_by(town, "kioko", path)
    while "Sign this text" in kioko.words:
        kioko.send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", path).send("Approve", understood="yes")
    assert written not in stranger.go("/alerts/"), "nobody reads on the web what has not left"
    town.clock.moment = TEN
    town.work()

    assert phone.texts == [written]
    assert "Kitui East" in stranger.go("/alerts/")
    feed = stranger.download("/alerts/feed.atom").text
    [alert] = re.findall(r'href="[^"]*(/alerts/[^"/]+\.xml)"', feed)
    assert capvalidator.check_schema(stranger.download(alert).content).passed
    assert not stranger.session.cookies
