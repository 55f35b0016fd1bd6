"""Submitting, approving, returning, the night, cancelling: who may, and what the loser of a race is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from domain import audit
from domain.areas import Gazetteer
from domain.batches import Batch
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin
from domain.hours import at_wall_time
from domain.indicators import DroughtRecord
from domain.languages import Language
from domain.leaving import timing
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.phases import Phase
from domain.signed_words import Form
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import press, words
from tests.make import ENDAU, make_bulletin, make_officer, make_subscriber

As = Callable[[str], FlaskClient]


@pytest.fixture
def as_(app: Flask, sign_in: SignIn) -> As:
    """A browser of this officer's own."""

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, username)
        return client

    return signed_in


@pytest.fixture
def bulletin(session: Session, cast: dict[str, Officer], now: datetime) -> Bulletin:
    """Written by Mwende, signed in Swahili by Kioko, for an hour from now."""
    made = make_bulletin(session, now, author=cast["mwende"], signers={Language.SWAHILI: cast["kioko"]})
    session.commit()
    return made


@pytest.fixture
def submitted(bulletin: Bulletin, session: Session, cast: dict[str, Officer], now: datetime) -> Bulletin:
    bulletin.submit(cast["mwende"], now)
    session.commit()
    return bulletin


def acts(session: Session, bulletin: Bulletin) -> list[str]:
    return [entry.what for entry in audit.history(session, f"bulletin {bulletin.id}")]


def approve(client: FlaskClient, number: int, page: str = "") -> TestResponse:
    return press(client, number, "approve", page, understood="on")


def test_from_the_author_to_the_approver(as_: As, bulletin: Bulletin, session: Session) -> None:
    assert press(as_("mwende"), bulletin.id, "submit").status_code == 303
    nyambura = as_("nyambura")
    approved = approve(nyambura, bulletin.id)

    page = words(nyambura.get(approved.location))
    assert "Approved. It leaves on Tue 24 Nov 2026, 10:30. It can be cancelled." in page
    session.refresh(bulletin)
    assert (bulletin.state, bulletin.approved_hash) == (State.APPROVED, bulletin.fingerprint())
    assert acts(session, bulletin) == ["submitted it", "approved it"]


