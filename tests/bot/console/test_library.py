"""The library on the console: from a new text to its approval, and peace messages that are asked about."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bot import cast as people
from domain import audit, library_files
from domain.bulletins import Kind
from domain.languages import Language
from domain.library import LibraryEntry
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.peace_checks import OF_SENDING, OF_TEXT
from messages.compose import plain
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import press, words
from tests.make import ENDAU, make_bulletin, make_incident, make_officer
from tests.series import make_version

As = Callable[[str], FlaskClient]
PLAIN = {"hidden", "text", "date"}  # fields whose value is what is typed
SWAHILI = "NDMA na kaunti {date}: panda mtama na kunde. Uliza au tuma STOP: {code}"


@pytest.fixture
def as_(app: Flask, sign_in: SignIn) -> As:
    """A browser of this officer's own."""

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, username)
        return client

    return signed_in


def typed(**changes: object) -> dict[str, object]:
    return {
        "title": "Plant sorghum", "kind": "drought", "phase": "alert", "for_whom": "farmers", "county": "",
        "source": "KMD 2022", "verified": "on", "review_on": "2027-06-01", "text_sms_sw": SWAHILI, "act": "save",
    } | changes  # fmt: skip


def hidden(page: str, action: str) -> dict[str, str]:
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in form)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_a_text_is_written_signed_approved_and_one_day_to_be_read_again(
    as_: As, session: Session, clock: Clock
) -> None:
    mwende, kioko, nyambura = as_("mwende"), as_("kioko"), as_("nyambura")
    refused = mwende.post("/console/library/new", data=typed(text_sms_en="NDMA {date}: plant sorghum."))
    assert refused.status_code == 422
    assert "The English text (sms) lacks {code}, which the Swahili one has." in words(refused)

    address = mwende.post("/console/library/new", data=typed()).location
    assert "Waits for a signature" in words(mwende.get(address))
    assert "NDMA na kaunti 24/11/2026: panda mtama na kunde." in words(mwende.get(address))
    assert "Texts of the library wait for your signature" in words(kioko.get("/console/"))
    desk = kioko.get("/console/library/desk").text
    [sign] = re.findall(r'action="(/console/library/\d+/texts/\d+/sign)"', desk)
    assert kioko.post(sign, data=hidden(desk, sign)).location == "/console/library/desk"
    assert "Approve a text of the library Plant sorghum" in words(nyambura.get("/console/"))
    shown = nyambura.get(address).text
    approve = f"{address}/approve"
    assert nyambura.post(approve, data=hidden(shown, approve)).status_code == 422
    approved = nyambura.post(approve, data={**hidden(shown, approve), "understood": "on"}, follow_redirects=True)

    assert "Approved. It is to be read again by Tue 1 Jun 2027." in words(approved)
    again = nyambura.post(approve, data={**hidden(shown, approve), "understood": "on"})
    assert "Somebody changed or approved this text while you read." in words(again)
    [entry] = session.scalars(select(LibraryEntry))
    acts = [line.what for line in audit.history(session, f"library {entry.id}")]
    assert acts == ["wrote it", "signed a text", "approved it"]
    clock.forward(timedelta(days=190))
    mwende = as_("mwende")
    assert "Read a text of the library again Plant sorghum" in words(mwende.get("/console/"))
    assert "Approved, to be read again" in words(mwende.get("/console/library/"))


