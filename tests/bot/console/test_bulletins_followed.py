"""The pages of a warning and of what follows it: what is offered to whom, and what each says of the other."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, senders
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.ends import End
from domain.heartbeats import CLOCK, beat
from domain.hours import at_wall_time
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Officer
from domain.phases import Phase, Trend
from domain.senders import Sender, SenderClass, Use
from domain.signed_words import Form
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import SWAHILI, press, typed, words
from tests.make import make_bulletin

As = Callable[[str], FlaskClient]
OVER = "NDMA: Ukame umekwisha."


@pytest.fixture
def as_(app: Flask, sign_in: SignIn) -> As:
    """A browser of this officer's own."""

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, username)
        return client

    return signed_in


@pytest.fixture
def sent(session: Session, cast: dict[str, Officer], now: datetime) -> Bulletin:
    """A warning of this morning, with a signed text that says it is over and none that takes it back."""
    bulletin = make_bulletin(session, now, author=cast["mwende"], signers={Language.SWAHILI: cast["kioko"]})
    over = BulletinText(
        language=Language.SWAHILI, form=Form.ALL_CLEAR, body=OVER, plain=OVER, writer_id=cast["mwende"].id
    )
    over.sign(cast["kioko"], now, now.date())
    bulletin.texts.append(over)
    bulletin.state, bulletin.started_at, bulletin.finished_at = State.SENT, now, now
    session.commit()
    return bulletin


def follow(client: FlaskClient, bulletin: Bulletin, what: Follow, **fields: str) -> str:
    """Begin what follows it; where that leads."""
    answer = client.post(f"/console/bulletins/{bulletin.id}/follow", data={"follow": what.value, **fields})
    assert answer.status_code == 303, words(answer)
    return answer.location


def the_one_after(session: Session, bulletin: Bulletin) -> Bulletin:
    return session.scalars(select(Bulletin).where(Bulletin.follows_id == bulletin.id)).one()


def test_the_page_offers_what_may_follow_and_says_which_words_are_ready(as_: As, sent: Bulletin) -> None:
    page = words(as_("mwende").get(f"/console/bulletins/{sent.id}"))

    assert "What may follow it" in page
    assert (
        "Take it back For a warning that is wrong, or should not have been sent. No signed words were prepared" in page
    )
    assert (
        "Say it is over For a warning that was right, and is over. Its words are prepared and signed: Swahili." in page
    )
    assert "What may follow it" not in words(as_("nyambura").get(f"/console/bulletins/{sent.id}"))
    assert as_("nyambura").post(f"/console/bulletins/{sent.id}/follow").status_code == 403


def test_saying_it_is_over_asks_phase_and_trend_anew_and_needs_two_clicks(
    as_: As, sent: Bulletin, session: Session
) -> None:
    mwende = as_("mwende")
    bare = mwende.post(f"/console/bulletins/{sent.id}/follow", data={"follow": "all_clear"})
    assert bare.status_code == 422
    assert "Choose the phase and the trend as NDMA declared them." in words(bare)

    page = follow(mwende, sent, Follow.ALL_CLEAR, phase="normal", trend="improving")
    it = the_one_after(session, sent)
    assert page == f"/console/bulletins/{it.id}"
    assert (it.phase, it.trend, it.texts[0].body, it.texts[0].signed) == (Phase.NORMAL, Trend.IMPROVING, OVER, True)
    press(mwende, it.id, "submit")
    press(as_("nyambura"), it.id, "approve", understood="on")

    session.refresh(it)
    assert it.state is State.APPROVED
    assert f"It says that bulletin {sent.id} is over: Ukame Kitui Sent" in words(mwende.get(page))
    first = words(mwende.get(f"/console/bulletins/{sent.id}"))
    assert f"Bulletin {it.id} says that it is over: Over: Ukame Kitui Approved" in first
    assert "began to say that it is over" in first
    assert "What may follow it" not in first
    again = mwende.post(f"/console/bulletins/{sent.id}/follow", data={"follow": "cancel"})
    assert f"Bulletin {it.id} is there already to end this warning." in words(again)


