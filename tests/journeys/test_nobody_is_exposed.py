"""Every road a report takes, walked by a handful of people; then all that is kept and shown is searched for them."""

import logging
from collections import deque
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain import intake
from domain.incidents import Incident
from domain.intake import Report
from domain.languages import Language
from domain.officers import named
from domain.phones import Phone
from domain.restricted_reports import RestrictedKind, RestrictedReport
from domain.reveals import Reveal
from domain.sealed_columns import SIGHTING_WORDS
from domain.sightings import Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from schedules import drafts, questions, retention
from tests.exposure import PLACES, dump, readable, shared_bytes, shared_minutes, spellings
from tests.journeys.conftest import Browser, Town

DIALS, TEXTS, ASKS, DROPS, HURT, CALLS, WAITS = (Phone(f"+25471100{n:04d}") for n in range(4011, 4018))
PEOPLE = (DIALS, TEXTS, ASKS, DROPS, HURT, CALLS, WAITS)
ROAD = ("Ripoti tukio", "Wafugaji na wakulima", "Kitui", "Kitui East", "Endau/Malalani", "Sasa")
LOOKERS = ("mwende", "kioko", "nyambura", "wanza", "saida", "nduku", "mghoi", "kilonzo")  # one of each role
PAGES = 25  # of one officer


def later(town: Town, **time: float) -> None:
    town.clock.moment += timedelta(**time)


def everybody_tells(town: Town) -> None:
    """By USSD, by SMS, as a question first, cut off, again, of what is restricted, to an officer, and without a yes."""
    later(town, minutes=7, seconds=13)
    dials, drops = town.phone(DIALS.e164), town.phone(DROPS.e164)
    for handset in (dials, drops):
        handset.dial()
        handset.press("1")
        handset.choose(*ROAD)
        later(town, minutes=3, seconds=11)
    dials.press("1", "1", "1", "Ngamia wameingia shambani")  # it goes on, nobody is hurt, they saw it
    dials.choose("Ndiyo")
    dials.press("0")
    drops.dial()
    drops.press("1", "1")  # go on with it: it goes on
    later(town, minutes=4, seconds=9)
    town.phone(TEXTS.e164).text("JIUNGE Mutha")
    later(town, minutes=5, seconds=21)
    town.phone(TEXTS.e164).text("RIPOTI wizi wa mifugo Mutha")
    later(town, minutes=6, seconds=3)
    asks = town.phone(ASKS.e164)
    asks.text("Wezi wameiba mbuzi Mutha")
    later(town, minutes=1, seconds=17)
    asks.text("1")
    town.phone(WAITS.e164).text("Wezi wameiba ng'ombe Ikutha")
    later(town, minutes=3, seconds=29)
    hurt = town.phone(HURT.e164)
    hurt.text("nilibakwa")
    hurt.dial()
    hurt.press("1")
    hurt.choose("Ripoti tukio")
    later(town, minutes=2, seconds=41)
    dials.text("RIPOTI tena wafugaji wameingia Endau")
    later(town, minutes=19, seconds=5)
    drafts.file_dropped(town.crew)
    questions.close_unanswered(town.crew)
    with town.sessions.begin() as session:
        report = Report(Kind.OTHER, None, When.EARLIER, "Alipiga simu ofisini", Language.SWAHILI, may_text=True)
        typed = {"channel": Channel.USSD, "typed_by": named(session, "wanza").id}  # type: ignore[union-attr]
        intake.file(session, town.crew.vault, CALLS, report, town.clock(), **typed)  # type: ignore[arg-type]
        day = town.clock().date()
        session.add(RestrictedReport(kind=RestrictedKind.UNSAID, ward=None, day=day, channel=Channel.USSD))


def officers_act(town: Town) -> None:
    """Look, confirm, tell the sources, write to one that answers, ask for a number and be refused, close."""
    with town.sessions() as session:
        incident, sighting = of_whom(session, "Ngamia wameingia shambani", town)
    wanza, address = town.officer("wanza"), f"/console/incidents/{incident}"
    later(town, minutes=8, seconds=37)
    wanza.go(address)
    wanza.send("Keep the finding", choice="confirmed", words="Chief amethibitisha.", asked=["chief"])
    later(town, minutes=2, seconds=1)
    wanza.go(address)
    wanza.send("Tell the sources", said="acted")
    later(town, minutes=3, seconds=7)
    wanza.go(f"/console/sources/{sighting}")
    assert "on its way" in wanza.send("Send the text", words="Je, kuna shida bado? Tujibu hapa.")
    out(town)
    later(town, minutes=9, seconds=47)
    town.phone(DIALS.e164).text("Ndio, wako hapa bado")
    later(town, minutes=2, seconds=53)
    wanza.go(f"/console/reveals/ask/{sighting}")
    wanza.send("Ask a second person", reason="Maisha hatarini")
    saida = town.officer("saida")
    saida.go("/console/reveals/")
    saida.send("Refuse")
    wanza.go(address)
    assert "Ndio, wako hapa bado" in wanza.words
    wanza.send("Keep the step", choice="closed", words="Amani.")
    assert "Closed" in wanza.words
    out(town)


