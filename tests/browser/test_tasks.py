"""The main tasks of each role, with scripts and without, on a telephone and on a laptop, some by the keys alone."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from bot import sign_ins
from domain import restricted_reports
from domain.hours import local
from domain.officers import Grant, Role, named
from domain.restricted_reports import RestrictedKind
from domain.subscribers import Channel
from schedules import clock
from tests.browser.sight import LAPTOP, PHONE, well_made
from tests.browser.test_pages import first_of, opened
from tests.journeys.conftest import Town
from tests.journeys.test_a_bulletin import SWAHILI
from tests.journeys.test_the_radio_script import THURSDAY, approved, script_of_kitui
from tests.make import ENDAU, make_factor, make_officer

MOST_KEYS = 200  # presses of Tab until whoever has no mouse gives up
BOTH_WAYS = pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, True), (LAPTOP, False)], ids=["phone with scripts", "laptop without scripts"]
)
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  return [at.name || at.textContent.trim(), at === document.body || style.outlineStyle !== 'none'];
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name, or these words, has the focus; on the way it is always in sight."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        reached, seen = page.evaluate(FOCUSED)
        assert seen, f"the focus on {reached} cannot be seen"
        if reached == name:
            return
    pytest.fail(f"no way to {name} by the keys")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def looked_at(page: Page, size: dict[str, int], scripts: bool) -> None:
    if scripts:
        well_made(page, page.url, size)


@BOTH_WAYS
def test_a_bulletin_is_written_submitted_signed_and_approved_once(
    town: Town, chromium: Browser, size: dict[str, int], scripts: bool
) -> None:
    mwende = opened(town, chromium, "mwende", size, scripts=scripts)
    mwende.goto(f"{town.address}/console/bulletins/new")
    _write(mwende)
    assert "A Swahili reviewer must sign" in _submitted_by_keys(mwende)
    path = mwende.url.partition("/submit")[0]

    kioko = opened(town, chromium, "kioko", size, scripts=scripts)
    kioko.goto(path)
    press(kioko, "Sign this text")
    kioko.get_by_text("Signed", exact=True).first.wait_for()
    mwende.goto(path)
    _submitted_by_keys(mwende)
    looked_at(mwende, size, scripts)

    nyambura, jumaa = (opened(town, chromium, who, size, scripts=scripts) for who in ("nyambura", "jumaa"))
    for page in (nyambura, jumaa):
        page.goto(path)
    looked_at(nyambura, size, scripts)
    tab_to(nyambura, "understood")
    nyambura.keyboard.press("Space")
    tab_to(nyambura, "Approve")
    nyambura.keyboard.press("Enter")
    nyambura.keyboard.press("Enter")
    nyambura.get_by_role("cell", name="approved it").wait_for()
    nyambura.goto(path)
    assert nyambura.get_by_role("cell", name="approved it").count() == 1
    if scripts:  # without them the second press may have a page of its own, to which Chromium goes back only when asked
        nyambura.go_back()
        assert nyambura.get_by_role("heading", level=1).count() == 1, "a page, and no question about sending again"

    jumaa.locator("[name=understood]").check()
    press(jumaa, "Approve")
    jumaa.get_by_role("alert").first.wait_for()
    jumaa.goto(path)
    assert jumaa.get_by_role("cell", name="approved it").count() == 1
    for page in (mwende, kioko, nyambura, jumaa):
        page.context.close()


def _write(page: Page) -> None:
    tab_to(page, "title")
    page.keyboard.type("Ukame Kitui East")
    tab_to(page, "kind")
    page.keyboard.press("Space")
    tab_to(page, "phase")
    page.keyboard.type("Alarm")
    tab_to(page, "trend")
    page.keyboard.type("Worsening")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.locator("[name=areas][value='kitui.kitui-east']").check()
    page.locator("[name=send_day]").fill("2026-11-24")
    page.locator("[name=send_hour]").fill("10:00")
    page.locator("[name=sms_sw]").fill(SWAHILI)
    press(page, "Save")
    page.wait_for_url(re.compile(r"/bulletins/\d+$"))


def _submitted_by_keys(page: Page) -> str:
    tab_to(page, "Submit for approval")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page.locator("main").inner_text()


@BOTH_WAYS
def test_a_report_is_taken_up_verified_and_closed(
    town: Town, chromium: Browser, size: dict[str, int], scripts: bool
) -> None:
    town.phone("+254711000611").text("RIPOTI wizi wa mifugo Mutha")
    address = first_of(town, "wanza", "/console/incidents")
    wanza = opened(town, chromium, "wanza", size, scripts=scripts)
    wanza.goto(f"{town.address}{address}")
    press(wanza, "I take care of it")
    for what, state, more in (("finding", "confirmed", "chief"), ("step", "closed", "")):
        form = wanza.locator("form", has=wanza.get_by_role("button", name=f"Keep the {what}"))
        form.locator("[name=choice]").select_option(state)
        form.locator("[name=words]").fill("Chief amethibitisha.")
        if more:
            form.locator(f"[name=asked][value={more}]").check()
        press(wanza, f"Keep the {what}")
        wanza.wait_for_load_state()
    wanza.get_by_text("nothing: it is closed").wait_for()
    looked_at(wanza, size, scripts)
    wanza.context.close()


@BOTH_WAYS
def test_a_script_is_taken_and_was_on_air(town: Town, chromium: Browser, size: dict[str, int], scripts: bool) -> None:
    town.clock.moment = THURSDAY
    clock.draft_missing_scripts(town.crew)
    officer = town.officer("mwende")
    officer.go(f"{script_of_kitui(officer)}/correct")
    officer.send("Keep the script")
    approved(town, script_of_kitui(officer))
    town.clock.moment = THURSDAY + timedelta(days=5)
    mghoi = opened(town, chromium, "mghoi", size, scripts=scripts)
    mghoi.goto(f"{town.address}/console/productions/")
    looked_at(mghoi, size, scripts)
    with mghoi.expect_download() as taken:
        mghoi.locator("a[href*='.docx']").first.click()
    assert taken.value.suggested_filename.endswith(".docx")
    mghoi.get_by_role("link", name="It was on air").first.click()
    for name, value in (("day", "2026-12-01"), ("hour", "05:30"), ("minutes", "14")):
        mghoi.locator(f"#airing [name={name}]").fill(value)
    press(mghoi, "Note it")
    mghoi.get_by_text("1 Dec 2026, 05:30").first.wait_for()
    looked_at(mghoi, size, scripts)
    mghoi.context.close()


@BOTH_WAYS
def test_an_officer_comes_in_by_password_and_the_code_of_the_telephone(
    town: Town, chromium: Browser, size: dict[str, int], scripts: bool
) -> None:
    password = "ndovu tatu majini"
    with town.sessions.begin() as session:
        officer = named(session, "wanza")
        assert officer is not None
        sign_ins.set_password(officer, password)
        telephone = make_factor(session, town.crew.vault, officer, town.clock() - timedelta(hours=1))
    context = chromium.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    wanza = context.new_page()
    wanza.goto(f"{town.address}/console/")
    wanza.locator("[name=username]").fill("wanza")
    wanza.locator("[name=password]").fill(password)
    press(wanza, "Sign in")
    assert wanza.url.startswith(f"{town.address}/console/second-factor/code")
    if scripts:
        well_made(wanza, wanza.url, PHONE, LAPTOP)
    wanza.locator("[name=code]").fill(telephone.at(town.clock()))
    press(wanza, "Continue")
    wanza.get_by_text("Good day, Wanza").first.wait_for()
    assert wanza.url == f"{town.address}/console/"
    context.close()


@BOTH_WAYS
def test_somebody_is_invited(town: Town, chromium: Browser, size: dict[str, int], scripts: bool) -> None:
    kilonzo = opened(town, chromium, "kilonzo", size, scripts=scripts)
    kilonzo.goto(f"{town.address}/console/officers/new")
    kilonzo.locator("[name=name]").fill("Zawadi Mwikali")
    kilonzo.locator("[name=username]").fill("zawadi")
    kilonzo.locator("[name=role]").first.select_option("officer")
    press(kilonzo, "Invite")
    link = kilonzo.locator(".once").inner_text()
    looked_at(kilonzo, size, scripts)
    kilonzo.context.clear_cookies()
    kilonzo.goto(f"{town.address}{urlsplit(link).path}")
    assert kilonzo.locator("input[type=password]").count() > 0
    kilonzo.context.close()


@BOTH_WAYS
def test_a_night_is_covered_what_was_told_is_seen_to_and_the_month_is_taken_on_paper(
    town: Town, chromium: Browser, size: dict[str, int], scripts: bool
) -> None:
    with town.sessions.begin() as session:
        restricted_reports.keep(session, RestrictedKind.CHILD, ENDAU, local(town.clock()).date(), Channel.USSD)
        make_officer(session, "zawadi", Grant(role=Role.PARTNER))

    nduku = opened(town, chromium, "nduku", size, scripts=scripts)
    nduku.goto(f"{town.address}/console/roster/")
    nduku.locator("[name=officer]").select_option(label="Mutua Kimeu")
    nduku.locator("[name=begins]").fill("18:00")
    nduku.locator("[name=ends]").fill("06:00")
    press(nduku, "Put it on the roster")
    nduku.get_by_role("link", name="Mutua Kimeu").wait_for()
    looked_at(nduku, size, scripts)
    nduku.goto(f"{town.address}/console/figures/")
    nduku.locator("main a[href*='figures/reports/']").first.click()
    nduku.wait_for_url(re.compile("figures/reports/"))
    looked_at(nduku, size, scripts)

    saida = opened(town, chromium, "saida", size, scripts=scripts)
    saida.goto(f"{town.address}/console/protection/")
    saida.locator("summary", has_text="I have seen to it").click()
    press(saida, "I have seen to it")
    saida.get_by_role("cell", name="Seen to Saida Omar").wait_for()
    looked_at(saida, size, scripts)

    zawadi = opened(town, chromium, "zawadi", size, scripts=scripts)
    zawadi.goto(f"{town.address}/console/")
    looked_at(zawadi, size, scripts)
    zawadi.goto(f"{town.address}/console/figures/")
    looked_at(zawadi, size, scripts)
    with zawadi.expect_download() as taken:
        zawadi.locator("a[href$='.pdf']").first.click()
    assert taken.value.suggested_filename.endswith(".pdf")
    for page in (nduku, saida, zawadi):
        page.context.close()