def test_without_prepared_words_the_form_opens_and_a_late_hour_is_no_hindrance(
    as_: As, sent: Bulletin, session: Session, clock: Clock
) -> None:
    mwende = as_("mwende")
    address = follow(mwende, sent, Follow.CANCEL)
    it = the_one_after(session, sent)
    assert address == f"/console/bulletins/{it.id}/edit"
    clock.forward(timedelta(hours=1))

    saved = mwende.post(
        address,
        data=typed(
            seen=it.seen, areas=["kitui"], phase="alarm", sms_sw=SWAHILI, send_day="2026-11-24", send_hour="09:35",
            expires_day="2026-12-09",
        ),
    )  # fmt: skip

    assert saved.status_code == 303, words(saved)
    session.refresh(it)
    assert (it.follow, it.follows_id, it.texts[0].body) == (Follow.CANCEL, sent.id, SWAHILI)


def test_a_follow_up_of_other_places_is_not_submitted(
    as_: As, sent: Bulletin, session: Session, cast: dict[str, Officer]
) -> None:
    mwende = as_("mwende")
    follow(mwende, sent, Follow.ALL_CLEAR, phase="normal", trend="stable")
    it = the_one_after(session, sent)
    it.areas = ["makueni"]
    session.commit()

    answer = press(mwende, it.id, "submit")

    assert answer.status_code == 422
    assert (
        f"It is about bulletin {sent.id}: its kind, its places and whether it is public stay those of that one."
        in words(answer)
    )


def test_a_promotional_name_is_told_from_our_own_night(
    as_: As, sent: Bulletin, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    session.merge(Sender(use=Use.PEACE, name="AMANI", sender_class=SenderClass.PROMOTIONAL))
    evening = at_wall_time(datetime(2026, 11, 24, 18, 30))  # noqa: DTZ001  typed without a zone
    signers = {Language.SWAHILI: cast["kioko"]}
    peace = make_bulletin(session, now, author=cast["mwende"], signers=signers, kind=Kind.PEACE, send_at=evening)
    peace.submit(cast["mwende"], now)
    session.commit()
    nyambura = as_("nyambura")
    closed = "the hours closed to this name by the operator (18:00 to 08:00)"
    assert f"Its hour lies in {closed}: it waits until Wed 25 Nov 2026, 08:00." in words(
        nyambura.get(f"/console/bulletins/{peace.id}")
    )

    session.refresh(peace)
    peace.approve(cast["nyambura"], now, senders.of(session, Use.PEACE))
    session.commit()

    page = as_("jumaa").get(f"/console/bulletins/{peace.id}")
    assert f"It leaves on Wed 25 Nov 2026, 08:00: its own hour, 18:30, lies in {closed}." in words(page)
    assert "/night" not in page.text, "nobody here opens the operator's hours"


@pytest.mark.parametrize(
    ("state", "end", "said"),
    [
        (State.MISSED, End.SERVICE_DOWN, "Its hour passed while the service was down"),
        (State.MISSED, End.QUIET, "It waited for the hours in which it may leave"),
        (State.MISSED, End.KEPT_WAITING, "It waited until all of the bulletin it follows had left"),
        (State.MISSED, None, "Its time ran out before it could start."),
        (State.EXPIRED, End.PAUSED, "while an officer had paused it"),
        (State.EXPIRED, End.NO_MONEY, "while it waited for money"),
        (State.EXPIRED, End.NO_PROVIDER, "while no provider worked"),
        (State.EXPIRED, End.SENDING, "Its time ran out while it was being sent."),
    ],
)
def test_why_it_ended_before_its_end_is_said(
    as_: As, sent: Bulletin, session: Session, now: datetime, state: State, end: End | None, said: str
) -> None:
    sent.state = state
    if end:
        audit.record(session, None, end, f"bulletin {sent.id}", now=now)
    session.commit()

    assert said in words(as_("mwende").get(f"/console/bulletins/{sent.id}/progress"))


def test_a_silent_clock_is_said_where_the_hour_has_come(
    as_: As, sent: Bulletin, session: Session, clock: Clock
) -> None:
    sent.state, sent.started_at, sent.send_at = State.APPROVED, None, clock.now - timedelta(minutes=5)
    session.commit()
    mwende = as_("mwende")
    look = f"/console/bulletins/{sent.id}/progress"

    silent = words(mwende.get(look))
    beat(session, CLOCK, clock.now)
    session.commit()

    assert "the clock is silent. It leaves when it runs again, at most 6 hours late." in silent
    assert "Its hour has come: it leaves within a minute." in words(mwende.get(look))