def of_whom(session: Session, words: str, town: Town) -> tuple[int, int]:
    """The incident and the sighting in which this was told."""
    for sighting in session.scalars(select(Sighting).where(Sighting.words_sealed.is_not(None))):
        if words in SIGHTING_WORDS.read(town.crew.vault, sighting):
            return sighting.incident_id, sighting.id
    raise AssertionError("nobody told that")


def out(town: Town) -> None:
    """Let leave what waits for its hour, and let the network report."""
    with town.sessions.begin() as session:
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at IS NOT NULL"))
    town.work()
    town.reports_in()


def seen_by(browser: Browser) -> str:
    """All that an officer can open by links, pages and files; the files of the situation by name."""
    day = "2026-11-23"
    files = [
        *(f"/console/situation/kitui/week/{day}.{kind}" for kind in ("csv", "docx", "pdf")),
        *(f"/console/situation/kitui/reports.{kind}?first={day}" for kind in ("csv", "geojson")),
    ]
    waiting, seen, read = deque(["/console/"]), {"/console/"}, [readable(browser.download(at).content) for at in files]
    while waiting and len(read) < len(files) + PAGES:
        answer = browser.download(waiting.popleft())
        read.append(readable(answer.content))
        if "html" in answer.headers["Content-Type"]:
            found = BeautifulSoup(answer.text, "html.parser").find_all("a", href=True)
            links = [str(a["href"]) for a in found if str(a["href"]).startswith("/console/")]
            fresh = [link for link in dict.fromkeys(links) if link not in seen and "sign-" not in link]
            # What is about reports first: the rest is walked by the tests of its own.
            waiting.extend(sorted(fresh, key=lambda link: "incident" not in link and "reveal" not in link))
            seen.update(fresh)
    return " ".join(read)


def test_no_road_of_a_report_leads_back_to_who_told_it(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    everybody_tells(town)
    officers_act(town)
    pages = {username: seen_by(town.officer(username)) for username in LOOKERS}

    nothing_is_in_the_clear(town, pages, caplog.text)
    no_text_tells_what_it_is_about(town)
    with town.sessions() as session:
        assert shared_minutes(session), "within the hour, a minute may still join them"
    later(town, hours=2, minutes=1)
    retention.tidy(town.crew)
    with town.sessions() as session:
        assert shared_minutes(session) == set()
        assert shared_bytes(session) == []


def code_words(session: Session) -> set[str]:
    return set(session.scalars(select(Incident.code_word)))


def nothing_is_in_the_clear(town: Town, pages: dict[str, str], logged: str) -> None:
    """No number in any spelling; a code word with those who handle reports alone, and what was told nowhere."""
    with town.sessions() as session:
        tables, words = dump(session), code_words(session)
        assert len(words) >= 6, "somebody was not heard"
        assert session.scalars(select(Reveal.granted)).all() == [False]
    spool = (town.app.extensions["mbiu"].settings.data / "spool").rglob("*")
    kept = {"log": logged, "spool": " ".join(readable(file.read_bytes()) for file in spool if file.is_file())}
    spelled = {spelling for phone in PEOPLE for spelling in spellings(phone)}
    texts = {"texts": " ".join(row["body"] for row in town.network.books.rows("select body from message"))}
    everywhere = {**pages, **tables, **kept, **texts}

    assert {(where, one) for where, said in everywhere.items() for one in spelled if one in said} == set()
    assert [name for name, page in pages.items() if any(word in page for word in words)] == ["wanza"]
    assert "Restricted reports" in pages["saida"]
    clear = " ".join([logged, *(said for name, said in tables.items() if name not in {"incidents", *PLACES})])
    assert not [word for word in (*words, "Ngamia", "Mutha", "wako hapa", "Chief", "Maisha") if word in clear]


def no_text_tells_what_it_is_about(town: Town) -> None:
    """What came to the telephones of those who told, apart from the answer to who joined."""
    numbers = {phone.e164 for phone in PEOPLE}
    came = [
        row["body"] for row in town.network.books.rows("select number, body from message") if row["number"] in numbers
    ]
    about = [body for body in came if "Umejiunga" not in body]
    with town.sessions() as session:
        telling = (*code_words(session), "Mutha", "Endau", "mifugo", "wizi")
    assert len([body for body in about if body.startswith("Mbiu: ")]) == 2, "feedback, and an officer's own words"
    assert not [body for body in about if any(word in body for word in telling)]
