"""The console in Swahili, for an officer who chose it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from babel.messages import pofile
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain import audit, intake, replies
from domain.bulletins import Bulletin
from domain.intake import Report
from domain.languages import Language
from domain.officers import Officer
from domain.phones import Phone
from domain.sightings import When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.make import ENDAU, make_approved, make_bulletin

ASKS = Phone("+254711000043")


@pytest.fixture
def swahili(session: Session, cast: dict[str, Officer]) -> None:
    for officer in cast.values():
        officer.interface = Language.SWAHILI
    session.commit()


@pytest.fixture
def bulletin(session: Session, now: datetime, cast: dict[str, Officer]) -> Bulletin:
    """Mwende's draft, which Kioko signed."""
    made = make_bulletin(session, now, author=cast["mwende"], signers={Language.SWAHILI: cast["kioko"]})
    audit.record(session, cast["mwende"].id, "wrote it", f"bulletin {made.id}", now=now)
    session.commit()
    return made


@pytest.fixture
def busy(
    session: Session, vault: Vault, now: datetime, bulletin: Bulletin, client: FlaskClient, sign_in: SignIn
) -> None:
    """Something to read on every page."""
    make_approved(session, now, expires_at=now + timedelta(days=30))
    replies.keep(
        session, vault, ASKS, "Maji yatakuja lini?", subscriber=None, language=Language.SWAHILI,
        county="kitui", bulletin_id=bulletin.id, now=now,
    )  # fmt: skip
    report = Report(Kind.LIVESTOCK_THEFT, ENDAU, When.TODAY, "Mbuzi kumi.", Language.SWAHILI)
    intake.file(session, vault, ASKS, report, now - timedelta(hours=5), channel=Channel.USSD)
    session.commit()
    sign_in(client, "mwende")
    assert client.post("/console/scripts/draft").status_code == 303
    client.post("/console/sign-out")


def test_an_officer_chooses_swahili_for_the_whole_console(
    client: FlaskClient, sign_in: SignIn, bulletin: Bulletin
) -> None:
    sign_in(client, "mwende")
    assert '<html lang="en">' in client.get("/console/me/").text

    assert (
        '<html lang="sw">' in client.post("/console/me/language", data={"language": "sw"}, follow_redirects=True).text
    )
    page = client.get(f"/console/bulletins/{bulletin.id}").text

    for words in (
        '<html lang="sw">',
        "Taarifa",  # the menu
        "Rasimu",
        "Ukame: Hatari, Inazidi kuwa mbaya",
        "Kinachofuata: iwasilishe ili iidhinishwe.",
        "Jumanne 24 Nov 2026, 10:30",
        "aliandika",  # the history
    ):
        assert words in page


def test_a_refusal_is_told_in_swahili_with_the_state_in_it(
    client: FlaskClient, sign_in: SignIn, swahili: None, bulletin: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    bulletin.submit(cast["mwende"], bulletin.created_at)
    session.commit()
    sign_in(client, "mwende")

    answer = client.post(f"/console/bulletins/{bulletin.id}/submit", data={"seen": bulletin.seen})

    assert answer.status_code == 422
    assert "Taarifa yenye hali ya “imewasilishwa” haiwezi kubadilika kuwa “imewasilishwa”." in answer.text


def test_a_visitor_without_an_account_is_met_in_the_language_of_the_browser(client: FlaskClient) -> None:
    page = client.get("/console/sign-in", headers={"Accept-Language": "sw-KE,sw;q=0.9,en;q=0.8"}).text

    assert '<html lang="sw">' in page
    assert "Jina la mtumiaji" in page


@pytest.mark.parametrize("username", ["mwende", "kioko", "nyambura", "wanza", "mghoi", "kilonzo"])
def test_no_page_an_officer_can_reach_is_left_in_english(
    client: FlaskClient, sign_in: SignIn, swahili: None, busy: None, username: str
) -> None:
    sign_in(client, username)
    english = sentences()

    left = {(path, text) for path, page in walk(client) for text in texts(page) if english.fullmatch(text)}

    assert left == set()


def sentences() -> re.Pattern[str]:
    """Every English sentence that Swahili says otherwise, whatever stands in its places."""
    with Path("locales/sw/LC_MESSAGES/console.po").open(encoding="utf-8") as file:
        other = [str(message.id) for message in pofile.read_po(file) if message.id and message.id != message.string]
    return re.compile("|".join(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(sentence)) for sentence in other))


OF_ONE = re.compile(r"[0-9a-f]{16}|\d+|\?.*")  # what tells pages apart that are alike
ALIKE = 2  # of which so many are read


def walk(client: FlaskClient) -> Iterator[tuple[str, BeautifulSoup]]:
    """Every page of the console that links lead to, from the front; where one changes person one is nobody yet.

    Of pages that are alike, the first few.
    """
    seen, ahead = {"/console/cast/"}, ["/console/"]
    read: Counter[str] = Counter()
    while ahead:
        path = ahead.pop()
        if path not in seen and read[OF_ONE.sub("", path)] < ALIKE:
            seen.add(path)
            read[OF_ONE.sub("", path)] += 1
            answer = client.get(path)
            assert answer.status_code == 200, path
            if answer.mimetype != "text/html":  # a file to take along
                continue
            page = BeautifulSoup(answer.text, "html.parser")
            ahead += [str(link["href"]).partition("#")[0] for link in page.select('a[href^="/console/"]')]
            yield path, page


def texts(page: BeautifulSoup) -> Iterator[str]:
    """What is read or heard on a page, without what says of itself that it is English: a source, a language's name."""
    for english in page.select('select[name="language"] option[value="en"], body [lang="en"]'):
        english.decompose()
    yield from page.stripped_strings
    yield from (str(tag["aria-label"]) for tag in page.select("[aria-label]"))
