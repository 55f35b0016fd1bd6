"""The reviewers' desk: reading a text beside its source, signing it, or proposing other words."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain import audit
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from tests.bot.conftest import SignIn
from tests.bot.console.bulletin_forms import KAMBA, SWAHILI, press, words
from tests.make import make_bulletin, make_officer

BETTER = "NDMA 24/11/2026: Yũa nĩ yĩ vo Kitui. Sũvĩai kĩw'ũ."


@pytest.fixture
def bulletin(session: Session, cast: dict[str, Officer], now: datetime) -> Bulletin:
    """Written by Mwende in English, Swahili and Kamba."""
    texts = {Language.ENGLISH: "Drought in Kitui.", Language.SWAHILI: SWAHILI, Language.KAMBA: KAMBA}
    made = make_bulletin(session, now, author=cast["mwende"], texts=texts)
    session.commit()
    return made


@pytest.fixture
def mutheu(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """She signs Kamba."""
    sign_in(client, "mutheu")
    return client


def text(bulletin: Bulletin, language: Language) -> BulletinText:
    found = bulletin.text(language)
    assert found is not None
    return found


def test_a_reviewer_reads_the_text_beside_its_source_and_signs_with_one_click(
    mutheu: FlaskClient, bulletin: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    kamba = text(bulletin, Language.KAMBA)
    desk = mutheu.get("/console/bulletins/desk")
    for shown in (SWAHILI, KAMBA, "Drought in Kitui."):
        assert shown in words(desk)

    signed = press(mutheu, bulletin.id, f"texts/{kamba.id}/sign", desk.text)

    assert signed.location == "/console/bulletins/desk"
    page = words(mutheu.get(signed.location))
    assert "You signed the Kamba text." in page
    assert "No text waits for your signature." in page
    session.refresh(kamba)
    assert (kamba.signed, kamba.signer_id) == (True, cast["mutheu"].id)
    assert [entry.what for entry in audit.history(session, f"bulletin {bulletin.id}")] == ["signed a text"]
    assert "Signed by Mutheu Nzioka on Tue 24 Nov 2026, 09:30" in words(mutheu.get(f"/console/bulletins/{bulletin.id}"))


def test_the_desk_holds_only_the_languages_and_counties_of_its_officer(
    client: FlaskClient, sign_in: SignIn, bulletin: Bulletin, session: Session
) -> None:
    grant = Grant(role=Role.REVIEWER, language=Language.KAMBA, county="makueni")
    make_officer(session, "ndanu", grant)
    session.commit()

    for username in ("mwakio", "ndanu"):
        sign_in(client, username)
        assert "No text waits for your signature." in words(client.get("/console/bulletins/desk"))
    sign_in(client, "mwende")
    assert client.get("/console/bulletins/desk").status_code == 403


@pytest.mark.parametrize(
    ("username", "language", "why"),
    [
        ("mutheu", Language.SWAHILI, "You do not sign texts in this language."),
        ("mwende", Language.KAMBA, None),
    ],
)
def test_nobody_signs_out_of_turn(
    client: FlaskClient, sign_in: SignIn, bulletin: Bulletin, session: Session, username: str, language: Language,
    why: str | None,
) -> None:  # fmt: skip
    wanted = text(bulletin, language)
    sign_in(client, username)
    address = f"/console/bulletins/{bulletin.id}/texts/{wanted.id}/sign"

    answer = client.post(address, data={"seen": wanted.fingerprint()}, follow_redirects=True)

    assert why in words(answer) if why else answer.status_code == 403
    session.refresh(wanted)
    assert not wanted.signed


def test_the_writer_of_a_text_is_told_that_another_speaker_signs(
    mutheu: FlaskClient, bulletin: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    kamba = text(bulletin, Language.KAMBA)
    kamba.writer_id = cast["mutheu"].id
    session.commit()

    desk = mutheu.get("/console/bulletins/desk")
    assert "You wrote this text: another speaker must sign it." in words(desk)
    assert f"/texts/{kamba.id}/sign" not in desk.text


def test_words_that_changed_while_they_were_read_are_not_signed(
    mutheu: FlaskClient, bulletin: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    kamba = text(bulletin, Language.KAMBA)
    desk = mutheu.get("/console/bulletins/desk").text
    kamba.write(cast["mwende"], BETTER, BETTER, send_plain=False)
    session.commit()

    answer = press(mutheu, bulletin.id, f"texts/{kamba.id}/sign", desk)

    assert "The words were changed while you read them" in words(mutheu.get(answer.location))
    session.refresh(kamba)
    assert not kamba.signed


def test_an_approved_bulletin_takes_no_more_signatures(
    mutheu: FlaskClient, bulletin: Bulletin, session: Session
) -> None:
    kamba = text(bulletin, Language.KAMBA)
    bulletin.state = State.APPROVED
    session.commit()

    assert "No text waits" in words(mutheu.get("/console/bulletins/desk"))
    address = f"/console/bulletins/{bulletin.id}/texts/{kamba.id}"
    answer = mutheu.post(f"{address}/sign", data={"seen": kamba.fingerprint()}, follow_redirects=True)
    assert "a signature now would change what was approved" in words(answer)
    assert "its words are settled" in words(mutheu.post(f"{address}/propose", data={"words": BETTER}))


def test_a_reviewer_proposes_words_the_author_takes_them_and_the_reviewer_signs(
    client: FlaskClient, sign_in: SignIn, bulletin: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    kamba = text(bulletin, Language.KAMBA)
    sign_in(client, "mutheu")
    passed = press(client, bulletin.id, f"texts/{kamba.id}/propose", words=BETTER.replace("'", "’"))
    assert "Your words were passed on." in words(client.get(passed.location))

    sign_in(client, "mwende")
    assert f"Mutheu Nzioka would say: {BETTER}" in words(client.get(f"/console/bulletins/{bulletin.id}"))
    taken = press(client, bulletin.id, f"texts/{kamba.id}/adopt")
    assert "would say" not in words(client.get(taken.location))
    session.refresh(kamba)
    assert (kamba.body, kamba.writer_id) == (BETTER, cast["mwende"].id)
    session.refresh(bulletin)
    assert cast["mutheu"].id in bulletin.hands, "whose words they are does not approve them"

    sign_in(client, "mutheu")
    press(client, bulletin.id, f"texts/{kamba.id}/sign", client.get("/console/bulletins/desk").text)
    session.refresh(kamba)
    assert kamba.signed


@pytest.mark.parametrize("proposed", ["", "  ", KAMBA])
def test_a_proposal_says_something_else(mutheu: FlaskClient, bulletin: Bulletin, proposed: str) -> None:
    kamba = text(bulletin, Language.KAMBA)

    answer = press(mutheu, bulletin.id, f"texts/{kamba.id}/propose", words=proposed)

    assert answer.status_code == 422
    assert "Write the words you would use instead." in words(answer)


def test_a_proposal_about_older_words_is_gone_and_cannot_be_taken(
    client: FlaskClient, sign_in: SignIn, bulletin: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    kamba = text(bulletin, Language.KAMBA)
    sign_in(client, "mutheu")
    press(client, bulletin.id, f"texts/{kamba.id}/propose", words=BETTER)
    sign_in(client, "mwende")
    page = client.get(f"/console/bulletins/{bulletin.id}").text
    kamba.write(cast["mwende"], "Yũa.", "Yua.", send_plain=False)
    session.commit()

    assert "would say" not in words(client.get(f"/console/bulletins/{bulletin.id}"))
    answer = press(client, bulletin.id, f"texts/{kamba.id}/adopt", page)
    assert answer.status_code == 303
    assert "The words were changed since that was proposed." in words(client.get("/console/"))
    session.refresh(kamba)
    assert kamba.body == "Yũa."
    stranger = {"proposal": "999"}
    assert client.post(f"/console/bulletins/{bulletin.id}/texts/{kamba.id}/adopt", data=stranger).status_code == 404
    assert client.post(f"/console/bulletins/{bulletin.id}/texts/999/adopt", data=stranger).status_code == 404
