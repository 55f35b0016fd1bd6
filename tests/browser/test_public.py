"""The public pages as anybody opens them: on a phone, on a laptop, on paper."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from domain.bulletin_texts import BulletinText
from domain.languages import Language
from domain.life_cycle import State
from domain.published import name_of
from domain.signed_words import Form
from domain.vault import Vault
from tests.browser.sight import LAPTOP, PHONE, fits
from tests.journeys.conftest import Town
from tests.make import make_approved

LONGER = "Wananchi wa Kitui, ukame umefika katika wadi zote. Chunga maji na malisho, uza mifugo mapema. " * 6


@pytest.fixture
def path(town: Town, vault: Vault) -> str:
    """The address of a warning in four languages, each with a longer text to read out."""
    with town.sessions.begin() as session:
        words = "NDMA 24/11/2026: Ukame Kitui, hali ya hatari. Hifadhi maji na malisho. Uliza: SMS 20880."
        bulletin = make_approved(
            session, town.clock(), texts=dict.fromkeys(Language, words), areas=["kitui", "makueni.kibwezi-east"]
        )
        for language in Language:
            text = BulletinText(language=language, form=Form.INTERMEDIARY, body=LONGER, plain=LONGER, writer_id=None)
            text.signed_hash = text.fingerprint()
            bulletin.texts.append(text)
        bulletin.state, bulletin.started_at = State.SENT, town.clock() - timedelta(minutes=1)
        return f"/alerts/{name_of(bulletin, vault)}"


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_public_page_fits_without_scripts_or_cookies(
    town: Town, chromium: Browser, path: str, size: dict[str, int]
) -> None:
    context = chromium.new_context(viewport=size, java_script_enabled=True)  # type: ignore[arg-type]
    page = context.new_page()
    for address in ("/alerts/", path, f"{path}/baraza", f"{path}?lang=en", "/alerts/nothing"):
        if address == "/alerts/nothing":
            page.goto(f"{town.address}{address}")
        else:
            fits(page, f"{town.address}{address}", size)
        assert page.locator("script").count() == 0
    assert context.cookies() == []
    context.close()


def test_the_sheet_for_a_baraza_is_one_page_of_paper(town: Town, chromium: Browser, path: str) -> None:
    page = chromium.new_page()

    for sheet in ("", "?only=kam"):
        page.goto(f"{town.address}{path}/baraza{sheet}")
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b", paper)) == 1, sheet
    page.close()
