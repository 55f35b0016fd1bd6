"""Every page as its people open it: on a phone and a laptop, no error, nothing from elsewhere, and see `sight`."""

import re
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from bot import words
from bot.console.wording_lists import key_of
from domain import unsent_forms
from domain.officers import Officer, named
from domain.saved_replies import SavedReply
from schedules import clock
from tests.browser.sight import AFTER, FIRST_LOAD, LAPTOP, PHONE, weighed, well_made
from tests.journeys.conftest import Town
from tests.journeys.test_a_bulletin import TEN, seen_by, written
from tests.journeys.test_the_radio_script import THURSDAY
from tests.make import make_cookie, make_subscriber, signed_cookie

LEAVE, OFFLINE = f"wordings/kam/{key_of(words.HOW_TO_LEAVE)}", "wordings/kam/file"
FIGURES = ("reach", "leaving", "bulletins", "networks", "costs", "people", "questions", "radio")
# Who opens what; pages about one thing are opened by a test of their own, below.
OPENS = {
    "mwende": [
        "",
        "bulletins/",
        "bulletins/new",
        "records/",
        "records/kitui",
        "records/taita-taveta/2026-10",
        "records/upload",
        "wards/kitui",
        "series/",
        "series/new",
        "inbox/",
        "subscribers/",
        "imports/",
        "imports/new",
        "enrolment/",
        "scripts/",
        "pieces/",
        "pieces/new?county=kitui&part=answer",
        "stations/",
        "stations/new",
        "programmes/",
        "programmes/kitui",
        "sending/",
        "library/",
        "library/new",
        "foreign-alerts/",
        "pronunciations/",
        "people/",
        "posters/",
        "saved-replies/",
        "saved-replies/new",
        "figures/",
        *(f"figures/{part}/" for part in FIGURES),
        "guides/",
        "guides/peace",
        "rights/",
        "rights/?role=all",
        "go-live/",
        "style/",
        "me/",
    ],
    "kioko": ["", "bulletins/desk", "library/desk", "scripts/"],
    "mutheu": [
        "wordings/",
        "wordings/kam/",
        "wordings/sw/?show=all&page=2",
        "wordings/dav/?show=empty",
        LEAVE,
        OFFLINE,
    ],
    "nyambura": ["", "bulletins/"],
    "wanza": [
        "",
        "incidents/",
        "incidents/new",
        "map/",
        "map/kitui.kitui-south.mutha",
        "situation/",
        "thresholds/",
        "responders/",
        "roster/",
        "reveals/",
    ],
    "nduku": ["", "roster/", "figures/reports/"],
    "saida": ["", "protection/", "reveals/"],
    "mghoi": ["", "productions/"],
    "kilonzo": [
        "",
        "officers/",
        "officers/new",
        "audit/",
        "kept/",
        "go-live/",
        "second-factor/",
        "second-factor-resets/",
        "unsent-forms/",
        "callbacks/",
        "cast/",
    ],
}


def opened(town: Town, chromium: Browser, username: str, size: dict[str, int], *, scripts: bool = True) -> Page:
    """A page of this officer's, signed in; whatever goes wrong on it fails the test."""
    context = chromium.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("request", lambda request: _stays_at_home(town, request.url))
    with town.sessions.begin() as session:
        officer = named(session, username)
        assert isinstance(officer, Officer)
        name, value = signed_cookie(town.app, make_cookie(session, officer, town.clock()))
    context.add_cookies([{"name": name, "value": value, "url": town.address}])
    page.goto(f"{town.address}/console/")
    return page


def _stays_at_home(town: Town, url: str) -> None:
    if urlsplit(url).netloc not in (urlsplit(town.address).netloc, ""):
        pytest.fail(f"a request to {url}")


