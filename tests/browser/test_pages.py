"""Every page as its people open it: a phone and a laptop, no sideways scrolling, no error, nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from bot import sign_ins
from domain.officers import Officer, named
from tests.journeys.conftest import Town
from tests.journeys.test_a_bulletin import TEN, seen_by, written

PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Who opens what; every page of the first landing is in one of these lists.
OPENS = {
    "mwende": ["", "bulletins/", "bulletins/new", "inbox/", "subscribers/", "scripts/", "me/"],
    "kioko": ["", "bulletins/desk", "scripts/"],
    "nyambura": ["", "bulletins/"],
    "wanza": ["", "incidents/"],
    "mghoi": ["", "scripts/"],
    "kilonzo": ["", "officers/", "officers/new"],
}
HEAVIEST = 60 * 1024  # bytes of a page with its stylesheet and script, on a line that costs money


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
        token = sign_ins.new_link(session, officer, town.clock())
    page.goto(f"{town.address}/console/sign-in/{token}")
    if page.locator("input[type=password]").count():  # the operator of a local run is let in without one
        page.locator("input[type=password]").fill("ndovu tatu majini")
    page.get_by_role("button").last.click()
    return page


def _stays_at_home(town: Town, url: str) -> None:
    if urlsplit(url).netloc not in (urlsplit(town.address).netloc, ""):
        pytest.fail(f"a request to {url}")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("username", OPENS)
def test_a_page_fits_and_is_light(town: Town, chromium: Browser, username: str, size: dict[str, int]) -> None:
    page = opened(town, chromium, username, size)
    for path in OPENS[username]:
        weights: list[int] = []
        page.on("response", lambda answer, weights=weights: weights.append(len(answer.body())))
        answer = page.goto(f"{town.address}/console/{path}")
        assert answer is not None
        assert answer.ok, path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{path} scrolls sideways"
        assert page.locator("h1").count() == 1, path
        assert sum(weights) < HEAVIEST, path
    page.context.close()


def test_parts_and_price_are_counted_while_one_types(town: Town, chromium: Browser) -> None:
    page = opened(town, chromium, "mwende", LAPTOP)
    page.goto(f"{town.address}/console/bulletins/new")
    page.locator("textarea[name=sms_kam]").fill("ĩ" * 71)
    page.get_by_text("UCS-2").first.wait_for(timeout=5000)
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