def test_a_change_to_an_approved_text_is_the_next_version_and_a_withdrawn_one_says_why(
    as_: As, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    library_files.load(session, plain, now)
    entry = session.scalars(select(LibraryEntry).where(LibraryEntry.key == "rumour-ask")).one()
    [swahili] = [text for text in entry.newest.texts if text.language is Language.SWAHILI]
    swahili.sign(cast["kioko"], now, now.date())  # as an earlier version may have left it
    people.read_library(session, cast, now)
    session.commit()
    mwende, address = as_("mwende"), f"/console/library/{entry.id}"
    form = mwende.get(f"{address}/edit").text
    seen = re.findall(r'name="seen" value="([^"]*)"', form)[0]
    changed = typed(
        kind="peace",
        title="\u202eRumours\u200b",
        source="\ufeffDDP",
        text_sms_sw="NDMA {date}: usisambaze uvumi. {code}",
        seen=seen,
    )

    saved = mwende.post(f"{address}/edit", data=changed, follow_redirects=True)

    assert "Saved as the next version." in words(saved)
    assert "Version 2" in words(saved)
    session.refresh(entry)
    assert (entry.title, entry.newest.source) == ("Rumours", "DDP")
    stale = mwende.post(f"{address}/edit", data=changed)
    assert "Somebody changed this text while you were writing." in words(stale)
    gone = as_("jumaa").post(
        f"{address}/withdraw", data={"reason": "It was \u202eread as a threat."}, follow_redirects=True
    )
    assert "Jumaa Bakari withdrew it on Tue 24 Nov 2026, 09:30: It was read as a threat." in words(gone)


def saved_as_it_stands(client: FlaskClient, address: str) -> TestResponse:
    """Open the form of a text and save it without typing."""
    form = BeautifulSoup(client.get(f"{address}/edit").text, "html.parser").find("form", class_="library")
    assert form is not None
    fields = {field["name"]: field.get("value", "on") for field in form.select("input[name]") if field["type"] in PLAIN}
    fields |= {field["name"]: "on" for field in form.select("input[type=checkbox][checked]")}
    fields |= {field["name"]: field.get_text().removeprefix("\n") for field in form.select("textarea")}
    return client.post(f"{address}/edit", data=fields | {"act": "save"}, follow_redirects=True)


def test_an_approved_text_saved_as_it_stands_stays_its_version_until_it_is_to_be_read_again(
    as_: As, session: Session, cast: dict[str, Officer], clock: Clock
) -> None:
    library_files.load(session, plain, clock.now)
    people.read_library(session, cast, clock.now)
    session.commit()
    entry = session.scalars(select(LibraryEntry).where(LibraryEntry.key == "alert-everybody")).one()

    answer = saved_as_it_stands(as_("mwende"), f"/console/library/{entry.id}")

    assert "Nothing was changed." in words(answer)
    assert "Version 2" not in words(answer)
    clock.forward(timedelta(days=370))
    again = saved_as_it_stands(as_("mwende"), f"/console/library/{entry.id}")
    assert "Saved as the next version." in words(again)


def test_a_speaker_s_words_for_an_approved_text_begin_the_next_version(
    as_: As, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    library_files.load(session, plain, now)
    people.read_library(session, cast, now)
    session.commit()
    entry = session.scalar(select(LibraryEntry).where(LibraryEntry.key == "alert-everybody"))
    assert entry is not None
    kamba = entry.newest.text(Language.KAMBA)
    assert kamba is not None
    address, mutheu, mwende = f"/console/library/{entry.id}", as_("mutheu"), as_("mwende")
    better = "{speaker} {date}: Ukame {area}: {phase}. Kũlya / STOP: {code}"
    assert mutheu.post(f"{address}/texts/{kamba.id}/propose", data={"words": better}).status_code == 303
    adopt = f"{address}/texts/{kamba.id}/adopt"

    page = mwende.post(adopt, data=hidden(mwende.get(address).text, adopt), follow_redirects=True)

    assert "The proposed words stand in the text now." in words(page)
    session.expire_all()
    second = entry.newest.text(Language.KAMBA)
    assert second is not None
    assert (entry.newest.number, second.body, second.plain) == (2, better, plain(better))
    sign = f"{address}/texts/{second.id}/sign"
    mutheu.post(sign, data=hidden(mutheu.get(address).text, sign))
    session.refresh(second)
    assert second.signed


def test_the_shipped_library_is_listed_with_what_it_lacks_and_filtered(
    as_: As, session: Session, now: datetime
) -> None:
    library_files.load(session, plain, now)
    session.commit()
    mutheu = as_("mutheu")

    page = words(mutheu.get("/console/library/?kind=drought&phase=alert"))

    assert "Alert: farmers Waits for a signature Drought: Alert, Farmers All counties 1 Swahili, English" in page
    assert "Alert: herders Waits for a signature Unverified" in page
    assert "Turns at the water point" not in page
    assert "No text is like that." in words(mutheu.get("/console/library/?state=approved"))
    assert mutheu.get("/console/library/new").status_code == 403


def test_another_county_s_own_text_is_not_there(as_: As, session: Session, cast: dict[str, Officer]) -> None:
    address = as_("mwende").post("/console/library/new", data=typed(county="kitui")).location
    make_officer(session, "ndanu", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    ndanu = as_("ndanu")

    assert [ndanu.get(address + end).status_code for end in ("", "/edit")] == [404, 404]
    assert ndanu.post(f"{address}/withdraw", data={"reason": "x"}).status_code == 404
    refused = ndanu.post("/console/library/new", data=typed(county="kitui"))
    assert "You do not write texts of the library for this county." in words(refused)


def test_a_peace_bulletin_is_approved_only_with_every_question_answered(
    as_: As, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    bulletin = make_bulletin(
        session, now, author=cast["mwende"], kind=Kind.PEACE, signers={Language.SWAHILI: cast["kioko"]}
    )
    bulletin.submit(cast["mwende"], now)
    session.commit()
    nyambura = as_("nyambura")
    assert "No conflict report is open in these areas." in words(nyambura.get(f"/console/bulletins/{bulletin.id}"))
    make_incident(session, now, ENDAU)
    session.commit()
    page = words(nyambura.get(f"/console/bulletins/{bulletin.id}"))
    assert "Kitui East Water, land or pasture fewer than 3" in page
    assert "Endau" not in page

    refused = press(nyambura, bulletin.id, "approve", understood="on", peace=[*OF_TEXT])  # type: ignore[arg-type]

    assert "A peace message needs every question answered with yes" in words(refused)
    assert refused.text.count(" checked>") == len(OF_TEXT)
    assert press(nyambura, bulletin.id, "approve", understood="on", peace=[*OF_SENDING]).status_code == 303  # type: ignore[arg-type]
    session.refresh(bulletin)
    assert bulletin.state is State.APPROVED
    detail = audit.history(session, f"bulletin {bulletin.id}")[-1].detail
    assert detail["checks"] == [question.value for question in OF_SENDING]


def test_who_decides_about_a_bulletin_is_told_that_its_library_text_was_withdrawn(
    as_: As, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    version = make_version(session, now)
    bulletin = make_bulletin(session, now, author=cast["mwende"], signers={Language.SWAHILI: cast["kioko"]})
    bulletin.version_id = version.id
    bulletin.submit(cast["mwende"], now)
    version.entry.withdraw(cast["mwende"], "Kisima kimefungwa", now)
    session.commit()
    nyambura = as_("nyambura")
    page = words(nyambura.get(f"/console/bulletins/{bulletin.id}"))

    said = "The library text it was made from, Maji ni ya wote, was withdrawn: Kisima kimefungwa."
    assert page.count(said) == 2, "on the page and in the form that approves"
    assert "Version 1, withdrawn" in page
    assert press(nyambura, bulletin.id, "approve", understood="on").status_code == 303
