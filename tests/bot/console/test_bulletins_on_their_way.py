"""The part of a bulletin's page that fills while it is sent."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.batches import Batch, Progress, progress, progress_by_language
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Officer
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import KAMBA, SWAHILI, words
from tests.make import make_bulletin

ON_THE_WAY = {
    "accepted": 60, "delivered": 41, "failed": 4, "on_network": 10, "refused": 3, "not_sent": 1, "unknown": 5,
    "skipped": 2, "cost": Decimal("48.8"),
}  # fmt: skip


@pytest.fixture
def sending(session: Session, cast: dict[str, Officer], now: datetime) -> Bulletin:
    """100 people, 80 of them in Swahili; 29 still wait."""
    texts = {Language.SWAHILI: SWAHILI, Language.KAMBA: KAMBA}
    bulletin = make_bulletin(session, now, author=cast["mwende"], texts=texts)
    bulletin.state, bulletin.started_at = State.SENDING, now
    swahili, kamba = bulletin.texts
    session.add(
        Batch(county="kitui", bulletin_id=bulletin.id, text_id=swahili.id, recipients=[], size=80, **ON_THE_WAY)
    )
    session.add(Batch(county="kitui", bulletin_id=bulletin.id, text_id=kamba.id, recipients=list(range(20)), size=20))
    session.commit()
    return bulletin


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


def look(client: FlaskClient, bulletin: Bulletin) -> tuple[str, str | None]:
    answer = client.get(f"/console/bulletins/{bulletin.id}/progress")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return words(answer), answer.headers.get("X-Live")


def test_an_officer_prints_the_sheet_of_one_that_is_in_no_archive(
    mwende: FlaskClient, session: Session, sending: Bulletin
) -> None:
    sending.public = False
    for text in sending.texts:
        text.signed_hash, text.signed_at, text.signer_id = text.fingerprint(), sending.send_at, sending.author_id
    session.commit()

    assert "baraza.pdf" in mwende.get(f"/console/bulletins/{sending.id}").text
    assert mwende.get(f"/console/bulletins/{sending.id}/baraza.pdf?only=sw").mimetype == "application/pdf"


def test_the_counters_are_people_each_counted_once(session: Session, sending: Bulletin) -> None:
    counted = progress(session, sending.id)

    assert (counted.size, counted.settled, counted.waiting, counted.silent) == (100, 71, 29, 15)
    by_language = progress_by_language(session, sending.id)
    assert {language: part.size for language, part in by_language.items()} == {"sw": 80, "kam": 20}
    assert by_language[Language.SWAHILI] == Progress(size=80, **ON_THE_WAY)


def test_while_it_is_sent_every_count_has_its_own_word(mwende: FlaskClient, sending: Bulletin) -> None:
    page, live = look(mwende, sending)

    for said in (
        "Being sent It is leaving now.",
        "Done for 71 of 100 people",
        "Waiting 29",
        "Sent to the network 60",
        "Delivered: the handset said so 41",
        "No word from the handset yet 15",
        "Failed on the way to the handset 4",
        "Refused by the network 3",
        "Not sent, after every try 1",
        "Unknown 5 The line broke before the network answered",
        "Left out meanwhile 2 They left the service",
        "Cost so far KES 48.80",
        "Kamba 20 0 0 0",
        "Swahili 80 60 41 10",
    ):
        assert said in page
    assert live is None


def test_without_scripts_the_page_looks_again_by_itself(mwende: FlaskClient, sending: Bulletin) -> None:
    page = mwende.get(f"/console/bulletins/{sending.id}").text

    assert f'data-live="/console/bulletins/{sending.id}/progress"' in page
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    assert "Stop sending now" in page


def test_it_is_looked_at_until_the_last_report_or_a_quarter_of_an_hour(
    mwende: FlaskClient, sending: Bulletin, session: Session, clock: Clock
) -> None:
    sending.state, sending.finished_at = State.SENT, clock()
    session.commit()
    assert look(mwende, sending)[1] is None

    clock.forward(timedelta(minutes=16))
    page, live = look(mwende, sending)
    assert live == "done"
    assert "Sent All of it has left. Reports from the handsets may still come in." in page
    assert "data-live" not in mwende.get(f"/console/bulletins/{sending.id}").text


def test_a_cancelled_bulletin_is_looked_at_no_more_once_its_people_have_an_outcome(
    mwende: FlaskClient, sending: Bulletin, session: Session, now: datetime
) -> None:
    sending.state, sending.finished_at = State.CANCELLED, now - timedelta(hours=1)
    session.commit()

    assert look(mwende, sending)[1] == "done"


@pytest.mark.parametrize(("minutes", "live"), [(9, None), (60, "done")])
def test_an_approved_bulletin_is_watched_only_when_it_is_about_to_leave(
    mwende: FlaskClient, sending: Bulletin, session: Session, now: datetime, minutes: int, live: str | None
) -> None:
    sending.state, sending.started_at, sending.send_at = State.APPROVED, None, now + timedelta(minutes=minutes)
    session.commit()

    page, answered = look(mwende, sending)

    assert answered == live
    assert "It leaves on Tue 24 Nov 2026" in page
    assert "Sent to the network" not in page


def test_a_bulletin_to_nobody_says_so(
    mwende: FlaskClient, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    bulletin = make_bulletin(session, now, author=cast["mwende"])
    bulletin.state, bulletin.started_at, bulletin.finished_at = State.SENT, now, now
    session.commit()

    page, live = look(mwende, bulletin)

    assert "Nobody in these areas had joined: there was no one to send it to." in page
    assert live == "done"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.MISSED, "Its time ran out before it could start."),
        (State.EXPIRED, "Its time ran out while it was being sent."),
        (State.CANCELLED, "It was cancelled. Nothing more will be sent."),
    ],
)
def test_each_end_is_told_in_words(
    mwende: FlaskClient, session: Session, sending: Bulletin, state: State, said: str
) -> None:
    sending.state = state
    session.commit()

    assert said in look(mwende, sending)[0]