@pytest.mark.parametrize("username", OPENS)
def test_a_page_fits_and_is_light(town: Town, chromium: Browser, username: str) -> None:
    page = opened(town, chromium, username, PHONE)
    for path in OPENS[username]:
        everywhere(page, f"{town.address}/console/{path}")
    page.context.close()


def everywhere(page: Page, address: str) -> None:
    """Go there on a telephone, and look at it as wide as every screen."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert weighed(page, address) <= AFTER, address
    well_made(page, address, PHONE, LAPTOP)


def test_the_page_of_one_thing_fits_and_is_light(town: Town, chromium: Browser) -> None:
    _, bulletin = written(town)
    town.phone("+254711000611").text("RIPOTI wizi wa mifugo Mutha")
    town.phone("+254711000612").text("Asante sana kwa habari zenu")
    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    with town.sessions() as session:
        wanza = named(session, "wanza")
    assert wanza is not None
    addresses = {
        "mwende": [talk := first_of(town, "mwende", "/console/inbox"), f"{talk}/peace-desk", *_kept(town)],
        "kioko": [bulletin, script := first_of(town, "kioko", "/console/scripts"), f"{script}/compare"],
        "wanza": [first_of(town, "wanza", "/console/incidents")],
        "kilonzo": [f"/console/officers/{wanza.id}", f"/console/officers/{wanza.id}/leaving"],
    }
    for username, paths in addresses.items():
        page = opened(town, chromium, username, PHONE)
        for path in paths:
            everywhere(page, f"{town.address}{path}")
        for way in ENDS_ON.get(username, ()):
            way(town, page)
            well_made(page, page.url, PHONE, LAPTOP)
        page.context.close()


def _kept(town: Town) -> list[str]:
    """Pages of what the officer keeps: somebody who joined, a reply, a form that was not sent."""
    with town.sessions.begin() as session:
        mwende, now = named(session, "mwende"), town.clock()
        assert mwende is not None
        person = make_subscriber(session, town.crew.vault, town.crew.places, now)
        words = {"sw": "Lori linakuja Ijumaa."}
        saved = SavedReply(title="Lori la maji", words=words, county=None, officer_id=mwende.id, changed_at=now)
        session.add(saved)
        fields = [("kind", "chief"), ("name", "Chifu"), ("words", "Kisima\nkimefungwa")]
        unsent_forms.keep(
            session, town.crew.vault, mwende.id, "/console/responders/new/kitui", fields, now, device="Firefox on Linux"
        )
        session.flush()
        return [f"/console/people/{person.id}", f"/console/saved-replies/{saved.id}", "/console/unsent-forms/"]


def _brings_a_list(town: Town, page: Page) -> None:
    page.goto(f"{town.address}/console/imports/new")
    rows = b"phone,ward,language\n0711000601,Endau/Malalani,kam\n0711,Mutha,sw\n"
    page.set_input_files("[name=file]", {"name": "watu.csv", "mimeType": "text/csv", "buffer": rows})
    page.locator("[name=evidence]").first.check()
    page.locator("[name=agreed_on]").fill("2026-11-20")
    page.locator("[name=kept_by]").fill("NDMA Kitui")
    page.get_by_role("button", name="Look through the file").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))


def _sets_up_a_second_factor(town: Town, page: Page) -> None:
    page.goto(f"{town.address}/console/second-factor/")
    key = page.locator(".once").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(pyotp.TOTP(key).at(town.clock()))
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("link", name="I have them on paper").wait_for()


# Pages that only a form leads to.
ENDS_ON = {"mwende": [_brings_a_list], "kilonzo": [_sets_up_a_second_factor]}


def first_of(town: Town, username: str, folder: str) -> str:
    browser = town.officer(username)
    browser.go(f"{folder}/")
    return next(iter(browser.links(folder).values()))


def test_the_page_to_sign_in_fits_and_is_light_the_first_time(town: Town, chromium: Browser) -> None:
    page = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    weight = weighed(page, f"{town.address}/console/sign-in")
    assert weight <= FIRST_LOAD
    well_made(page, page.url, PHONE, LAPTOP)
    assert page.locator("input[type=password]").count() == 1
    page.context.close()


def test_parts_and_price_are_counted_while_one_types(town: Town, chromium: Browser) -> None:
    page = opened(town, chromium, "mwende", LAPTOP)
    page.goto(f"{town.address}/console/bulletins/new")
    page.locator("textarea[name=sms_kam]").fill("ĩ" * 71)
    page.get_by_text("UCS-2").first.wait_for(timeout=5000)
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_telephone_beside_a_sentence_shows_what_is_typed(town: Town, chromium: Browser, scripts: bool) -> None:
    page = opened(town, chromium, "mutheu", PHONE, scripts=scripts)
    page.goto(f"{town.address}/console/{LEAVE}")
    page.locator("textarea[name=text]").fill("Ũka STOP.")
    page.get_by_role("button", name="See it on the phone").click()
    page.get_by_text("Letters: 9. Room left: 41.").wait_for(timeout=5000)
    assert "Uka STOP." in page.locator(".bubble.screen").first.inner_text()
    assert page.locator("textarea[name=text]").input_value() == "Ũka STOP."
    assert page.url.endswith(LEAVE) is scripts, "scripts count where one is; going back would ask to send again"
    page.context.close()


@pytest.mark.parametrize(("size", "scripts"), [(PHONE, True), (LAPTOP, False)], ids=["with scripts", "without scripts"])
def test_a_radio_script_is_counted_and_put_in_order_while_one_corrects_it(
    town: Town, chromium: Browser, size: dict[str, int], scripts: bool
) -> None:
    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    address = first_of(town, "kioko", "/console/scripts")
    page = opened(town, chromium, "kioko", size, scripts=scripts)
    page.goto(f"{town.address}{address}/correct")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_text("Heading and lines").first.click()
    page.get_by_label("Seconds of music or sound").first.fill("1800")
    if not scripts:
        page.get_by_role("button", name="Count again").click()
    page.locator("#total").get_by_text("too long").wait_for(timeout=5000)
    first = page.locator("h2").nth(0).inner_text().split()[1]
    page.get_by_role("button", name="Move segment 1 down", exact=True).click()
    page.locator("[aria-label='Move segment 2 down']:focus").wait_for(timeout=5000)
    page.keyboard.press("Enter")
    page.locator("[aria-label='Move segment 3 down']:focus").wait_for(timeout=5000)
    assert page.locator("h2").nth(2).inner_text().split()[1] == first
    page.get_by_role("button", name="Keep the script").click()
    page.get_by_text("The script is kept.").wait_for(timeout=5000)
    assert page.url.endswith("#main"), "what is said on top is in sight"
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_page_of_a_bulletin_fills_by_itself(town: Town, chromium: Browser, scripts: bool) -> None:
    for key in range(3):
        town.phone(f"+25471100060{key}").text("JIUNGE Endau")
    mwende, path = written(town)
    seen_by(town, "kioko", path).send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", path).send("Approve", understood="yes")
    town.clock.moment = TEN
    page = opened(town, chromium, "mwende", LAPTOP, scripts=scripts)
    page.goto(f"{town.address}{path}")
    town.work()
    page.get_by_text("Done for 3 of 3 people").wait_for(timeout=15000)
    page.context.close()


def test_a_phone_in_the_browser_joins(town: Town, chromium: Browser) -> None:
    page = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.goto(f"{town.address}/simulator/")
    page.get_by_label("Take a phone by its number").fill("0711 000 601")
    page.get_by_role("button", name="Take it").click()
    page.get_by_role("button", name="Call").click()
    for key in ("1", "1"):
        page.get_by_label("Your answer").fill(key)
        with page.expect_navigation():
            page.get_by_role("button", name="Send", exact=True).click()
    assert "Chagua kaunti" in page.locator("pre").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.context.close()
