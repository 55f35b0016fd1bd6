"""Pausing a bulletin on its way and letting it go on: who may, what is asked for again, what is said of who waits."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain import audit
from domain.batches import HELD_BY_BUDGET, HELD_NO_PROVIDER, Batch
from domain.batches import State as BatchState
from domain.bulletins import Bulletin, Kind
from domain.hours import NAIROBI
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from messages.jobs import PRIORITY_LISTING, PRIORITY_WARNING
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import press, words
from tests.make import make_bulletin, make_officer

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
def sending(session: Session, cast: dict[str, Officer], clock: Clock) -> Bulletin:
    """A warning under way with every list drawn up."""
    bulletin = make_bulletin(session, clock.now, author=cast["mwende"], send_at=clock.now)
    bulletin.state, bulletin.started_at, bulletin.all_listed = State.SENDING, clock.now, True
    session.commit()
    return bulletin


def listed(session: Session, bulletin: Bulletin, **values: object) -> Batch:
    """One list of it, of three people."""
    defaults = {"county": "kitui", "recipients": [1, 2, 3], "size": 3}
    batch = Batch(bulletin_id=bulletin.id, text_id=bulletin.texts[0].id, **{**defaults, **values})  # type: ignore[arg-type]
    session.add(batch)
    session.commit()
    return batch


def jobs(session: Session) -> list[tuple[str, dict[str, int], int]]:
    rows = session.execute(text("SELECT task_name, args, priority FROM procrastinate_jobs ORDER BY id"))
    return [(name, args, priority) for name, args, priority in rows]


def acts(session: Session, bulletin: Bulletin) -> list[str]:
    return [entry.what for entry in audit.history(session, f"bulletin {bulletin.id}")]


def test_one_under_way_is_paused_and_goes_on_where_it_stood(as_: As, sending: Bulletin, session: Session) -> None:
    done = listed(session, sending, state=BatchState.DONE, recipients=[])
    waiting = listed(session, sending)
    mwende, nyambura = as_("mwende"), as_("nyambura")

    paused = words(mwende.get(press(mwende, sending.id, "pause").location))
    assert "Paused. A list that is with the network now is finished; nothing more leaves." in paused
    assert "It is paused: nothing of it leaves until somebody lets it go on." in paused
    assert "Stop sending now" in paused, "a paused one can still be stopped"
    assert jobs(session) == []

    page = words(nyambura.get(press(nyambura, sending.id, "resume").location))
    assert "It goes on now." in page
    session.refresh(sending)
    assert sending.state is State.SENDING
    assert jobs(session) == [("send_batch", {"batch": waiting.id}, PRIORITY_WARNING)], done
    assert acts(session, sending) == ["paused it", "let it go on"]


def test_the_rest_of_its_lists_is_asked_for_too(as_: As, sending: Bulletin, session: Session) -> None:
    sending.state, sending.all_listed = State.PAUSED, False
    sending.kind, sending.phase, sending.trend = Kind.PEACE, None, None
    session.commit()

    press(as_("mwende"), sending.id, "resume")

    assert jobs(session) == [("fan_out", {"bulletin": sending.id}, PRIORITY_LISTING)]


def test_pressing_twice_pauses_once(as_: As, sending: Bulletin, session: Session) -> None:
    mwende = as_("mwende")
    page = mwende.get(f"/console/bulletins/{sending.id}").text
    press(mwende, sending.id, "pause", page)

    again = press(mwende, sending.id, "pause", page)

    assert again.status_code == 422
    assert "It is paused already." in words(again)
    assert acts(session, sending) == ["paused it"]


def test_two_who_let_it_go_on_at_the_same_instant_ask_for_it_once(as_: As, sending: Bulletin, session: Session) -> None:
    sending.state = State.PAUSED
    listed(session, sending)
    answers: list[int] = []
    door = f"/console/bulletins/{sending.id}/resume"
    threads = [
        Thread(target=lambda client=client: answers.append(client.post(door).status_code))
        for client in (as_("mwende"), as_("nyambura"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(answers) == [303, 422]
    assert len(jobs(session)) == 1


def test_one_that_ended_meanwhile_is_not_paused(as_: As, sending: Bulletin, session: Session) -> None:
    mwende = as_("mwende")
    page = mwende.get(f"/console/bulletins/{sending.id}").text
    sending.state = State.SENT
    session.commit()

    late = press(mwende, sending.id, "pause", page)

    assert late.status_code == 422
    assert "A bulletin that is sent cannot become paused." in words(late)
    answer = mwende.post(f"/console/bulletins/{sending.id}/resume")
    assert "A bulletin that is sent is not paused and cannot go on." in words(answer)


def test_one_whose_time_ran_out_does_not_go_on(as_: As, sending: Bulletin, session: Session, clock: Clock) -> None:
    sending.state, sending.expires_at = State.PAUSED, clock.now + timedelta(hours=1)
    listed(session, sending)
    mwende = as_("mwende")
    clock.forward(timedelta(hours=1))

    answer = press(mwende, sending.id, "resume")

    assert answer.status_code == 422
    assert "Its time ran out while it was paused: nothing more of it is sent." in words(answer)
    assert jobs(session) == []


def test_in_quiet_hours_it_says_when_it_goes_on(as_: As, sending: Bulletin, session: Session, clock: Clock) -> None:
    sending.state = State.PAUSED
    session.commit()
    clock.now = clock.now.astimezone(NAIROBI).replace(hour=21)
    mwende = as_("mwende")

    page = words(mwende.get(press(mwende, sending.id, "resume").location))

    assert "It goes on at Wed 25 Nov 2026, 07:00, after the quiet hours (19:00 to 07:00)." in page


def test_who_may_not_stop_it_is_offered_neither_and_refused_both(as_: As, sending: Bulletin, session: Session) -> None:
    make_officer(session, "zawadi", Grant(role=Role.APPROVER, kind="peace"))
    session.commit()
    zawadi = as_("zawadi")

    assert "Pause it" not in words(zawadi.get(f"/console/bulletins/{sending.id}"))
    for what in ("pause", "resume"):
        answer = zawadi.post(f"/console/bulletins/{sending.id}/{what}")
        assert "You neither write nor approve bulletins of this kind in these counties." in words(answer)
    for username, code in (("kioko", 403), ("kilonzo", 403)):
        assert as_(username).post(f"/console/bulletins/{sending.id}/pause").status_code == code
    session.refresh(sending)
    assert sending.state is State.SENDING


def test_an_officer_of_another_county_does_not_find_it(as_: As, sending: Bulletin, session: Session) -> None:
    make_officer(session, "mwadime", Grant(role=Role.OFFICER, county="taita-taveta"))
    session.commit()
    mwadime = as_("mwadime")

    for what in ("pause", "resume"):
        assert mwadime.post(f"/console/bulletins/{sending.id}/{what}").status_code == 404


def test_a_paused_one_waits_for_who_may_let_it_go_on(as_: As, sending: Bulletin, session: Session) -> None:
    sending.state = State.PAUSED
    session.commit()

    page = words(as_("mwende").get("/console/"))

    assert "Paused: let it go on, or stop it Ukame Kitui" in page
    assert "Ukame Kitui Kitui Paused" in page, "among what goes out today"


def test_the_page_says_who_waits_for_what(as_: As, sending: Bulletin, session: Session) -> None:
    listed(session, sending, reason=HELD_BY_BUDGET)
    listed(session, sending, reason=HELD_BY_BUDGET, county="makueni", recipients=[4], size=1)
    listed(session, sending, reason=HELD_NO_PROVIDER, recipients=[5, 6], size=2)
    listed(session, sending, reason=HELD_BY_BUDGET, second=True, recipients=[11], size=1)
    listed(session, sending, second=True, recipients=[7, 8, 9, 10], size=4, state=BatchState.SENDING)
    listed(session, sending, reason=HELD_BY_BUDGET, second=True, recipients=[], size=9, state=BatchState.DONE)

    page = words(as_("mwende").get(f"/console/bulletins/{sending.id}/progress"))

    for said in (
        "The budget of the day is spent: Kitui 3 They wait for the next day or for a larger budget.",
        "The budget of the day is spent: Makueni 1 They wait",
        "No provider works 2 They are sent to as soon as one works again.",
        "On their second try 5",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        (Kind.DROUGHT, State.SENDING, "They are sent to once more 30 minutes after the call if no report has come"),
        (Kind.DROUGHT, State.PAUSED, "They are sent to once more 30 minutes after the call if no report has come"),
        (Kind.DROUGHT, State.EXPIRED, "A delivery report can still tell."),
        (Kind.PEACE, State.SENDING, "Never sent twice: only a delivery report can tell."),
        (Kind.NOTICE, State.SENT, "Never sent twice: only a delivery report can tell."),
    ],
)
def test_what_happens_to_the_unknown_is_said_by_kind(
    as_: As, sending: Bulletin, session: Session, kind: Kind, state: State, said: str
) -> None:
    sending.kind, sending.state = kind, state
    if kind is not Kind.DROUGHT:
        sending.phase = sending.trend = None
    listed(session, sending, state=BatchState.DONE, recipients=[], unknown=3)

    page = words(as_("mwende").get(f"/console/bulletins/{sending.id}/progress"))

    assert f"Unknown 3 The line broke before the network answered: it may have left or not. {said}" in page


def test_a_paused_page_is_looked_at_only_while_a_list_is_with_the_network(
    as_: As, sending: Bulletin, session: Session
) -> None:
    sending.state = State.PAUSED
    batch = listed(session, sending, state=BatchState.SENDING)
    mwende = as_("mwende")
    assert mwende.get(f"/console/bulletins/{sending.id}/progress").headers.get("X-Live") is None

    batch.state = BatchState.QUEUED
    session.commit()
    assert mwende.get(f"/console/bulletins/{sending.id}/progress").headers["X-Live"] == "done"