def test_the_approver_reads_how_many_people_and_who_of_them_gets_swahili(
    as_: As, submitted: Bulletin, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    for language in (Language.SWAHILI, Language.KAMBA, Language.KAMBA):
        make_subscriber(session, vault, places, now, wards=[ENDAU], language=language)
    session.commit()
    nyambura = as_("nyambura")

    page = words(nyambura.get(f"/console/bulletins/{submitted.id}"))
    assert "I understand this will reach about 3 people." in page
    assert "People who get Swahili, because no text in their language is signed: Kamba 2" in page

    assert approve(nyambura, submitted.id).status_code == 303
    entry = audit.history(session, f"bulletin {submitted.id}")[-1]
    assert entry.detail["people"] == 3


def test_the_approver_is_told_what_is_doubtful(
    as_: As, submitted: Bulletin, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    back = BulletinText(language=Language.SWAHILI, form=Form.CANCEL, body="Si.", plain="Si.", writer_id=None)
    submitted.texts.append(back)
    record = DroughtRecord(
        county="kitui",
        month=date(2026, 9, 1),
        source="NDMA",
        published_on=date(2026, 10, 12),
        entered_by=cast["mwende"].id,
        entered_at=now,
        phase=Phase.ALERT,
    )
    session.add(record)
    session.flush()
    submitted.record_id = record.id
    session.commit()
    nyambura = as_("nyambura")

    page = words(nyambura.get(f"/console/bulletins/{submitted.id}"))
    assert "Not prepared and signed, so that taking it back would take longer: SMS that takes it back" in page
    assert "The words that would take it back are not signed: it could not be taken back at once." in page
    assert "This record is older than 45 days" in page
    assert "The phase or the trend is not what this record says." in page

    submitted.state = State.CANCELLED
    session.commit()
    assert "This record is older" not in words(nyambura.get(f"/console/bulletins/{submitted.id}"))


def test_without_the_tick_nothing_is_approved(as_: As, submitted: Bulletin, session: Session) -> None:
    answer = press(as_("nyambura"), submitted.id, "approve")

    assert answer.status_code == 422
    assert "Tick the box beside the number of people first." in words(answer)
    session.refresh(submitted)
    assert submitted.state is State.SUBMITTED


def test_who_wrote_it_does_not_approve_it(
    as_: As, submitted: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    cast["mwende"].grants.append(Grant(role=Role.APPROVER))
    session.commit()
    mwende = as_("mwende")

    assert 'name="understood"' not in mwende.get(f"/console/bulletins/{submitted.id}").text
    answer = mwende.post(
        f"/console/bulletins/{submitted.id}/approve", data={"seen": submitted.seen, "understood": "on"}
    )
    assert answer.status_code == 422
    assert "Somebody else must decide: you wrote or submitted this bulletin." in words(answer)
    session.refresh(submitted)
    assert submitted.state is State.SUBMITTED


@pytest.mark.parametrize(
    ("username", "may"),
    [
        ("mwende", {"edit", "cancel"}),
        ("nyambura", {"approve", "return", "cancel"}),
        ("kioko", set()),
        ("jumaa", {"approve", "return", "cancel"}),
    ],
)
def test_each_officer_is_offered_only_what_they_may_do(
    as_: As, submitted: Bulletin, username: str, may: set[str]
) -> None:
    page = as_(username).get(f"/console/bulletins/{submitted.id}").text

    offered = {
        what
        for what in ("edit", "submit", "approve", "return", "night", "cancel")
        if f'"/console/bulletins/{submitted.id}/{what}"' in page
    }
    assert offered == may


def test_without_signed_swahili_there_is_no_submission(
    as_: As, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    unsigned = make_bulletin(session, now, author=cast["mwende"])
    session.commit()
    mwende = as_("mwende")

    assert "Next: a Swahili reviewer signs the Swahili text." in words(mwende.get(f"/console/bulletins/{unsigned.id}"))
    answer = press(mwende, unsigned.id, "submit")
    assert answer.status_code == 422
    assert "A Swahili reviewer must sign the Swahili text first." in words(answer)


def test_an_hour_that_passed_meanwhile_is_not_approved(
    as_: As, submitted: Bulletin, clock: Clock, session: Session
) -> None:
    clock.forward(timedelta(hours=2))

    answer = approve(as_("nyambura"), submitted.id)

    assert answer.status_code == 422
    assert "The hour to send has passed: choose a later one." in words(answer)


def test_it_is_returned_with_a_reason_the_author_reads(as_: As, submitted: Bulletin, session: Session) -> None:
    nyambura = as_("nyambura")
    empty = press(nyambura, submitted.id, "return", reason=" ")
    assert empty.status_code == 422
    assert "Say why you return it" in words(empty)

    press(nyambura, submitted.id, "return", reason="Name \u202ethe wells of Endau.")

    page = words(as_("mwende").get(f"/console/bulletins/{submitted.id}"))
    assert "Returned because: Name the wells of Endau." in page
    assert "Nyambura Kariuki returned it: Name the wells of Endau." in page


def test_of_two_approvers_the_second_is_told_and_keeps_their_reason(
    as_: As, submitted: Bulletin, session: Session
) -> None:
    nyambura, jumaa = as_("nyambura"), as_("jumaa")
    page = jumaa.get(f"/console/bulletins/{submitted.id}").text
    approve(nyambura, submitted.id)

    late = press(jumaa, submitted.id, "return", page, reason="The wells are missing.")

    assert late.status_code == 422
    assert "Nyambura Kariuki changed or decided something here on Tue 24 Nov 2026, 09:30" in words(late)
    session.refresh(submitted)
    assert (submitted.state, submitted.returned_because) == (State.APPROVED, None)


def test_two_approvals_at_the_same_instant_are_one(as_: As, submitted: Bulletin, session: Session) -> None:
    both = [as_("nyambura"), as_("jumaa")]
    pages = [client.get(f"/console/bulletins/{submitted.id}").text for client in both]
    answers: list[TestResponse] = []
    threads = [
        Thread(target=lambda client=client, page=page: answers.append(approve(client, submitted.id, page)))
        for client, page in zip(both, pages, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (303, 422)
    assert "changed or decided something here on Tue 24 Nov 2026, 09:30, while you read." in words(lost)
    assert acts(session, submitted) == ["approved it"]


def test_an_approver_decides_about_the_words_they_read(
    as_: As, submitted: Bulletin, sessions: sessionmaker[Session], session: Session
) -> None:
    nyambura = as_("nyambura")
    page = nyambura.get(f"/console/bulletins/{submitted.id}").text
    with sessions.begin() as other:
        other.get_one(Bulletin, submitted.id).areas = ["kitui", "makueni"]

    answer = approve(nyambura, submitted.id, page)

    assert answer.status_code == 422
    assert "This page was not up to date. Look at the bulletin again, then decide." in words(answer)
    session.refresh(submitted)
    assert submitted.state is State.SUBMITTED


@pytest.fixture
def tonight(submitted: Bulletin, session: Session) -> Bulletin:
    submitted.send_at = at_wall_time(datetime(2026, 11, 24, 21, 0))  # noqa: DTZ001  typed without a zone
    session.commit()
    return submitted


def test_the_night_needs_a_second_approver_and_a_reason(as_: As, tonight: Bulletin, session: Session) -> None:
    nyambura, jumaa = as_("nyambura"), as_("jumaa")
    assert "it waits until Wed 25 Nov 2026, 07:00, unless a second approver" in words(
        nyambura.get(f"/console/bulletins/{tonight.id}")
    )
    approved = nyambura.get(approve(nyambura, tonight.id).location)
    assert "It leaves on Wed 25 Nov 2026, 07:00: its own hour, 21:00, lies in the quiet hours" in words(approved)
    assert "/night" not in approved.text

    empty = press(jumaa, tonight.id, "night", reason="")
    assert "Say why it cannot wait until the morning." in words(empty)
    allowed = press(jumaa, tonight.id, "night", reason="Flood at the river tonight.")

    page = words(jumaa.get(allowed.location))
    assert "Allowed at night. It leaves on Tue 24 Nov 2026, 21:00." in page
    assert "Jumaa Bakari allowed it at night: Flood at the river tonight." in page
    session.refresh(tonight)
    assert timing(tonight, None).may_leave(tonight.send_at)


def test_a_bulletin_that_expires_before_the_morning_says_so(as_: As, tonight: Bulletin, session: Session) -> None:
    tonight.expires_at = tonight.send_at + timedelta(hours=3)
    session.commit()
    nyambura = as_("nyambura")
    approve(nyambura, tonight.id)

    assert "It will not leave: it would still be waiting for the morning when it expires." in words(
        nyambura.get(f"/console/bulletins/{tonight.id}")
    )


@pytest.mark.parametrize("state", [State.APPROVED, State.SENDING])
def test_it_is_cancelled_also_while_it_is_sent_and_from_a_page_that_is_old(
    as_: As, submitted: Bulletin, session: Session, state: State
) -> None:
    mwende = as_("mwende")
    page = mwende.get(f"/console/bulletins/{submitted.id}").text
    submitted.state = state
    session.commit()

    answer = press(mwende, submitted.id, "cancel", page)

    assert "Cancelled. Nothing more of it will be sent." in words(mwende.get(answer.location))
    session.refresh(submitted)
    assert submitted.state is State.CANCELLED
    assert acts(session, submitted) == ["cancelled it"]


def test_what_was_sent_cannot_be_cancelled(as_: As, submitted: Bulletin, session: Session) -> None:
    submitted.state = State.SENT
    session.commit()

    answer = as_("mwende").post(f"/console/bulletins/{submitted.id}/cancel")

    assert answer.status_code == 422
    assert "A bulletin that is sent cannot become cancelled." in words(answer)


def test_an_approver_of_peace_does_not_decide_about_drought(as_: As, submitted: Bulletin, session: Session) -> None:
    make_officer(session, "zawadi", Grant(role=Role.APPROVER, kind="peace"))
    session.commit()
    zawadi = as_("zawadi")

    answer = zawadi.post(
        f"/console/bulletins/{submitted.id}/approve", data={"seen": submitted.seen, "understood": "on"}
    )

    assert "You do not approve bulletins of this kind in these counties." in words(answer)
    assert zawadi.post(f"/console/bulletins/{submitted.id}/submit").status_code == 403


def test_one_under_way_is_let_go_on_at_night_and_its_batches_are_asked_for_again(
    as_: As, tonight: Bulletin, clock: Clock, session: Session
) -> None:
    approve(as_("nyambura"), tonight.id)
    session.refresh(tonight)
    tonight.state = State.SENDING
    batch = Batch(county="kitui", bulletin_id=tonight.id, text_id=tonight.texts[0].id, recipients=[1], size=1)
    session.add(batch)
    session.commit()
    clock.now = tonight.send_at + timedelta(minutes=1)

    jumaa = as_("jumaa")
    assert "waits until Wed 25 Nov 2026, 07:00" in words(jumaa.get(f"/console/bulletins/{tonight.id}"))
    press(jumaa, tonight.id, "night", reason="Flood at the river tonight.")

    session.refresh(tonight)
    assert timing(tonight, None).may_leave(clock.now)
    asked = session.scalars(text("SELECT args->>'batch' FROM procrastinate_jobs WHERE task_name = 'send_batch'")).all()
    assert asked == [str(batch.id)]
